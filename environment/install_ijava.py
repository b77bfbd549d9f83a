"""Installs IJava 1.3.0 into .venv beside JJava, from the zip of its release: as the kernel `ijava`, and in .venv/ijava
as the one called `java`, for who puts that folder first. Its own installer would replace JJava: only its jar is taken.
"""

import io
import json
import os
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ADDRESS = "https://github.com/SpencerPark/IJava/releases/download/v1.3.0/ijava-1.3.0.zip"
JAR = "ijava-1.3.0.jar"
KERNELS = [Path(sys.prefix) / "share/jupyter/kernels/ijava", Path(sys.prefix) / "ijava/kernels/java"]


def release(file):
    """The zip's bytes, from a local file or from the release's address."""
    try:
        return Path(file).read_bytes() if file else urllib.request.urlopen(ADDRESS, timeout=60).read()
    except (OSError, urllib.error.URLError) as error:
        sys.exit(f"IJava's release could not be read ({error}). Fetch {ADDRESS} and give it with --ijava-zip FILE")


def main(file):
    jar = KERNELS[0] / JAR
    if file or not jar.exists():
        try:
            content = zipfile.ZipFile(io.BytesIO(release(file))).read(f"java/{JAR}")
        except (zipfile.BadZipFile, KeyError):
            sys.exit(f"{file or ADDRESS} is not the zip of IJava's release 1.3.0: there is no java/{JAR} in it")
        jar.parent.mkdir(parents=True, exist_ok=True)
        unfinished = jar.with_suffix(".part")
        unfinished.write_bytes(content)
        os.replace(unfinished, jar)
    # JJava's launcher takes its options from the environment; IJava has no launcher, so a shell does.
    start = 'exec java $JJAVA_JVM_OPTS -jar "$0" "$1"'
    specification = {"argv": ["sh", "-c", start, str(jar), "{connection_file}"], "display_name": "Java (IJava)",
                     "language": "java", "interrupt_mode": "message"}
    for folder in KERNELS:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "kernel.json").write_text(json.dumps(specification, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])

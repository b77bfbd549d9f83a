"""Installs IJava 1.3.0 into .venv beside JJava, from the zip of its release: as the kernel `ijava`, and in .venv/ijava
as the one called `java`, for who puts that folder first. Its own installer would replace JJava: only its jar is taken.

What is installed is what was released: the sum is of the zip's content, in the serialisation that Nix computes for a
folder (`nix hash path`), since that is where a sum of this release was published.
"""

import base64
import hashlib
import io
import json
import os
import sys
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

ADDRESS = "https://github.com/SpencerPark/IJava/releases/download/v1.3.0/ijava-1.3.0.zip"
SUM = "duuJC5iUz1jj1xshHjhEoa8lb5YmPjOMz42naFrGGCU="
JAR = "ijava-1.3.0.jar"
KERNELS = [Path(sys.prefix) / "share/jupyter/kernels/ijava", Path(sys.prefix) / "ijava/kernels/java"]


def release(file):
    """The zip's bytes, from a local file or from the release's address."""
    try:
        return Path(file).read_bytes() if file else urllib.request.urlopen(ADDRESS, timeout=60).read()
    except (OSError, urllib.error.URLError) as error:
        sys.exit(f"IJava's release could not be read ({error}). Fetch {ADDRESS} and give it with --ijava-zip FILE")


def tree_of(content):
    """A zip as a tree: of a folder the names, of a file its bytes and whether it can be executed."""
    tree = {}
    for entry in content.infolist():
        *path, name = entry.filename.rstrip("/").split("/")
        place = tree
        for part in path:
            place = place.setdefault(part, {})
        if entry.is_dir():
            place.setdefault(name, {})
        else:
            place[name] = content.read(entry), bool(entry.external_attr >> 16 & 0o100)
    return tree


def serialised(node):
    """Nix's archive of a folder or file: every string with its length before it, and filled up to eight bytes."""
    text = lambda value: len(value).to_bytes(8, "little") + value + bytes(-len(value) % 8)
    words = lambda *values: b"".join(map(text, values))
    if not isinstance(node, dict):
        content, executable = node
        mark = [b"executable", b""] if executable else []
        return words(b"(", b"type", b"regular", *mark, b"contents", content, b")")
    entries = (words(b"entry", b"(", b"name", name.encode(), b"node") + serialised(node[name]) + words(b")")
               for name in sorted(node, key=str.encode))
    return words(b"(", b"type", b"directory") + b"".join(entries) + words(b")")


def checksum(tree):
    """In Base64, SHA-256."""
    archive = len(b"nix-archive-1").to_bytes(8, "little") + b"nix-archive-1".ljust(16, b"\0") + serialised(tree)
    return base64.b64encode(hashlib.sha256(archive).digest()).decode()


def main(file):
    jar = KERNELS[0] / JAR
    if file or not jar.exists():
        try:
            tree = tree_of(zipfile.ZipFile(io.BytesIO(release(file))))
        except zipfile.BadZipFile:
            tree = {}
        if checksum(tree) != SUM:
            sys.exit(f"{file or ADDRESS} is not the zip of IJava's release 1.3.0: its content has the SHA-256"
                     f" {checksum(tree)}, not {SUM}")
        content, _ = tree["java"][JAR]
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

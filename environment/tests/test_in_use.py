"""The commands in other surroundings than ours: each passes, or says in one line what is in the way."""

import fcntl
import json
import os
import re
import shutil
import subprocess

import pytest
import run_notebooks
from conftest import BRIEF, ENVIRONMENT, JAR, ROOT, RUN, SMALL, refused, said_by

pytestmark = pytest.mark.usefixtures("brief")
# Another program's settings, for its own Java, Python, Maven and Jupyter.
FOREIGN = {"JAVA_TOOL_OPTIONS": "-Dfile.encoding=ISO-8859-1", "PYTHONPATH": "{here}", "PYTHONHOME": "{here}",
           "CLASSPATH": "{here}", "MAVEN_OPTS": "-Xmx64m", "JUPYTER_CONFIG_DIR": "{here}", "JUPYTER_DATA_DIR": "{here}",
           "JUPYTER_PATH": "{here}", "JUPYTER_PREFER_ENV_PATH": "0", "CDPATH": "/",
           "_JAVA_OPTIONS": "-Dsun.java2d.xrender=false"}
SURROUNDINGS = {
    "POSIX locale, German Java, 1 processor": {
        "LC_ALL": "C", "JJAVA_JVM_OPTS": f"-Duser.language=de -Duser.country=DE -XX:ActiveProcessorCount=1 {BRIEF}"},
    "unknown locale, 16 processors": {
        "LC_ALL": "xx_YY.UTF-8", "LANG": "nowhere", "JJAVA_JVM_OPTS": f"-XX:ActiveProcessorCount=16 {BRIEF}"},
    "another program's variables": FOREIGN,
    "1 GiB": {"JJAVA_JVM_OPTS": f"-Xmx512m -XX:MaxDirectMemorySize=64m {BRIEF}"},
}
# What is mounted over the temporary folder, and what the line says in which pure Java takes over.
TEMPORARY = {"missing": ("rmdir '{0}'", "it does not exist"),
             "read-only": ("mount -t tmpfs -o ro tmpfs '{0}'", "Read-only"),
             "full": ("mount -t tmpfs -o size=8k tmpfs '{0}'", "No space left on device"),
             "noexec": ("mount -t tmpfs -o noexec tmpfs '{0}'", "failed to map segment|Operation not permitted")}


def passes(command, out, **changed):
    """A run of 00 that passes, and what its cells say."""
    code, said = said_by([*command, *SMALL, "--out", out], **changed)
    assert code == 0 and any(line.startswith("passed  00-start-here") for line in said), said
    cells = json.loads((out / "00-start-here" / "00-start-here.ipynb").read_text(encoding="utf-8"))["cells"]
    return json.dumps([output for cell in cells for output in cell.get("outputs", [])], ensure_ascii=False)


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings(name, tmp_path):
    here = tmp_path / "theirs"
    kernel = here / "kernels" / "java"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["false"], "display_name": "theirs", "language": "java"}')
    (here / "nbformat.py").write_text("raise SystemExit('theirs')")
    (here / "jupyter_config.json").write_text("broken")
    said = passes([RUN], tmp_path / "out", **{key: value.format(here=here) for key, value in SURROUNDINGS[name].items()})
    claims = re.findall(r'"(✓[^"]*)"', said)
    assert claims and not [claim for claim in claims if re.search(r"\d,\d", claim)], "numbers have commas"


def test_library_that_maven_alone_has_built(tmp_path, monkeypatch):
    """There is no lock beside it then."""
    jar = tmp_path / "lib" / JAR.relative_to(ROOT / "lib")
    jar.parent.mkdir(parents=True)
    jar.write_text("built")
    monkeypatch.setattr(run_notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(run_notebooks, "JAR", jar)
    monkeypatch.setattr(run_notebooks, "TRANSFORMER", tmp_path)
    run_notebooks.copy_library(tmp_path / "copy")
    assert (tmp_path / "copy" / JAR.relative_to(ROOT / "lib")).read_text() == "built"


@pytest.mark.parametrize("name", TEMPORARY)
def test_temporary_folder(name, tmp_path, mounted, say):
    """Pure Java takes over, and says why, where the folder cannot hold a native library."""
    folder, (mount, why) = tmp_path / "tmp", TEMPORARY[name]
    folder.mkdir()
    outputs = passes(mounted(mount.format(folder), [RUN]), tmp_path / "out", TMPDIR=str(folder),
                     JJAVA_JVM_OPTS=f"-Djava.io.tmpdir={folder} {BRIEF}")
    line = re.search(r"no native library works on [^\"]*?; linear algebra runs in pure Java", outputs)
    assert line and re.search(why, line[0]), outputs[:2000]
    say(line[0])


@pytest.fixture
def read_only(mounted):
    """Wraps a command: it may not write to a clone."""
    mounts = "mount --bind '{0}' '{0}'\nmount -o remount,bind,ro '{0}'"
    return lambda place, command: mounted(mounts.format(place), command)


def test_read_only_clone(read_only, tmp_path, say):
    """One line says so, but for a run that leaves its results elsewhere."""
    why = f"may not write to {re.escape(str(ROOT))}"
    for command in ([ENVIRONMENT / "lab"], [ENVIRONMENT / "test"], [ENVIRONMENT / "site"], [RUN, "00"]):
        say(refused(why, read_only(ROOT, command)))
    passes(read_only(ROOT, [RUN]), tmp_path)


def test_read_only_clone_in_which_nothing_is_built(read_only, fresh, say):
    for command in ("lab", "run", "test"):
        say(refused(f"may not write to {re.escape(str(fresh))}", read_only(fresh, [fresh / "environment" / command])))


def test_another_users_clone(tmp_path):
    """The same where the rights say no, to one who is not root."""
    if os.getuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can become another user")
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    if subprocess.run([*nobody, "test", "-r", ENVIRONMENT / "setup.sh"]).returncode:
        pytest.skip(f"other users may not read {ROOT}")
    refused("may not write to|does not run|is missing", [*nobody, ENVIRONMENT / "lab"], HOME=str(tmp_path))


def test_clone_elsewhere(fresh, tmp_path):
    """A path with spaces and letters, through a link, in the POSIX locale, from another folder: all is installed."""
    with (ROOT / "target" / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another test may be building them
        for jar in (JAR, ROOT / "lib/transformer/target/icllab-transformer.jar"):  # built before, to save time
            target = fresh / jar.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(jar, target)
    link = tmp_path / "link to it"
    link.symlink_to(fresh)
    (tmp_path / "my run").symlink_to(link / "environment" / "run")
    changed = {"LC_ALL": "C", "CDPATH": "/", "JUPYTER_PATH": ""}
    code, said = said_by([link / "environment/run", "--help"], **changed)
    if code and "needs a network" in said[-1]:
        pytest.skip(said[-1])
    passes([link / "environment" / "run"], tmp_path / "öut", **changed)
    code, said = said_by([fresh / "environment" / "run", "--help"], **changed)
    assert code == 0 and not any("Installing" in line for line in said), "through the link it was another place"
    assert said_by([tmp_path / "my run", "--help"], **changed)[0] == 0, "a link to the command itself"

"""What a reader meets when something is missing or breaks: each case is brought about, must be answered by one line
that says what to do, must lose nothing, and must leave no process and no file behind.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

import psutil
import pytest
from conftest import (ENVIRONMENT, FEW, HANG, JAR, ROOT, RUN, SETUP, SMALL, SWEEP, finished, java_under, refused, said_by, settings,
                      setup, wait_for)
import install_ijava
import run_notebooks

pytestmark = pytest.mark.usefixtures("brief")
LAB = ENVIRONMENT / "lab"
NOTEBOOKS = [sys.executable, ENVIRONMENT / "run_notebooks.py"]
# What `--set` is given, and what the one line that answers it says: parameter, value, range.
REFUSED = {"d=3": r"d = 3: must be .*30", "kappa=much": r"kappa = much: must be .*0",
           "kapa=2": r"there is no parameter 'kapa'; there are: .*\bkappa\b"}
FRAME = """lab.run("frame", AttentionRisk.STUDY, Grid.of(Pretraining.of(10, 1, 1, 1, 0, 0))
        .vary(Pretraining.TAU, Grid.linear(2, 3, %d)));"""
OLD_JDK = '#!/bin/sh\necho "    java.specification.version = 11" >&2\n'

# A java that the first time has a port of the kernel's itself, as long as it runs.
TAKES_A_PORT = """#!{python}
import json, os, socket, sys
if not os.path.exists("{mark}"):
    open("{mark}", "w").close()
    taken = socket.create_server(("127.0.0.1", json.load(open(sys.argv[-1]))["iopub_port"]))
    taken.set_inheritable(True)
os.execv("{java}", ["java", *sys.argv[1:]])
"""


@pytest.fixture
def tools(tmp_path):
    """A folder with all commands of this machine but some."""
    def tools(*missing, **own):
        folder = tmp_path / "tools"
        folder.mkdir()
        for place in ("/usr/bin", "/bin"):
            for file in os.listdir(place):
                if file not in missing and not (folder / file).is_symlink():
                    (folder / file).symlink_to(os.path.join(place, file))
        for name, text in own.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        return str(folder)
    return tools


# What is missing

@pytest.mark.parametrize("own, found", [({}, "does not run"), ({"javac": OLD_JDK}, "is version 11")])
def test_no_jdk(own, found, fresh, tools, say):
    say(refused(f"A JDK of version 17 or newer is missing.*{found}.*Install it with", [fresh / "environment/lab"],
                PATH=tools("java", "javac", **own), JAVA_HOME="", PYTHON=sys.executable))


def test_no_python(fresh, say):
    say(refused("Python 3.9 or newer is missing.*Install it with", [fresh / "environment/run"], PYTHON="/nonexistent"))


def test_library_not_built(fresh, say):
    say(refused("the library is not built: environment/lab or environment/test builds it",
                [sys.executable, fresh / "environment/run_notebooks.py", "00"]))


def test_library_not_there_when_a_cell_asks(kernels, say):
    _, error = kernels().run(SETUP.replace(str(JAR), "../lib/notebook/target/icllab-notebook.jar"))
    assert error, "the first cell should fail without the library"
    say(error[0])


@pytest.mark.parametrize("wanted, pattern", [
    ("locked make_venv", "Installing into .venv failed, and needs a network.*ERROR"),
    ("need_java; locked build_library", "Building the library failed, and needs a network"),
])
def test_no_network(wanted, pattern, fresh, tools, tmp_path, mounted, say):
    command = ["unshare", "-n" if os.getuid() == 0 else "-rn", "bash", "-euo", "pipefail", "-c",
               f'. "$0"; need_python; {wanted}', fresh / "environment/setup.sh"]
    say(refused(pattern, command, PYTHON=sys.executable, MAVEN_OPTS=f"-Dmaven.repo.local={tmp_path}/m2",
                PATH=tools("mvn"), MAVEN_USER_HOME=str(tmp_path)))


def test_no_archive_of_classes(tmp_path):
    """Kernels start without it, and it is tried once."""
    said = setup(f"JJAVA_JVM_OPTS=; need_java; need_python; root={tmp_path}; mkdir $root/target; archive=$root/target/classes-1.jsa;"
                 " share_classes false; share_classes false; echo $JJAVA_JVM_OPTS", stdout=subprocess.PIPE, text=True).stdout
    assert said.count("Preparing a faster start") == 1 and str(tmp_path) not in said


def test_what_is_fetched_has_a_checksum():
    """Pip, once a package has one, and Maven's wrapper refuse what has another or none."""
    maven = (ROOT / ".mvn/wrapper/maven-wrapper.properties").read_text()
    assert re.search("^distributionSha256Sum=[0-9a-f]{64}$", maven, re.MULTILINE)
    kernel = (ROOT / "binder/requirements.txt").read_text().partition("\n")[2]
    assert "--hash=sha256:" in kernel and kernel in (ENVIRONMENT / "requirements.txt").read_text()


def test_ijava_is_checked(tmp_path, say):
    """A zip that is not IJava's release is not installed. Sums that are known: of an empty folder and an empty file."""
    assert install_ijava.checksum({}) == "pQpattmS9VmO3ZIQUFn66az8GSmB4IvYhTTCFn6SUmo="
    assert install_ijava.checksum((b"", False)) == "d6xi4mKdjkX2JFicDIv5niSzpyI0m/Hnm8GGAIU04kY="
    file = tmp_path / "ijava-1.3.0.zip"
    with zipfile.ZipFile(file, "w") as content:
        content.writestr("java/ijava-1.3.0.jar", "anything")
    say(refused("is not the zip of IJava's release 1.3.0.*SHA-256", [LAB, "--kernel", "ijava", "--ijava-zip", file]))


# What is asked for and cannot be

@pytest.mark.parametrize("given, pattern", [
    (["--kernel"], "--kernel needs a value"), (["--kernel="], "--kernel needs a value"),
    (["--kernel", "python"], "there is no kernel 'python'; there are: java, ijava"),
    (["--kernel", "ijava", "--ijava-zip"], "--ijava-zip needs a value"),
    (["--kernel=ijava", "--ijava-zip=/nonexistent.zip"], "there is no file /nonexistent.zip"),
    (["--ijava-zip", "x.zip"], "--ijava-zip goes with --kernel ijava"),
])
def test_lab_refuses(given, pattern):
    refused(pattern, [LAB, *given])


@pytest.mark.parametrize("given, pattern", [
    (["01", "--write", "--set", "d=50"], "with --write goes --set profile=... only"),
    (["01", "--write", "--expect"], "of --write, --expect, --train and --out only one"),
    (["no-such"], "there is no notebook 'no-such'"), (["01", "--set", "d"], "a parameter is set by name=value"),
])
def test_run_refuses(given, pattern):
    refused(pattern, [*NOTEBOOKS, *given])


def test_a_parameter_out_of_its_range(tmp_path, say):
    """It is one line, from the library; the notebook shows what was set."""
    for given, pattern in REFUSED.items():
        say(refused(pattern, [RUN, "01", "--set", given, "--out", tmp_path]))
    shown = (tmp_path / "01-double-descent" / "01-double-descent.ipynb").read_text(encoding="utf-8")
    assert 'lab.set(\\"kapa\\", \\"2\\");' in shown, "the executed notebook should show what was set"


def test_the_users_files_stay(tmp_path, say):
    """--out takes away, and writes over, nothing that it did not write."""
    mine = [tmp_path / "figures" / "mine.svg", tmp_path / "00-start-here" / "figures" / "mine.svg",
            tmp_path / "00-start-here" / "mine.txt"]
    run = [RUN, *SMALL, "--out", tmp_path]
    code, said = said_by(run)
    assert code == 0, said
    for file in mine:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine")
    stale = tmp_path / "00-start-here" / ".icllab"
    assert stale.read_text().count(".svg") and "mine" not in stale.read_text(), "the list is not of what was written"
    code, said = said_by(run)
    assert code == 0 and all(file.read_text() == "mine" for file in mine), f"a file of the user's is gone: {said}"
    stale.unlink()
    say(refused("did not write", run))


# What breaks

def test_full_disk(tmp_path, mounted, say):
    """A frame that does not fit is one line, and the frame that was there before stays whole."""
    script = f"import conftest, test_failures; test_failures.fill_disk({str(tmp_path)!r})"
    code, said = said_by(mounted(f"mount -t tmpfs -o size=1m tmpfs '{tmp_path}'", [sys.executable, "-c", script]),
                         PYTHONPATH=f"{ENVIRONMENT}:{ENVIRONMENT / 'tests'}")
    assert code == 0, said
    say("; ".join(said))


def fill_disk(disk):
    from conftest import Kernel
    disk = Path(disk)
    kernel = Kernel(disk)
    try:
        kernel.run(SETUP)
        _, error = kernel.run(FRAME % 1000)
        assert not error, f"the small frame should have been written: {error}"
        file = disk / "frames" / "check-frame.csv"
        before = file.read_bytes()
        _, error = kernel.run(FRAME % 100_000)
        assert len(error) == 1 and "Could not write" in error[0] and "No space left on device" in error[0], error
        left = {path.name for path in file.parent.iterdir()}
        assert file.read_bytes() == before and left <= {file.name, "check.origins.csv"}, left
        (disk / "fill").write_bytes(bytes(os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize))
        _, trial = kernel.run(SWEEP)
        assert len(trial) == 1 and "No space left on device" in trial[0], trial
        print(error[0], trial[0], sep="\n")
    finally:
        kernel.close()


def test_kernel_that_does_not_start(tmp_path, say):
    """It is one line a notebook, and ends no other's run."""
    (tmp_path / "java").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "java").chmod(0o755)
    for path in (f"{tmp_path}:{os.environ['PATH']}", "/nonexistent"):
        code, said = said_by([*NOTEBOOKS, "00", "01"], PATH=path)
        assert code == 1 and len(said) == 3 and all("did not start" in line for line in said[:2]), said
        say(said[0])


def test_a_port_that_was_taken(tmp_path, say):
    """By another program, after Jupyter had chosen it for a kernel: the kernel is started anew, with others."""
    mark, java = tmp_path / "taken", tmp_path / "java"
    java.write_text(TAKES_A_PORT.format(python=sys.executable, mark=mark, java=shutil.which("java")))
    java.chmod(0o755)
    code, said = said_by([*NOTEBOOKS, *SMALL], PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert code == 0 and mark.exists(), said
    say(said[-1])


# What is left behind

@contextlib.contextmanager
def serving(folder, *more):
    """environment/lab's process once it answers; if its port is taken meanwhile, JupyterLab takes another."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (folder / "lab.log").open("w") as log:
        options = ["--no-browser", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=", *more]
        lab = subprocess.Popen([LAB, *options], stdout=log, stderr=log)
    lab.said = (folder / "lab.log").read_text

    def answers():
        address = re.search(r"http://127\.0\.0\.1:\d+/", lab.said())
        with contextlib.suppress(OSError):
            return address and urllib.request.urlopen(address[0] + "api").status == 200 and address[0]

    try:
        lab.address = wait_for(answers, "JupyterLab does not start", lab)
        yield lab
    finally:
        lab.terminate()
        lab.wait(HANG)


def gone(processes):
    return not psutil.wait_procs(processes, timeout=HANG)[1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_lab_that_is_killed_takes_its_kernels_along(number, tmp_path):
    with serving(tmp_path, "--ServerApp.disable_check_xsrf=True") as lab:
        urllib.request.urlopen(lab.address + "api/kernels", data=b'{"name": "java"}')
        kernels = wait_for(lambda: java_under(lab.pid), "no kernel was started")
        lab.send_signal(number)
        lab.wait(HANG)
    assert gone(kernels), "a kernel outlived JupyterLab"


def long_run(folder):
    """environment/run in the middle of a sweep: the process, the temporary folder that it has for itself, kernels."""
    temporary = folder / "tmp"
    temporary.mkdir()
    many = settings({**FEW["01"], "trials": "100000"})
    run = subprocess.Popen([RUN, "01", *many, "--out", folder / "out"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                           env={**os.environ, "TMPDIR": str(temporary),
                                "JJAVA_JVM_OPTS": f"-Djava.io.tmpdir={temporary} {os.environ['JJAVA_JVM_OPTS']}"})
    wait_for(lambda: kept(folder / "out"), "no trial was finished", run)
    return run, temporary, java_under(run.pid)


def kept(out):
    return [line for log in out.glob("*/frames/*.trials") for line in finished(log)]


@pytest.mark.parametrize("whom, number, said", [
    ("run", signal.SIGINT, "interrupted"), ("run", signal.SIGTERM, "interrupted"), ("run", signal.SIGKILL, None),
    ("launcher", signal.SIGKILL, "the kernel died, and running again goes on"),
    ("kernel", signal.SIGKILL, "the kernel died, and running again goes on"),
])
def test_run_that_is_killed_leaves_nothing_behind(whom, number, said, tmp_path, say):
    run, temporary, kernels = long_run(tmp_path)
    assert len(kernels) == 2, "the launcher and what it launched"
    before = kept(tmp_path / "out")[:-1]  # the last may be half written
    os.kill({"run": run, "launcher": kernels[0], "kernel": kernels[1]}[whom].pid, number)
    lines = run.communicate(timeout=HANG)[0].splitlines()
    assert gone(kernels), "a kernel was left behind"
    if said:
        assert run.returncode == 1 and len(lines) == 1 and said in lines[0], lines
        say(lines[0][:120])
    wait_for(lambda: not list((ROOT / "target" / "run").glob(f"{run.pid}-*")), "a folder was left behind")
    assert not list(temporary.iterdir()), "a temporary file was left behind"
    assert set(before) <= set(kept(tmp_path / "out")), "trials were lost"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_test_that_is_killed_leaves_nothing_behind(number, tmp_path):
    tests = subprocess.Popen([ENVIRONMENT / "test", "-k", "test_notebooks and 01-", f"--junitxml={tmp_path / 'junit'}"],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: len(java_under(tests.pid)) == 2, "no kernel was started", tests)
    kernels = java_under(tests.pid)
    tests.send_signal(number)
    tests.wait(HANG)
    assert gone(kernels), "a kernel was left behind"
    wait_for(lambda: not list(Path(tempfile.gettempdir()).parent.glob(f"{tests.pid}-*")), "a folder was left behind")


def test_build_that_is_terminated_ends(fresh, tmp_path):
    """setup.sh's own commands end with it."""
    mark = tmp_path / "running"
    script = f'. "$0"; need_python; slow() {{ touch "{mark}"; sleep {HANG}; }}; guarded locked slow'
    build = subprocess.Popen(["bash", "-euc", script, fresh / "environment/setup.sh"],
                             env={**os.environ, "PYTHON": sys.executable})
    wait_for(mark.exists, "it does not start", build)
    children = psutil.Process(build.pid).children(recursive=True)
    build.terminate()
    assert build.wait(HANG) == 143 and children and gone(children)


# What runs at once

def test_two_runs_at_once():
    """They take nothing from each other, and leave no folder behind."""
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    runs = [subprocess.Popen([RUN, *SMALL], **said) for _ in range(2)]
    for run in runs:
        assert "passed" in run.communicate(timeout=HANG)[0] and run.returncode == 0
        assert not list((ROOT / "target" / "run").glob(f"{run.pid}-*")), "a folder was left behind"


def test_a_build_waits_for_the_one_under_way(fresh, tmp_path):
    """Of two commands at once the second waits, and takes nothing from the first."""
    script = ('. "$0"; need_python; work() { mkdir "$1/alone"; sleep 2; rmdir "$1/alone"; }; '
              f'locked work "{tmp_path}"')
    command = ["env", f"PYTHON={sys.executable}", "bash", "-euc", script, fresh / "environment/setup.sh"]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [build.communicate(timeout=HANG)[0] for build in builds]
    assert not any(build.returncode for build in builds) and sum("Waiting" in one for one in said) == 2, said


def test_a_run_keeps_its_library_while_it_is_built_anew(tmp_path):
    """Jars that are replaced or cut short under a kernel do not harm it."""
    with run_notebooks.scratch() as folder:
        copy = folder / ".." / "lib" / JAR.relative_to(ROOT / "lib")
        assert copy.read_bytes() == JAR.read_bytes() and not copy.samefile(JAR)

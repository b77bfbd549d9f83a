"""What the tests share. They run in the environment that setup.sh makes, and wait for nothing but hangs: how long
something takes is printed, never tested, since the machine may be busy.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

import expected
import kernel_manager
import run_notebooks

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / "environment"
RUN = ENVIRONMENT / "run"
JAR = ROOT / "lib" / "notebook" / "target" / "icllab-notebook.jar"
BRIEF = "-XX:TieredStopAtLevel=1"  # Java compiles at once and not again: half of the time of a short run, and the same bits
HANG = 900  # seconds after which something will never end
SETUP = f"""%classpath {JAR}
import org.icllab.model.Pretraining;
import org.icllab.notebook.*;
import org.icllab.simulation.pretraining.PretrainedGamma;
import org.icllab.study.*;
import org.icllab.theory.pretraining.AttentionRisk;
Lab lab = Lab.of("check");
String profile = lab.profile("quick", "full");
long seed = lab.seed(1);"""
# Trials of the library, which are the ones that are kept; each takes a good part of a second.
SWEEP = """var sweep = lab.run("slow", PretrainedGamma.STUDY, Grid.of(Pretraining.of(60, 1, 1, 1.5, 0.1, 0.1)), 40);
System.out.println("mean " + sweep.only().mean(Pretraining.E_ICL));"""
TRIALS = "frames/check-pretrained-gamma.trials"


def settings(values):
    """Parameters as environment/run takes them."""
    return [word for name, value in values.items() for word in ("--set", f"{name}={value}")]


# Of notebooks, to save time.
FEW = {"00": {"d": "20", "alphas": "1,4"}, "01": {"d": "30", "alphas": "10", "taus": "0.5,1.5,2"}}
SMALL = ["00", *settings(FEW["00"])]  # of a notebook that has all there is, where any will do


def setup(command, **options):
    """A command of setup.sh's, in bash."""
    return subprocess.run(["bash", "-euo", "pipefail", "-c", f'. "$0"; {command}', ENVIRONMENT / "setup.sh"], **options)


def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true", help="run suggestions to their end")
    parser.addoption("--kernel", default="java", help="java, or ijava once environment/lab has installed it")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    run_notebooks.Run.kernel = config.getoption("kernel")
    config.option.xmlpath = config.option.xmlpath or str(ROOT / "target" / "junit-environment.xml")


def pytest_sessionstart(session):
    if session.config.option.collectonly:
        return
    made = setup("prepare >&2; env -0", stdout=subprocess.PIPE)
    if made.returncode:
        pytest.exit("setup.sh says why", returncode=1)
    os.environ.update(line.split("=", 1) for line in made.stdout.decode().split("\0") if line)
    expected.like_everybody()
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", 1))
    if workers > 1:  # each has its share of the processors, or their kernels' threads wait for one another
        os.environ["JJAVA_JVM_OPTS"] += f" -XX:ActiveProcessorCount={max(1, os.cpu_count() // workers)}"
    session.config.workplace = run_notebooks.workplace(Path(tempfile.gettempdir()))
    session.config.workplace.__enter__()


def pytest_sessionfinish(session):
    if hasattr(session.config, "workplace"):
        session.config.workplace.__exit__(None, None, None)


def pytest_keyboard_interrupt():
    if "playwright" in sys.modules:  # its loop is broken, and closing its pages would wait for ever; the warden clears up
        os._exit(130)


@pytest.fixture
def say(record_property):
    """What a test found: it is printed, and put into the junit file."""
    return lambda what: record_property("found", what)


def pytest_report_teststatus(report, config):
    if report.when == "call":
        for _, what in report.user_properties:
            config.pluginmanager.get_plugin("terminalreporter").write(f"\n    {what}")


class Kernel:
    """A running kernel whose cells' outputs are collected."""

    def __init__(self, folder):
        self.folder = folder
        self.manager, self.client = kernel_manager.start(run_notebooks.Run.kernel, HANG, cwd=folder)

    def start(self, code):
        self.request = self.client.execute(code)

    def finish(self):
        """Waits for the cell started last; returns its printed text and its error's lines."""
        text, error = "", []
        while True:
            message = self.client.get_iopub_msg(timeout=HANG)
            if message["parent_header"].get("msg_id") != self.request:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                text += content["text"]
            elif kind == "error":
                lines = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content["traceback"])).strip().splitlines()
                error = [line for line in lines if line.strip("- ")]  # IJava rules a line above every error
            elif kind == "status" and content["execution_state"] == "idle":
                return text, error

    def run(self, code):
        self.start(code)
        return self.finish()

    def answer(self, kind):
        """Waits for a reply of this kind on the kernel's shell."""
        while (message := self.client.get_shell_msg(timeout=HANG))["msg_type"] != kind:
            pass
        return message["content"]

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def brief(monkeypatch):
    """For runs of seconds."""
    monkeypatch.setenv("JJAVA_JVM_OPTS", f"{os.environ['JJAVA_JVM_OPTS']} {BRIEF}")


@pytest.fixture
def kernels(tmp_path):
    """Starts kernels, in this test's folder unless told otherwise, which end with the test."""
    started = []

    def start(folder=tmp_path):
        started.append(Kernel(folder))
        return started[-1]
    yield start
    for kernel in started:
        kernel.close()


def finished(log):
    """The lines of a store, one a finished trial; after a kill the last may be cut."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return [line for line in lines if line and not line.startswith("made,")]


def wait_for(holds, what, process=None):
    """Waits until something holds; a process that ends meanwhile ends the waiting too."""
    end = time.monotonic() + HANG
    while not (found := holds()):
        assert time.monotonic() < end and (process is None or process.poll() is None), what
        time.sleep(0.1)
    return found


def said_by(command, **changed):
    """A command as it ends: its exit code, and all lines that it says."""
    ended = subprocess.run(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=HANG, env={**os.environ, **changed})
    return ended.returncode, ended.stdout.splitlines()


def refused(pattern, command, **changed):
    """The command must fail, and say why in one line, beside what it says it is doing, that fits the pattern."""
    code, said = said_by(command, **changed)
    said = [line for line in said if not line.endswith(" ...")]
    assert code != 0 and len(said) == 1 and re.search(pattern, said[0]), f"no answer of {pattern}, but: {code} {said}"
    return said[0]


def java_under(process, word="jjava.jar"):
    """The kernels that a process, or what it has started, has started."""
    try:
        children = psutil.Process(process).children(recursive=True)
        return [child for child in children if any(word in part for part in child.cmdline())]
    except psutil.Error:
        return []


@pytest.fixture
def mounted():
    """Wraps a command: it sees the file systems that `mount` lines put over folders, and nobody else does."""
    unshare = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], stderr=subprocess.DEVNULL).returncode:
        pytest.skip("this machine allows no namespaces")
    return lambda mounts, command: [*unshare, "bash", "-euc", mounts + '\nexec "$@"', "-", *map(str, command)]


@pytest.fixture(scope="session")
def fresh(tmp_path_factory):
    """A copy of what is committed, in which nothing is installed or built."""
    place = tmp_path_factory.mktemp("ein Ort é") / "clone"
    shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(".venv", "target", ".git", "frames", "__pycache__"))
    yield place
    shutil.rmtree(place)

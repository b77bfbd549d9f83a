"""Runs notebooks top to bottom, each in a Java kernel of its own, and says which of them passed.

They run as copies, with a copy of the library, in a folder that is this process's own and goes with it: no committed
file changes, no trial of an earlier run is taken, and a build beside it takes nothing away. A parameter is set by a
line `lab.set("name", "value");` on top of the parameters cell: the library reads the value and refuses it, here as in
JupyterLab. A run passes if no cell throws (a false claim throws) and no output shows a claim's ✗.
"""

import argparse
import asyncio
import atexit
import contextlib
import fcntl
import hashlib
import html
import json
import logging
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import uuid
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

import expected
import kernel_manager
import warden

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
JAR = ROOT / "lib" / "notebook" / "target" / "icllab-notebook.jar"
TRANSFORMER = ROOT / "lib" / "transformer" / "target"
RESULTS = ROOT / "target" / "notebook-test"
WRITTEN = ".icllab"  # in a folder of --out: what this tool wrote there, a line each
SECONDS_PER_CELL = 1800  # in tests
ERROR_LINES = 12


class Refused(Exception):
    """What was asked for cannot be done; the message is one line."""


class Failed(Exception):
    """A notebook ran and did not pass; the message says why."""


def set_parameters(name, notebook, values):
    """Puts a line per value on top of the parameters cell; a JSON string is a string of Java too."""
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise Refused(f"{name}: {len(cells)} cells are tagged 'parameters', there must be exactly one")
    java = lambda text: json.dumps(text, ensure_ascii=False)
    lines = [f"lab.set({java(parameter)}, {java(value)});" for parameter, value in values.items()]
    cells[0].source = "\n".join(lines + [cells[0].source])


def assignments(texts):
    """The values in texts such as seed=7, by name."""
    pairs = [text.partition("=") for text in texts]
    for text, (name, equals, value) in zip(texts, pairs):
        if not name.strip() or not equals or not value.strip():
            raise Refused(f"a parameter is set by name=value, not by '{text}'")
    return {name.strip(): value.strip() for name, _, value in pairs}


class Waits(Failed):
    """A shard has done its share; the message says what is missing."""


class Run:
    """One notebook with some of its parameters changed, to be run in a folder."""

    kernel, memory, shard, seconds_per_cell = "java", None, None, SECONDS_PER_CELL

    def __init__(self, name, values, folder, results=RESULTS, suffix=""):
        path = NOTEBOOKS / (name + ".ipynb")
        if not path.is_file():
            raise Refused(f"there is no notebook '{name}'; there are: {', '.join(notebook_names())}")
        self.name, self.folder, self.results, self.label = name, folder, results, name + suffix
        self.megabytes, self.seconds, self.processes, self.waits, self.log = 0, 0, [], [], folder / f"{name}.log"
        self.notebook = nbformat.read(path, as_version=4)
        set_parameters(name, self.notebook, values)

    def execute(self):
        """Runs the notebook and returns what there is to say of it: claims that hold, processor time and memory taken."""
        client = self.client = NotebookClient(
            self.notebook,
            kernel_name=self.kernel,
            kernel_manager_class=kernel_manager.AsyncManager,
            timeout=self.seconds_per_cell,
            startup_timeout=SECONDS_PER_CELL,
            record_timing=False,
            coalesce_streams=True,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(self.folder)}},
            on_notebook_start=lambda **_: self.begin(client.km.provisioner.pid),
            on_cell_executed=lambda **_: self.measure(),
            allow_errors=bool(self.shard),
            on_cell_error=self.go_on if self.shard else None,
        )
        try:
            with self.log.open("wb") as sink:
                client.execute(stdout=sink, stderr=sink)
        except (Exception, asyncio.CancelledError) as error:
            # Met by Ctrl-C or a termination, nbclient shuts its kernel down and then trips over that; this it leaves.
            if hasattr(client, "_async_cleanup_kernel_future"):
                raise KeyboardInterrupt from None
            atexit.unregister(client._cleanup_kernel)  # done; nbclient would do it twice where the kernel did not start
            if not self.processes and kernel_manager.port_taken(self.log):
                return self.execute()
            raise Failed(self.reason(error)) from None
        finally:
            for process in self.processes:  # a launcher that was killed leaves its kernel behind
                with contextlib.suppress(psutil.Error):
                    process.kill()
        if self.waits:
            raise Waits(self.waits[0])
        if self.shown("✗"):
            raise Failed("an output shows a claim that does not hold (✗)")
        if self.memory and not 0 < self.megabytes <= self.memory:
            raise Failed(f"the kernel took {self.megabytes} MiB, more than {self.memory}")
        memory = f", {self.megabytes} MiB" if self.megabytes else ""
        return f"{self.shown('✓')} claims hold, {self.seconds:.0f} s of processors{memory}"

    async def go_on(self, cell, execute_reply, **_):
        """A shard goes on behind a cell that needs others' trials: what that was to set is made void, lest it be read."""
        error = next(output for output in cell.outputs if output.output_type == "error")
        found = re.match(r"org\.icllab\.study\.Unfinished, ([^;]*)(?:; not set: (.*))?", error.evalue)
        if found:
            self.waits.append(found[1])
            await self.client.kc.execute("".join(f"Void {name};" for name in (found[2] or "").split()), reply=True)
        elif not self.waits or error.ename != "CompilationException":
            raise CellExecutionError.from_cell_and_msg(cell, execute_reply["content"])

    def begin(self, launcher):
        self.processes = [*psutil.Process(launcher).children(recursive=True), psutil.Process(launcher)]

    def reason(self, error):
        """Why the run ended, in words for who started it."""
        last_words = f"its last words are in {self.label}.log beside the notebook as it was executed"
        if isinstance(error, CellExecutionError):
            return self.error()
        if isinstance(error, CellTimeoutError):
            return f"a cell ran for longer than {SECONDS_PER_CELL} s"
        said = " ".join(str(error).split()) or type(error).__name__
        if not self.processes:
            return f"the kernel '{self.kernel}' did not start ({said}); {last_words}"
        if isinstance(error, DeadKernelError):
            return f"the kernel died, and running again goes on with the trials it had finished; {last_words}"
        return f"the run broke: {type(error).__name__}, {said}"

    def measure(self):
        """Processor time of the kernel, a child of its launcher, and its most memory, where the system says that (Linux)."""
        try:
            for process in self.processes:
                times = process.cpu_times()
                self.seconds = max(self.seconds, times.user + times.system)
                peak = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
                self.megabytes = max(self.megabytes, int(peak.group(1)) // 1024)
        except (OSError, AttributeError, psutil.Error):
            pass

    def error(self):
        """The error of the cell that threw, and which it is."""
        for number, cell in enumerate(self.notebook.cells, start=1):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    lines = tidy(output.traceback)
                    if len(lines) == 1:  # as the library refuses an argument
                        return f"{lines[0].replace('java.lang.IllegalArgumentException: ', '')} (cell {number})"
                    first = cell.source.strip().splitlines()[0]
                    return "\n".join([f"cell {number}: {first}"] + lines)
        return "a cell threw"

    def shown(self, mark):
        """How often a mark is in the outputs, a mark that one output has in several formats counted once."""
        return sum(
            max((text.count(mark) for text in texts(output)), default=0)
            for cell in self.notebook.cells
            for output in cell.get("outputs", [])
        )

    def keep(self):
        """Leaves the notebook as it was executed, to be looked at."""
        self.results.mkdir(parents=True, exist_ok=True)
        page, _ = HTMLExporter().from_notebook_node(self.notebook)
        replace(self.results / f"{self.label}.ipynb", nbformat.writes(self.notebook))
        replace(self.results / f"{self.label}.html", page)
        replace(self.results / f"{self.label}.log", self.log.read_text(encoding="utf-8", errors="replace"))

    def frames(self):
        """The frames it wrote, by file name."""
        files = sorted(self.folder.glob(f"frames/{self.name}-*.csv"))
        return {path.name: path.read_text(encoding="utf-8") for path in files}


def replace(path, text):
    """Writes a file whole or not at all, also beside another run that writes it."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text if text.endswith("\n") or not text else text + "\n", encoding="utf-8")
    os.replace(unfinished, path)


def texts(output):
    """Every textual form of an output."""
    if output.output_type == "stream":
        return [output.text]
    return [html.unescape(form) for form in output.get("data", {}).values() if isinstance(form, str)]


def tidy(traceback):
    """An error in a few lines: without colours, and of the stack only what is this library's."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback)).splitlines()
    lines = [line.rstrip() for line in lines if line.strip()]
    return [line for line in lines if not re.match(r"\s*at (?!org\.icllab\.)", line)][:ERROR_LINES]


def notebook_names():
    return sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def full_name(given):
    """The notebook that a file name, a name, or the number before it means."""
    stem = Path(given).stem
    return next((name for name in notebook_names() if name.partition("-")[0] == stem), stem)


@contextlib.contextmanager
def workplace(parent=ROOT / "target" / "run"):
    """A folder for all that this process makes, which goes with it and its kernels, however it ends."""
    # A Ctrl-C and a termination unwind alike.
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with contextlib.suppress(OSError):  # a clone that this user may not write to
        parent.mkdir(parents=True, exist_ok=True)
    where = parent if os.access(parent, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix=f"{os.getpid()}-", dir=where) as folder:
        watch = warden.guard(folder)
        tempfile.tempdir = folder  # Jupyter's connection files, which a killed process would leave
        try:
            yield Path(folder)
        finally:
            tempfile.tempdir = None
            watch.stdin.close()
            watch.wait()


@contextlib.contextmanager
def scratch(frames=None):
    """A tree like the repository's to run notebooks in; `frames` is where theirs are to lie."""
    with tempfile.TemporaryDirectory() as base:
        copy_library(Path(base) / "lib")
        folder = Path(base) / "notebooks"
        shutil.copytree(NOTEBOOKS, folder,
                        ignore=shutil.ignore_patterns("frames", "expected", "figures", "*.ipynb", ".*"))
        if frames:
            frames.mkdir(parents=True, exist_ok=True)
            (folder / "frames").symlink_to(frames.resolve())
        yield folder


def copy_library(target):
    """The two jars, when no build is under way."""
    lock = ROOT / "target" / "build.lock"
    with lock.open() if lock.exists() else contextlib.nullcontext() as held:  # none where Maven alone has built
        if held:
            fcntl.flock(held, fcntl.LOCK_SH)
        for jar in filter(Path.exists, (JAR, TRANSFORMER / "icllab-transformer.jar")):
            copy = target / jar.relative_to(ROOT / "lib")
            copy.parent.mkdir(parents=True)
            shutil.copyfile(jar, copy)
        (target / "spark").symlink_to(ROOT / "lib" / "spark")


def report(run, after=lambda: None):
    """Runs a notebook, prints how that went, keeps it as executed and returns whether it passed."""
    begun = time.monotonic()
    try:
        outcome, detail = "passed", run.execute()
        after()
    except Failed as failure:
        outcome, detail = "waits " if isinstance(failure, Waits) else "FAILED", str(failure).replace("\n", "\n    ")
    print(f"{outcome}  {run.label}  {time.monotonic() - begun:.1f} s  {detail}", flush=True)
    run.keep()
    return outcome != "FAILED"


def check(names, values, refresh):
    """Runs notebooks, and takes their frames as the expected ones if that is asked for."""
    with scratch() as folder:
        for run in [Run(name, values, folder) for name in names]:
            backend = lambda: expected.backend(run.notebook)
            yield report(run, lambda: refresh and expected.write(run.name, run.frames(), backend()))


def deliver(name, values, out):
    """Runs a notebook and leaves all that comes of it in out/name; the trials there are not run again."""
    folder = claimed(out / name)
    run = Run(name, agreed(folder, name, values), folder)
    with scratch(folder / "frames") as run.folder:
        run.results = run.folder.parent / "results"
        run.log = run.folder / f"{name}.log"
        (run.results / "figures").mkdir(parents=True)
        os.environ["ICLLAB_FIGURES"] = str(run.results / "figures")
        passed = report(run)
        if run.waits:
            return passed
        with (folder / (WRITTEN + ".lock")).open("w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)  # two shards may have seen the last trial
            hand_over(run.results, folder)
    if passed:
        figures = len(list(folder.glob("figures/*.svg")))
        print(f"{folder}: {name}.ipynb and .html, {figures} figures (SVG, PNG, PDF), frames")
    return passed


def claimed(folder):
    """A folder that is new, empty or this tool's; another shard may be making it."""
    folder.mkdir(parents=True, exist_ok=True)
    strange = any(not path.name.startswith((WRITTEN, "." + WRITTEN)) for path in folder.iterdir())
    if strange and not (folder / WRITTEN).exists():
        raise Refused(f"{folder} holds files that environment/run did not write: name another folder")
    replace(folder / WRITTEN, "\n".join(written(folder)))
    return folder


def agreed(folder, name, values):
    """The parameters of a folder's shards, whose notebook and parameters are all the same and those of who merges them."""
    cells = [cell.source for cell in Run(name, {}, folder).notebook.cells if cell.cell_type == "code"]
    asked = {"notebook": hashlib.sha256(json.dumps(cells).encode()).hexdigest(), "set": values}
    kept = folder / (WRITTEN + ".shards")
    if Run.shard:
        mine = folder / f".{WRITTEN}.{uuid.uuid4()}"
        mine.write_text(json.dumps(asked), encoding="utf-8")
        with contextlib.suppress(FileExistsError):
            os.link(mine, kept)
        mine.unlink()
    if not kept.exists():
        return values
    found = json.loads(kept.read_text(encoding="utf-8"))
    if found["notebook"] != asked["notebook"] or (values or Run.shard) and found["set"] != values:
        shown = " ".join(f"{key}={value}" for key, value in found["set"].items()) or "nothing"
        raise Refused(f"{folder} holds shards of {name} as it was, with {shown} set: name another folder")
    return found["set"]


def written(folder):
    return (folder / WRITTEN).read_text(encoding="utf-8").splitlines() if (folder / WRITTEN).exists() else []


def hand_over(results, folder):
    """Moves results to the place of those before, in a claimed folder, but over no file that is not this tool's."""
    for file in written(folder):
        (folder / file).unlink(missing_ok=True)
    files = sorted(str(path.relative_to(results)) for path in results.rglob("*") if path.is_file())
    theirs = [file for file in files if (folder / file).exists()]
    files = [file for file in files if file not in theirs]
    replace(folder / WRITTEN, "\n".join(files))  # first: no result may be left that is not listed
    for file in files:
        (folder / file).parent.mkdir(exist_ok=True)
        shutil.move(results / file, folder / file)
    if theirs:
        raise Refused(f"{folder} holds files that environment/run did not write, so it left out {', '.join(theirs)}")


def write(names, values, kept):
    """Runs notebooks and puts their outputs, and nothing else, into the committed ones."""
    with scratch(kept) as folder:
        runs = [Run(name, values, folder) for name in names]
        return [report(run, lambda: put_outputs(run)) for run in runs]


def put_outputs(run):
    must_be_portable(run)
    path = NOTEBOOKS / (run.name + ".ipynb")
    committed = nbformat.read(path, as_version=4)
    committed.metadata.get("language_info", {}).pop("version", None)
    for cell, executed in zip(committed.cells, run.notebook.cells):
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = executed.outputs, executed.execution_count
    replace(path, nbformat.writes(committed))


def must_be_portable(run):
    """What is committed must not name folders of this machine."""
    for folder in (str(ROOT), str(Path.home()) + "/"):
        if run.shown(folder):
            raise Failed(f"an output names {folder}, so nothing was written")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NOTEBOOK", help="such as 01-double-descent; default: all")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="values",
                        help="change a parameter, e.g. --set seed=7 --set alphas=2,20 --set profile=full")
    parser.add_argument("--kernel", default="java", choices=["java", "ijava"], help="which Jupyter kernel runs them")
    parser.add_argument("--memory", type=int, metavar="MIB", help="most memory that a kernel may take (Linux)")
    parser.add_argument("--out", type=Path, metavar="DIR",
                        help="leave each notebook, its HTML, its figures and its frames in DIR/NOTEBOOK; trials that an"
                             " earlier run finished there are taken")
    parser.add_argument("--shard", metavar="I/N", help="with --out: be one of N that share the trials, on one file system"
                        " or on several, and wait for none; a run with --out and without --shard merges them")
    parser.add_argument("--train", action="store_true", help="add what is missing to notebooks/data/trained: trainings that"
                        " the notebook reads and does not run, hours of them; a stopped run loses what is under way only")
    parser.add_argument("--expect", action="store_true", help="take the frames of these runs into notebooks/expected")
    parser.add_argument("--write", action="store_true",
                        help="refresh the outputs of the committed notebooks, from a fresh folder; with it goes only"
                             " --set profile=..., since outputs must be those of the parameters that are shown")
    parser.add_argument("--keep", type=Path, metavar="DIR",
                        help="with --write: where finished trials are kept, and taken from when run again")
    given = parser.parse_args()
    given.values = assignments(given.values)
    Run.shard = os.environ["ICLLAB_SHARD"] = given.shard or ""
    os.environ["ICLLAB_TRAIN"] = str(NOTEBOOKS / "data" / "trained") if given.train else ""
    Run.seconds_per_cell = None  # who started it may wait for days, or end it
    given.names = [full_name(name) for name in given.names] or notebook_names()
    wrong = {
        "of --write, --expect, --train and --out only one can be":
            bool(given.write) + given.expect + given.train + bool(given.out) > 1,
        "with --write goes --set profile=... only: outputs must be those of the parameters that are shown":
            given.write and set(given.values) - {"profile"},
        "--keep goes with --write; --out keeps trials by itself": given.keep and not given.write,
        "--shard I/N, such as 3/40, goes with --out DIR, where all shards keep their trials":
            given.shard and not (given.out and re.fullmatch(r"[1-9]\d*/[1-9]\d*", given.shard)),
        "--expect goes without --set: the frames it keeps are of the committed parameters":
            given.expect and given.values,
        f"this user may not write to {ROOT}: --out DIR leaves all that comes of a run elsewhere":
            not given.out and not os.access(ROOT, os.W_OK),
    }
    for said in (said for said, holds in wrong.items() if holds):
        raise Refused(said)
    return given


def main():
    given = arguments()
    if not given.names:
        raise Refused("there is no notebook in notebooks/")
    if not JAR.is_file():
        raise Refused("the library is not built: environment/lab or environment/test builds it")
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)  # what nbclient would say beside the one line
    Run.kernel, Run.memory = given.kernel, given.memory
    os.environ["ICLLAB_STATIC"] = "1"  # nobody will drag what is written to a file
    if given.expect:
        expected.like_everybody()
    with workplace():
        if given.out:
            passed = [deliver(name, given.values, given.out) for name in given.names]
        elif given.write:
            passed = write(given.names, given.values, given.keep)
        else:
            passed = list(check(given.names, given.values, given.expect))
    if len(passed) > 1:
        print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Refused, OSError) as refusal:
        sys.exit(f"run_notebooks: {refusal}")
    except KeyboardInterrupt:
        sys.exit("run_notebooks: interrupted")

"""Runs notebooks top to bottom, each in a Java kernel of its own, and says which of them passed.

They run as copies under target/notebook-test, so that no committed file changes, and in the quick profile.
A run passes if no cell throws (a false claim throws) and no output shows a claim's ✗.
"""

import argparse
import html
import os
import re
import shutil
import sys
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

import expected
import parameters
from parameters import Refused

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
JAR = ROOT / "lib" / "notebook" / "target" / "icllab-notebook.jar"
RESULTS = ROOT / "target" / "notebook-test"
SECONDS_PER_CELL = 1800
ERROR_LINES = 12


class Failed(Exception):
    """A notebook ran and did not pass; the message says why."""


def parameters_cell(name, notebook):
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise Refused(f"{name}: {len(cells)} cells are tagged 'parameters', there must be exactly one")
    return cells[0]


def assignments(texts):
    """The values in texts such as seed=7, by name."""
    pairs = [text.partition("=") for text in texts]
    for text, (name, equals, value) in zip(texts, pairs):
        if not name.strip() or not equals or not value.strip():
            raise Refused(f"a parameter is set by name=value, not by '{text}'")
    return {name.strip(): value.strip() for name, _, value in pairs}


class Run:
    """One notebook with some of its parameters changed, to be run in a folder."""

    kernel, memory = "java", None

    def __init__(self, name, values, folder, label=None, results=RESULTS):
        path = NOTEBOOKS / (name + ".ipynb")
        if not path.is_file():
            raise Refused(f"there is no notebook '{name}'; there are: {', '.join(notebook_names())}")
        self.name, self.folder, self.label, self.results = name, folder, label or name, results
        self.megabytes = 0
        self.notebook = nbformat.read(path, as_version=4)
        cell = parameters_cell(name, self.notebook)
        try:
            parameters.must_say_ranges(cell.source)
            cell.source = parameters.changed(cell.source, values)
        except Refused as refusal:
            raise Refused(f"{name}: {refusal}") from None

    def execute(self):
        """Runs the notebook and returns what there is to say of it: claims that hold, memory taken."""
        client = NotebookClient(
            self.notebook,
            kernel_name=self.kernel,
            timeout=SECONDS_PER_CELL,
            record_timing=False,
            coalesce_streams=True,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(self.folder)}},
            on_cell_executed=lambda **_: self.measure(client.km.provisioner.pid),
        )
        self.results.mkdir(parents=True, exist_ok=True)
        log = self.results / f"{self.label}.log"
        try:
            with log.open("wb") as sink:
                client.execute(stdout=sink, stderr=sink)
        except CellExecutionError:
            raise Failed(self.error()) from None
        except CellTimeoutError:
            raise Failed(f"a cell ran for longer than {SECONDS_PER_CELL} s") from None
        except DeadKernelError:
            raise Failed(f"the kernel died, and running again goes on with the trials it had finished; its last"
                         f" words are in {log}") from None
        except AssertionError:
            # How nbclient ends after it has met Ctrl-C or a termination by shutting its kernel down.
            raise KeyboardInterrupt from None
        if self.shown("✗"):
            raise Failed("an output shows a claim that does not hold (✗)")
        if self.memory and not 0 < self.megabytes <= self.memory:
            raise Failed(f"the kernel took {self.megabytes} MiB, more than {self.memory}")
        memory = f", {self.megabytes} MiB" if self.megabytes else ""
        return f"{self.shown('✓')} claims hold{memory}"

    def measure(self, pid):
        """Most memory the kernel, a child of its launcher, has had so far, where the system says it (Linux)."""
        try:
            for process in psutil.Process(pid).children(recursive=True) + [psutil.Process(pid)]:
                peak = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
                self.megabytes = max(self.megabytes, int(peak.group(1)) // 1024)
        except (OSError, AttributeError, psutil.Error):
            pass

    def error(self):
        """The error of the cell that threw: its number, its first line and what the kernel said of it."""
        for number, cell in enumerate(self.notebook.cells, start=1):
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    first = cell.source.strip().splitlines()[0]
                    return "\n".join([f"cell {number}: {first}"] + tidy(output.traceback))
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
        nbformat.write(self.notebook, self.results / f"{self.label}.ipynb")
        page, _ = HTMLExporter().from_notebook_node(self.notebook)
        (self.results / f"{self.label}.html").write_text(page, encoding="utf-8")

    def frames(self):
        """The frames it wrote, by file name; not the logs of its trials."""
        files = sorted(self.folder.glob(f"frames/{self.name}-*.csv"))
        return {path.name: path.read_text(encoding="utf-8") for path in files if not path.stem.endswith("-trials")}

    def must_match_expected(self):
        try:
            expected.compare(self.name, self.frames(), expected.backend(self.notebook))
        except expected.Differs as difference:
            raise Failed(str(difference)) from None


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


def scratch(base):
    """A tree like the repository's to run notebooks in: what they read, the library beside them."""
    base.mkdir(parents=True)
    (base / "lib").symlink_to(ROOT / "lib")
    shutil.copytree(NOTEBOOKS, base / "notebooks", ignore=shutil.ignore_patterns("frames", "*.ipynb", ".*"))
    return base / "notebooks"


def report(run, after=lambda: None):
    """Runs a notebook, prints how that went and returns whether it passed."""
    begun = time.monotonic()
    try:
        outcome, detail = "passed", run.execute()
        after()
    except Failed as failure:
        outcome, detail = "FAILED", str(failure).replace("\n", "\n    ")
    print(f"{outcome}  {run.label}  {time.monotonic() - begun:.1f} s  {detail}", flush=True)
    return outcome == "passed"


def check(names, values, again, changed, refresh):
    """Runs notebooks as copies, compares their frames, and runs one again with other parameters."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    folder = scratch(RESULTS)
    runs = [Run(name, {"profile": "quick", **values}, folder) for name in names]
    if again:
        folder = scratch(RESULTS / "again")
        other = Run(again, {"profile": "quick", **values, **changed}, folder, f"{again}-again")
    passed = []
    for run in runs:
        # Frames of other parameters, or of another kernel, are not what is kept in notebooks/expected.
        passed.append(report(run, lambda: None if values or refresh else run.must_match_expected()))
        run.keep()
        if refresh and passed[-1]:
            expected.write(run.name, run.frames(), expected.backend(run.notebook))
    if again:
        first = runs[0].frames()
        passed.append(report(other, lambda: must_differ(first, other.frames())))
        other.keep()
    return passed


def must_differ(first, second):
    """Other parameters must give other frames."""
    if not second:
        raise Failed("it wrote no frame")
    same = [name for name in second if second[name] == first.get(name)]
    if same:
        raise Failed(f"with other parameters it wrote the same {', '.join(same)}")


def deliver(name, values, out):
    """Runs one notebook and leaves all that comes of it in the folder `out`; its trials there are not run again."""
    work = RESULTS.with_name("run") / f"{name}-{os.getpid()}"
    run = Run(name, values, work / "notebooks", results=out)
    folders = {kind: out.resolve() / kind for kind in ("frames", "figures")}
    shutil.rmtree(folders["figures"], ignore_errors=True)
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    scratch(work)
    (run.folder / "frames").symlink_to(folders["frames"])
    os.environ["ICLLAB_FIGURES"] = str(folders["figures"])
    try:
        passed = report(run)
        run.keep()
    finally:
        shutil.rmtree(work)
    figures = len(list(folders["figures"].glob("*.svg")))
    print(f"{out}: {name}.ipynb and .html, {figures} figures (SVG and PNG), frames")
    return [passed]


def write(names, values):
    """Runs committed notebooks where they lie and puts their outputs, and nothing else, into them."""
    runs = [Run(name, values, NOTEBOOKS) for name in names]
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
    unfinished = path.with_suffix(".unfinished")
    nbformat.write(committed, unfinished)
    os.replace(unfinished, path)


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
                        help="run one notebook and leave it, its HTML, its figures and its frames there")
    parser.add_argument("--again", metavar="NOTEBOOK", help="run this one once more, in a fresh folder")
    parser.add_argument("--changed", action="append", default=[], metavar="NAME=VALUE",
                        help="like --set, for the run of --again only, which must write other frames")
    parser.add_argument("--expect", action="store_true", help="take the frames of these runs into notebooks/expected")
    parser.add_argument("--write", action="store_true",
                        help="run the committed notebooks where they lie and refresh their outputs; --set holds "
                             "for the run, the parameters cell stays as it was committed")
    given = parser.parse_args()
    if given.write and (given.again or given.expect or given.out):
        parser.error("--write goes without --again, --expect and --out")
    if given.expect and given.values:
        parser.error("--expect goes without --set: the frames it keeps are of the committed parameters")
    if given.out and len(given.names) != 1:
        parser.error("--out goes with one notebook")
    return given


def main():
    given = arguments()
    names = [full_name(name) for name in given.names] or notebook_names()
    if not names:
        raise Refused("there is no notebook in notebooks/")
    if not JAR.is_file():
        raise Refused("the library is not built: environment/lab or environment/test builds it")
    values = assignments(given.values)
    Run.kernel, Run.memory = given.kernel, given.memory
    if given.out:
        passed = deliver(names[0], values, given.out)
    elif given.write:
        passed = write(names, values)
    else:
        passed = check(names, values, given.again, assignments(given.changed), given.expect)
    if not given.out:
        print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refusal:
        sys.exit(f"run_notebooks: {refusal}")
    except KeyboardInterrupt:
        sys.exit("run_notebooks: interrupted")

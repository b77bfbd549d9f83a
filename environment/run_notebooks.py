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
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = ROOT / "notebooks"
JAR = ROOT / "lib" / "notebook" / "target" / "icllab-notebook.jar"
RESULTS = ROOT / "target" / "notebook-test"
SECONDS_PER_CELL = 1800
ERROR_LINES = 12

# What hides a semicolon or an equals sign that is no part of a declaration.
STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)
DECLARATION = re.compile(
    r"(?:^|;)\s*(?:final\s+)?"
    r"[\w.]+(?:<[\w.,<>?\[\]\s]*>)?(?:\s*\[\s*\])*\s+"  # the type
    r"(?P<name>\w+)\s*=\s*(?P<value>[^;]*?)\s*;",
    re.MULTILINE,
)


class Refused(Exception):
    """What was asked for cannot be done; the message is one line."""


class Failed(Exception):
    """A notebook ran and did not pass; the message says why."""


def declarations(source):
    """The span of every variable's initialiser in Java source, by the variable's name."""
    masked = STRING_OR_COMMENT.sub(mask, source)
    spans, start = {}, 0
    while True:
        found = DECLARATION.search(masked, start)
        if not found:
            return spans
        spans[found["name"]] = found.span("value")
        start = found.end() - 1  # the semicolon may begin the next declaration


def mask(match):
    blank = " " if match.group().startswith("/") else "_"
    return re.sub(r"[^\n]", blank, match.group())


def with_values(source, values):
    """The source with the initialisers of the named variables replaced."""
    spans = declarations(source)
    for name in sorted(values, key=lambda name: spans[name], reverse=True):
        begin, end = spans[name]
        source = source[:begin] + values[name] + source[end:]
    return source


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

    def __init__(self, name, values, folder, label):
        path = NOTEBOOKS / (name + ".ipynb")
        if not path.is_file():
            raise Refused(f"there is no notebook '{name}'; there are: {', '.join(notebook_names())}")
        self.name, self.folder, self.label = name, folder, label
        self.notebook = nbformat.read(path, as_version=4)
        cell = parameters_cell(name, self.notebook)
        valid = declarations(cell.source)
        for unknown in sorted(set(values) - set(valid)):
            raise Refused(f"{name} has no parameter '{unknown}'; it has: {', '.join(valid)}")
        cell.source = with_values(cell.source, values)

    def execute(self):
        """Runs the notebook and returns the number of claims that it showed to hold."""
        client = NotebookClient(
            self.notebook,
            kernel_name="java",
            timeout=SECONDS_PER_CELL,
            record_timing=False,
            coalesce_streams=True,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(self.folder)}},
        )
        RESULTS.mkdir(parents=True, exist_ok=True)
        log = RESULTS / f"{self.label}.log"
        try:
            with log.open("wb") as sink:
                client.execute(stdout=sink, stderr=sink)
        except CellExecutionError:
            raise Failed(self.error()) from None
        except CellTimeoutError:
            raise Failed(f"a cell ran for longer than {SECONDS_PER_CELL} s") from None
        except DeadKernelError:
            raise Failed(f"the kernel died; its last words are in {log.relative_to(ROOT)}") from None
        except AssertionError:
            # How nbclient ends after it has met Ctrl-C or a termination by shutting its kernel down.
            raise KeyboardInterrupt from None
        if self.shown("✗"):
            raise Failed("an output shows a claim that does not hold (✗)")
        return self.shown("✓")

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
        nbformat.write(self.notebook, RESULTS / f"{self.label}.ipynb")
        page, _ = HTMLExporter().from_notebook_node(self.notebook)
        (RESULTS / f"{self.label}.html").write_text(page, encoding="utf-8")

    def frames(self):
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("frames/**/*.csv"))}


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


def scratch(base):
    """A tree like the repository's to run notebooks in: copies of notebooks, the library beside them."""
    base.mkdir(parents=True)
    (base / "lib").symlink_to(ROOT / "lib")
    shutil.copytree(NOTEBOOKS, base / "notebooks", ignore=shutil.ignore_patterns("frames", ".*"))
    return base / "notebooks"


def report(run, after=lambda: None):
    """Runs a notebook, prints how that went and returns whether it passed."""
    begun = time.monotonic()
    try:
        claims = run.execute()
        after()
        outcome, detail = "passed", f"{claims} claims hold"
    except Failed as failure:
        outcome, detail = "FAILED", str(failure).replace("\n", "\n    ")
    print(f"{outcome}  {run.label}  {time.monotonic() - begun:.1f} s  {detail}", flush=True)
    return outcome == "passed"


def check(names, values, again, changed):
    """Runs notebooks as copies, and one of them again with other parameters; returns the outcomes."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    folder = scratch(RESULTS)
    runs = [Run(name, {"profile": '"quick"', **values}, folder, name) for name in names]
    if again:
        folder = scratch(RESULTS / "again")
        other = Run(again, {"profile": '"quick"', **values, **changed}, folder, f"{again}-again")
    passed = []
    for run in runs:
        passed.append(report(run))
        run.keep()
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


def write(names, values):
    """Runs committed notebooks where they lie and puts their outputs, and nothing else, into them."""
    runs = [Run(name, values, NOTEBOOKS, name) for name in names]
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
                        help="change a parameter, e.g. --set seed=7 --set 'alphas={2, 20}'")
    parser.add_argument("--again", metavar="NOTEBOOK", help="run this one once more, in a fresh folder")
    parser.add_argument("--changed", action="append", default=[], metavar="NAME=VALUE",
                        help="like --set, for the run of --again only, which must write other frames")
    parser.add_argument("--write", action="store_true",
                        help="run the committed notebooks where they lie and refresh their outputs; --set holds "
                             "for the run, the parameters cell stays as it was committed")
    given = parser.parse_args()
    if given.write and given.again:
        parser.error("--write goes without --again")
    return given


def main():
    given = arguments()
    names = [Path(name).stem for name in given.names] or notebook_names()
    if not names:
        raise Refused("there is no notebook in notebooks/")
    if not JAR.is_file():
        raise Refused("the library is not built: environment/lab or environment/test builds it")
    values = assignments(given.values)
    if given.write:
        passed = write(names, values)
    else:
        passed = check(names, values, given.again, assignments(given.changed))
    print(f"{passed.count(True)} passed, {passed.count(False)} failed")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refusal:
        sys.exit(f"run_notebooks: {refusal}")
    except KeyboardInterrupt:
        sys.exit("run_notebooks: interrupted")

"""What a notebook suggests to try next is accepted by its parameters cells; with `--whole` it is run to its end."""

import json
import re

import nbformat
import pytest
from conftest import ROOT
from run_notebooks import NOTEBOOKS, Run, notebook_names, scratch

pytestmark = pytest.mark.usefixtures("brief")
SET = re.compile(r"`(\w+) = ([^`]+)`")


def suggestions(name):
    """The values that each bullet of the last section sets, as --set takes them."""
    cells = nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4).cells
    last = next((cell.source for cell in reversed(cells) if "## What to try next" in cell.source), "")
    for bullet in re.findall(r"^- .*", last.partition("## What to try next")[2], re.M):
        found = {key: re.sub(r'[{}" ]', "", value).replace("Double.POSITIVE_INFINITY", "inf")
                 for key, value in SET.findall(bullet.partition(":")[0])}
        if found:
            yield found


def parameters(name):
    """The code cells up to the section after the parameters'."""
    reached = False
    for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4).cells:
        tagged = "parameters" in cell.metadata.get("tags", [])
        if reached and cell.cell_type == "markdown" and cell.source.startswith("#"):
            return
        reached = reached or tagged
        if cell.cell_type == "code":
            yield cell.source.replace("../lib", str(ROOT / "lib")), tagged


@pytest.mark.parametrize("name", notebook_names())
def test_suggestions(name, kernels, pytestconfig, say):
    kernel, tried = kernels(NOTEBOOKS), list(suggestions(name))
    for values in tried:
        lines = "".join(f"lab.set({json.dumps(key)}, {json.dumps(value)});\n" for key, value in values.items())
        for source, tagged in parameters(name):
            _, error = kernel.run(lines + source if tagged else source)
            assert not error, f"{values}: {error}"
        if pytestconfig.getoption("whole"):
            with scratch() as folder:
                say(f"{values}: {Run(name, values, folder).execute()}")
    say(f"{len(tried)} suggestions")

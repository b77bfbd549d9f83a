"""No claim holds whatever its simulation gives: with any of its comparisons turned into its contrary, it fails. That a
comparison fails whose simulation is shifted by its limit is a test of the library, ComparisonTest."""

import re
import time

import nbformat
import pytest
from run_notebooks import NOTEBOOKS, notebook_names, scratch

AFTER_FAILURE = "not run, since a cell before it"
HOLDS = re.compile(r"\b\w+\.holds\(\)")


def pytest_generate_tests(metafunc):
    whole = metafunc.config.getoption("whole")
    metafunc.parametrize("name", notebook_names() if whole else ["00-start-here", "08-shallow-sgd"])


@pytest.mark.usefixtures("brief")
def test_a_comparison_that_fails_fails_its_claim(name, kernels, say):
    turned = 0
    with scratch() as folder:
        kernel = kernels(folder)
        # A failure stops what was asked for before it had been seen: for about as long as its cell took.
        def error_of(source):
            while (error := kernel.run(source)[1]) and AFTER_FAILURE in error[0]:
                time.sleep(1)
            return error

        failed = lambda source: "ClaimFailed" in (error_of(source) or [""])[0]
        cells = [cell.source for cell in nbformat.read(NOTEBOOKS / f"{name}.ipynb", 4).cells if cell.cell_type == "code"]
        for i, cell in enumerate(cells):
            for found in HOLDS.finditer(cell):
                contrary = cell[:found.start()] + "!" + cell[found.start():]
                # A claim that stands in a method is made by a later cell.
                assert any(map(failed, [contrary, *cells[i + 1:i + 4]])), f"{found[0]} decides nothing in: {cell}"
                turned += 1
            assert not error_of(cell), cell
    say(f"{turned} comparisons")

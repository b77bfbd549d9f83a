"""What the claims in the committed outputs allow themselves beside chance."""

import json
import re

import pytest

from run_notebooks import NOTEBOOKS, notebook_names

LARGEST = 10  # per cent
METHOD = re.compile(r"[\w<>\[\]?, ]+ \w+\([^;]*$")  # the begin of one, as cells write them
COMPARISON = re.compile(r"([\d.]+) % off, ([\d.]+) % interval(?: and ([\d.]+) % allowed)?")


def comparisons(name):
    """The distance, interval and allowance of each comparison that a claim of the notebook shows, in per cent."""
    for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            claim = "".join(output.get("data", {}).get("text/plain", ""))
            if claim.startswith("✓"):
                yield from (tuple(float(part or 0) for part in found) for found in COMPARISON.findall(claim))


@pytest.mark.parametrize("name", notebook_names())
def test_no_claim_allows_itself_more_than_a_tenth(name):
    for distance, interval, allowance in comparisons(name):
        assert allowance <= LARGEST, f"{distance} % off, {interval} % interval and {allowance} % allowed"
        assert distance <= interval + allowance + 0.1  # what is shown is rounded


def test_comparisons_are_found():
    assert sum(len(list(comparisons(name))) for name in notebook_names()) > 50


def test_a_cell_that_makes_claims_says_them():
    """A loop over nothing would claim nothing, and look as if all held."""
    for name in notebook_names():
        for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
            said = sum("✓" in "".join(output.get("data", {}).get("text/plain", "")) for output in cell.get("outputs", []))
            wanted, method = 0, False
            for line in "".join(cell["source"]).splitlines() if cell["cell_type"] == "code" else []:
                method = bool(METHOD.match(line)) or method and line.startswith((" ", "}"))
                wanted += not method and bool(re.match(r"\s*claim\w*\(", line))
            assert said >= wanted, f"{name} makes {wanted} claims and says {said} in: {''.join(cell['source'])}"

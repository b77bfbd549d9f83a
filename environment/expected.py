"""The frames that the quick profiles are known to give, kept in notebooks/expected, and the comparison with them.

Of a long frame some rows are kept, evenly spaced, the first and last among them. The same seed gives the same bits on
the same linear algebra: linear-algebra.txt says which one a notebook had, tolerances.txt how far a frame may be off. So
that it is the same wherever it can be, whoever compares or takes over frames calls like_everybody first.
"""

import contextlib
import csv
import fnmatch
import io
import math
import os
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "notebooks" / "expected"
BACKEND = FOLDER / "linear-algebra.txt"
ROWS = 25
OF_INTERVAL = re.compile(r" (± 95 %|s\.e\.)$")
REFRESH = "if that is right, take it over: environment/run --expect"


class Differs(Exception):
    """Frames are not as expected; the message is one line."""


def like_everybody():
    """Has OpenBLAS take the kernels that any x86-64 processor with AVX2 has, unless the caller said which."""
    with contextlib.suppress(OSError):
        if re.search(r"^flags\b.*\bavx2\b", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M):
            os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")


def backend(notebook):
    """The linear algebra that the notebook's own line says it ran with."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            found = re.search(r"· ([^·]+) on \d+ processors", output.get("data", {}).get("text/plain", ""))
            if found:
                return f"{found.group(1)}, OPENBLAS_CORETYPE {os.environ.get('OPENBLAS_CORETYPE', 'not set')}"
    return "unknown"


def thinned(text):
    """Header and kept rows of a frame's CSV; its last line says how many rows the frame has."""
    rows = list(csv.reader(io.StringIO(text)))
    header, body = rows[0], rows[1:]
    kept = range(len(body)) if len(body) <= ROWS else [round(i * (len(body) - 1) / (ROWS - 1)) for i in range(ROWS)]
    return [header] + [body[i] for i in kept] + [[f"{len(body)} rows"]]


def write(name, frames, linear_algebra):
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob(f"{name}-*.csv"):
        old.unlink()
    for file, text in frames.items():
        with (FOLDER / file).open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows(thinned(text))
    rows = sorted({**backends(), name: linear_algebra}.items())
    BACKEND.write_text("".join(f"{notebook}: {had}\n" for notebook, had in rows), encoding="utf-8")


def backends():
    """The linear algebra that each notebook's frames were made with."""
    lines = BACKEND.read_text(encoding="utf-8").splitlines() if BACKEND.exists() else []
    return dict(line.split(": ", 1) for line in lines)


def compare(name, frames, linear_algebra):
    """Raises Differs unless the frames of a quick run are those that are kept."""
    kept = {path.name: path for path in FOLDER.glob(f"{name}-*.csv")}
    for file in sorted(set(kept) ^ set(frames)):
        raise Differs(f"{file} is {'new' if file in frames else 'gone'}; {REFRESH} {name}")
    same = backends().get(name) == linear_algebra
    for file, text in frames.items():
        with kept[file].open(newline="", encoding="utf-8") as known:
            compare_frame(file, thinned(text), list(csv.reader(known)), tolerance(file, same), name)


def compare_frame(file, now, known, limits, name):
    allowed, share, forked = limits
    if [len(now), *map(len, now)] != [len(known), *map(len, known)] or now[0] != known[0] or now[-1] != known[-1]:
        raise Differs(f"{file} has other rows or columns; {REFRESH} {name}")
    largest = {column: max((abs(number(row[i])) for row in known[1:-1] if finite(row[i])), default=0)
               for i, column in enumerate(now[0])}
    # An interval, or a standard error, is known as well as what it belongs to.
    sizes = [largest.get(OF_INTERVAL.sub("", column), size) for column, size in largest.items()]
    for row, (new, old) in enumerate(zip(now[1:-1], known[1:-1])):
        bars = {column: number(new[i]) + number(old[i]) for i, column in enumerate(now[0])}
        for column, a, b, size in zip(now[0], new, old, sizes):
            near = allowed * max(abs(number(b)), share * size)
            if forked:
                near = math.inf if OF_INTERVAL.search(column) else max(near, bars.get(f"{column} ± 95 %", 0))
            if a != b and not (finite(a) and finite(b) and abs(number(a) - number(b)) <= near):
                raise Differs(f"{file}: {column} is {a}, was {b} (allowed {near:g}); {REFRESH} {name}")


def finite(text):
    return math.isfinite(number(text))


def number(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


def tolerance(file, same_linear_algebra):
    """From tolerances.txt, whose last matching line counts: a number, the share of a column's largest, whether it forked."""
    for line in reversed((FOLDER / "tolerances.txt").read_text(encoding="utf-8").splitlines()):
        words = line.partition("#")[0].split()
        if len(words) > 3 and fnmatch.fnmatch(file, words[0]):
            return (float(words[1] if same_linear_algebra else words[2]), float(words[3]),
                    "forks" in words and not same_linear_algebra)
    raise Differs(f"notebooks/expected/tolerances.txt has no line for {file}")

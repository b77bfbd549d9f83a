"""What the scripts of reference values share: how a table is written, and power-law spectra (theory.md [B4])."""
import sys
from pathlib import Path

from mpmath import mp, mpf

TABLES = Path(__file__).resolve().parent.parent / "resources" / "org" / "icllab" / "reference"


def write(script, columns, rows, digits=20):
    """Writes rows of numbers to <script>.csv, its first line naming the script."""
    name = Path(script).stem
    with open(TABLES / (name + ".csv"), "w", encoding="ascii") as out:
        out.write("# src/test/reference/%s.py, %d digits of mpmath\n" % (name, mp.dps))
        out.write(",".join(columns) + "\n")
        for row in rows:
            out.write(",".join(x if isinstance(x, str) else mp.nstr(mpf(x), digits, min_fixed=-5, max_fixed=20).removesuffix(".0")
                               for x in row) + "\n")
    print(name, len(rows), "rows", file=sys.stderr)


def power_law(dimension, nu, beta, unit=1):
    """Eigenvalues in a unit, and shares of the loss, which add up to 1."""
    lam = [unit * mpf(k) ** -mpf(nu) for k in range(1, dimension + 1)]
    share = [mpf(k) ** -(mpf(nu) * mpf(beta) + 1) for k in range(1, dimension + 1)]
    total = sum(share)
    return lam, [p / total for p in share]

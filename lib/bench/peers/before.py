"""Prints JMH's rows of two builds, the one before and this, as a table. To be started by environment/bench --before COMMIT."""

import csv
import sys


def rows(file):
    """Score, error and unit by benchmark and parameters."""
    with open(file, encoding="utf-8", newline="") as lines:
        return {" ".join([row["Benchmark"].replace("org.icllab.bench.", "")]
                         + [text for name, text in row.items() if name.startswith("Param") and text]):
                (float(row["Score"]), float(row["Score Error (99.9%)"]), row["Unit"]) for row in csv.DictReader(lines)}


def main(before, now):
    before, now = rows(before), rows(now)
    print("| | before | now | times as fast |\n|---|---|---|---|")
    for name in sorted(before.keys() & now.keys()):
        (old, old_error, unit), (new, new_error, _) = before[name], now[name]
        faster = new / old if unit.startswith("ops") else old / new
        print(f"| {name} | {old:.3g} ± {old_error:.2g} | {new:.3g} ± {new_error:.2g} {unit} | {faster:.2f} |")
    print("\nRows of one build alone:", ", ".join(sorted(before.keys() ^ now.keys())) or "none")


if __name__ == "__main__":
    main(*sys.argv[1:])

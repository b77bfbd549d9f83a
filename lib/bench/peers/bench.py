"""Runs ours and theirs side by side and writes lib/docs/performance.md. To be started by environment/bench."""

import datetime
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
for library in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM"):
    os.environ[f"{library}_NUM_THREADS"] = str(THREADS)  # before NumPy is loaded

import numpy as np  # noqa: E402
import scipy  # noqa: E402

import peers  # noqa: E402

ROOT = Path(__file__).resolve().parents[3]
SEED = 1
RUNS = 5  # of ours in a pair, at least
AWAKE = 0.2  # seconds that both sides of a pair run at least: a processor that was idle is slow for some fifty milliseconds
ITERATIONS = 18  # of conjugate gradients at τ = 10, λ = 1e-5, to the solver's accuracy of 1e-8, at d = 32 as at 64


def softmax_operations(layers, d):
    """Of the products of a step, P = B = 2D labelled and K = D asked tokens: backward takes twice what forward does."""
    labelled, tokens, batch = 2 * d, 3 * d, 2 * d
    projected = 2 * (tokens + 2 * labelled) * d * d
    attended = 2 * 2 * tokens * labelled * d
    return 3 * batch * layers * (projected + attended)


# What, its row and size, how often in pairs; how far the two may be apart: a relative distance, or None for four
# standard errors, as far as our own numbers scatter from seed to seed.
ROWS = [
    ("Γ\\* and both errors, d = 32, α = τ = 10, κ = 1", "fit", 32, 5, None),
    ("Γ\\* and both errors, d = 64, α = τ = 10, κ = 1", "fit", 64, 3, None),
    ("dMMSE, d = 32, α = 10, κ = 32, 4000 contexts", "dmmse", 40, 3, None),
    ("20 curves of 491 ridgeless risks, e_ICL and e_IDG", "risk", 491, 15, 1e-9),
    ("491 risks at λ = 1e-5, e_ICL", "ridged", 491, 5, 1e-9),
    ("maps 3A–3C, 22 725 curves of 250 α", "maps", 250, 3, 1e-9),
    ("SGD on one layer, D = 128, 2 × 20 steps", "shallow", 128, 3, None),
    ("SGD on rotated contexts, D = 48, L = 2, 2 × 33 steps", "rotated", 48, 3, None),
    ("two-point loss, D = 1000, L = 64, γ = 200", "two-point", 1000, 5, 1e-7),
    ("softmax attention, D = 16, P = B = 32, L = 2, 64 steps of Adam (theirs: PyTorch)", "softmax", 2, 5, None),
    ("softmax attention, D = 16, P = B = 32, L = 8, 64 steps of Adam (theirs: PyTorch)", "softmax", 8, 5, None),
    ("softmax attention, D = 32, P = B = 64, L = 8, 64 steps of Adam (theirs: PyTorch)", "softmax-wide", 8, 3, None),
]
# What a run takes at least: operations of products (in double precision, for transformers in single), Gaussian numbers; and
# what else it does.
LAYERS = "products of 16 to 64 columns, exponentials, drawing contexts"
WORK = {
    ("shallow", 128): (2 * 20 * 4 * 128 ** 3, 2 * 20 * 3 * 128 ** 2, "sums and dot products of each context's vectors"),
    ("rotated", 48): (2 * 33 * 192 * 5 * 2 * 48 ** 2, 2 * 48 * (33 * 192 * 9 + 3 * 400 * 7),
                      "Gram–Schmidt of the eight directions that a context's rotation is looked at in"),
    ("softmax", 2): (64 * softmax_operations(2, 16), 0, LAYERS),
    ("softmax", 8): (64 * softmax_operations(8, 16), 0, LAYERS),
    ("softmax-wide", 8): (64 * softmax_operations(8, 32), 0, LAYERS),
}
LARGE = ("Γ\\* and both errors, d = 96, α = τ = 10, κ = 1", "fit", 96, 1, None)
BUSY = """**The machine was busy.** Times are longer than on an idle one, and ratios favour ours: NumPy's threads wait for one
another, ours do not. Run the command again when nothing else runs.

"""
# What grows, its row, the sizes, the exponent that counting operations gives.
GROWTH = [
    ("fit, d (τ = 10, so that n = 10 d²)", "fit", (48, 64, 96, 128), 4),
    ("fit, n (d = 48)", "fit-contexts", (5, 10, 20, 40), 1),
    ("SGD on one layer, D (B = D)", "shallow", (128, 256, 512), 3),
    ("two-point loss, D", "two-point", (1000, 4000, 16000), 1),
    ("isotropic descent, L", "depth", (16, 32, 64, 128), 1),
]


# Matrix products of each backend.
PRODUCTS = [("16×16", "square", 16), ("64×64", "square", 64), ("256×256", "square", 256), ("1000×1000", "square", 1000),
            ("2000×2000", "square", 2000), ("64×1000 times 1000×64", "narrow", 1000)]


class Ours:
    """The Java process, which answers a line with a line."""

    def __init__(self, jar, backend="auto", **environment):
        java = Path(os.environ["JAVA_HOME"]) / "bin" / "java"
        self.process = subprocess.Popen(
            [java, "-Xmx4g", f"-XX:ActiveProcessorCount={THREADS}", f"-Dicllab.blas={backend}", "-cp", jar,
             "org.icllab.bench.Peers"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
        self.name = self.process.stdout.readline().strip()

    def run(self, row, size, seed):
        print(row, size, seed, file=self.process.stdin, flush=True)
        seconds, *numbers = map(float, self.process.stdout.readline().split())
        return seconds, numbers

    def warm(self, row, size):
        """Until three seconds have passed, when Java has compiled what takes time: a reader's kernel is warm too."""
        until = time.perf_counter() + 3
        while time.perf_counter() < until:
            self.run(row, size, SEED)

    def repeated(self, row, size, seed):
        """The median of the times, and the numbers, of runs with seeds from this one on."""
        runs, until = [], time.perf_counter() + AWAKE
        while len(runs) < RUNS or time.perf_counter() < until:
            runs.append(self.run(row, size, seed + len(runs)))
        return statistics.median(seconds for seconds, _ in runs), [numbers for _, numbers in runs]


def theirs_repeated(row, size, seed):
    """The median of the times, and the numbers, of their runs: one, if it is long."""
    run, times, numbers, until = getattr(peers, row.replace("-", "_")), [], [], time.perf_counter() + AWAKE
    while not times or time.perf_counter() < until:
        start = time.perf_counter()
        numbers.append([float(x) for x in run(size, np.random.default_rng(seed + len(times)))])
        times.append(time.perf_counter() - start)
    return statistics.median(times), numbers


def compared(ours, pairs, what, row, size, tolerance):
    """A line of the table, from pairs of runs that follow one another."""
    ours.warm(row, size)
    times, ratios, mine, other = [], [], [], []
    for pair in range(pairs):
        their_time, numbers = theirs_repeated(row, size, SEED + len(other))
        other += numbers
        our_time, numbers = ours.repeated(row, size, SEED + len(mine))
        mine += numbers
        times.append((our_time, their_time))
        ratios.append(their_time / our_time)
    apart = distance(np.array(mine), np.array(other), tolerance)
    if apart > 1:
        sys.exit(f"{what}: ours {np.mean(mine, axis=0)}, theirs {np.mean(other, axis=0)}: not the same number")
    our_time, their_time = (statistics.median(column) for column in zip(*times))
    agree = f"to {tolerance:.0e}" if tolerance else f"{4 * apart:.1f} s.e."
    print(f"{what}: {our_time:.3g} s, {their_time:.3g} s, {statistics.median(ratios):.3g} ×, {agree}", flush=True)
    return (f"| {what} | {show(our_time)} | {show(their_time)} | {statistics.median(ratios):.3g} "
            f"({min(ratios):.3g}–{max(ratios):.3g}) | {agree} |"), our_time


def distance(mine, other, tolerance):
    """Of the worst number, in units of what is allowed."""
    gap = np.abs(mine.mean(axis=0) - other.mean(axis=0))
    if tolerance:
        allowed = tolerance * np.abs(other.mean(axis=0))
    else:
        allowed = 4 * mine.std(axis=0, ddof=1) * math.sqrt(1 / len(mine) + 1 / len(other)) + 1e-5 * np.abs(mine.mean(axis=0))
    return (gap / allowed).max()


def show(seconds):
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1e3 * seconds:.3g} ms"


def growth(ours, what, row, sizes, theory):
    times = []
    for size in sizes:
        ours.run(row, size, SEED)
        times.append(min(ours.run(row, size, SEED)[0] for _ in range(3)))
    exponent = np.polyfit(np.log(sizes), np.log(times), 1)[0]
    last = math.log(times[-1] / times[-2]) / math.log(sizes[-1] / sizes[-2])
    print(f"{what}: {exponent:.2f}, counted {theory}", flush=True)
    return (f"| {what} | {', '.join(map(str, sizes))} | {', '.join(show(t) for t in times)} "
            f"| {exponent:.2f} | {last:.2f} | {theory} |")


def backends(jar):
    """Speeds of each backend, taken in turn."""
    started = {"openblas": Ours(jar, "openblas"), "jblas": Ours(jar, "jblas", OPENBLAS_CORETYPE="Haswell"),
               "java": Ours(jar, "java")}
    lines = []
    for what, row, size in PRODUCTS:
        # Pure Java would take a minute for the largest.
        speeds = {name: max(ours.run(row, size, SEED)[1][0] for _ in range(2)) if name != "java" or size <= 1000 else math.nan
                  for name, ours in started.items()}
        shown = " | ".join(f"{speed:.3g}" if speed == speed else "–" for speed in speeds.values())
        lines.append(f"| {what} | {shown} | {speeds['openblas'] / speeds['jblas']:.2f} |")
        print(lines[-1], flush=True)
    for ours in started.values():
        ours.process.stdin.close()
    return lines


def processor():
    try:
        lines = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().split("\n\n")[0].splitlines())
        facts = {key.strip(): value.strip() for key, value in lines.items()}
        flags = [flag for flag in ("avx2", "avx512f") if flag in facts.get("flags", "").split()]
        return (f"{facts.get('model name', platform.machine())} (family {facts.get('cpu family', '?')}, model"
                f" {facts.get('model', '?')}; {', '.join(flags) or 'no AVX2'})")
    except OSError:
        return platform.processor() or platform.machine()


def main(jar, *options):
    ours = Ours(jar)
    began, load = datetime.datetime.now(datetime.timezone.utc), os.getloadavg()[0]
    products = backends(jar)
    peak = max(ours.run("square", 2000, SEED)[1][0] for _ in range(2))
    matrix = np.random.default_rng(SEED).standard_normal((2000, 2000))
    their_peak = 0
    for _ in range(5):
        start = time.perf_counter()
        matrix @ matrix
        their_peak = max(their_peak, 2 * 2000 ** 3 / (time.perf_counter() - start) / 1e9)
    single, gaussians = ours.run("single", 2000, SEED)[1][0], ours.run("gaussians", 1000, SEED)[1][0]
    table, limits, others = [], [], []
    for what, row, size, pairs, tolerance in ROWS + ([LARGE] if "--large" in options else []):
        try:
            line, seconds = compared(ours, 1 if "--brief" in options else pairs, what, row, size, tolerance)
        except ModuleNotFoundError as missing:
            print(f"{what}: left out, as there is no {missing.name}", flush=True)
            continue
        table.append(line)
        if row == "fit":
            ours.warm("sample", size)
            sampling = ours.repeated("sample", size, SEED)[0]
            work = 4.0 * ITERATIONS * 10 * size ** 2 * size * (size + 1) / 1e9
            reached = work / (seconds - sampling)
            alone = ours.run("fit-products", size, SEED)[1][0]
            limits.append(f"| d = {size} | {show(sampling)} | {show(seconds - sampling)} | {reached:.0f} | {alone:.0f}"
                          f" | {100 * reached / alone:.0f} % | {100 * reached / single:.0f} % |")
        elif (row, size) in WORK:
            operations, drawn, rest = WORK[row, size]
            multiplying = operations / 1e9 / (single if row.startswith("softmax") else peak)
            drawing = drawn / gaussians
            others.append(f"| {what} | {show(multiplying)} | {show(drawing)} | {show(seconds)}"
                          f" | {100 * (multiplying + drawing) / seconds:.0f} % | {rest} |")
    powers = [growth(ours, *line) for line in GROWTH]
    text = f"""# Performance: beside NumPy, how it grows, how far from the limit

Every figure on this page was written by one command, `environment/bench`, on {began:%Y-%m-%d} (load {load:.1f} when it began):

- {processor()}, {THREADS} threads, {platform.system()};
- ours: {ours.name}; theirs: Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__};
- products of two 2000×2000 matrices: ours {peak:.0f} GFLOP/s, one on each thread; NumPy's {their_peak:.0f}, all threads on one.

{BUSY if load > THREADS / 2 else ""}## The same work in NumPy

[peers.py](../bench/peers/peers.py) is what we would write in NumPy and SciPy, transformers in PyTorch, from the formulas of
[theory.md](theory.md).
Both sides have the same threads. They alternate: theirs once at least, then ours five times at least with other seeds, either
for no less than {AWAKE} s, since a processor that was idle is slow for the first 50 ms; of either the median counts. Times and
ratios are medians over such pairs{", of which this run took one" if "--brief" in options else ""}; in brackets the least and the greatest ratio. The Java process is warm, as a
notebook's kernel is after its first seconds. In the last column is how near the two numbers are: to a relative
distance, or in standard errors, where both draw their own contexts. The command ends with an error if they are more than
four apart.

| | ours | NumPy | times as fast | same number |
|---|---|---|---|---|
{chr(10).join(table)}

## The three backends of linear algebra

GFLOP/s of all threads together, each with products of its own, the best of ten. jblas has `OPENBLAS_CORETYPE=Haswell`, its best.

| | openblas | jblas | java | openblas / jblas |
|---|---|---|---|---|
{chr(10).join(products)}

## How it grows

The least of three runs at each size. The exponent is that of a line through all sizes; the last step is that of the two
largest; counted is what the number of operations gives. Where products of small matrices gain speed with size, the exponent is
below it, and for a fit along n because it takes fewer iterations the larger n/d² is.

| | sizes | times | exponent | last step | counted |
|---|---|---|---|---|---|
{chr(10).join(powers)}

## How far from the limit

An iteration of a fit takes 4np operations, p = d(d+1); at τ = 10 there are {ITERATIONS}. The solver's
speed is that many operations over the time of the fit without sampling. It multiplies in single precision: {single:.0f} GFLOP/s on
square matrices, and less on parts of the sample that are d columns wide. What is in its way besides: a context's weight, a pass
over the part in Java between two products, and what comes before and after, whitening and the residual in double precision.

| fit | sampling, one thread | the rest | GFLOP/s | products of its shapes alone | of those | of square ones |
|---|---|---|---|---|---|---|
{chr(10).join(limits)}

What else computes on vectors and matrices is in the caches, so that neither copies nor memory are its limit but these: the
operations of its products at the speed of square ones, and its random numbers at that of Gaussian ones alone, {gaussians / 1e6:.0f} million
a second.

| | products | Gaussian numbers | taken | of the limit | in the way |
|---|---|---|---|---|---|
{chr(10).join(others)}
"""
    (ROOT / "lib" / "docs" / "performance.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])

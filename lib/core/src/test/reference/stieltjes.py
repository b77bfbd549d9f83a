"""The Marchenko-Pastur law [M1]: tr(R+x)^-1 and its derivative by the quadratic, averages by quadrature over the density."""
import itertools

from mpmath import exp, log, mp, mpf, pi, quad, sin, sqrt

from reference import write
from risk import stieltjes

mp.dps = 60


def average(c, f, atom):
    low, high = (1 - 1 / sqrt(c)) ** 2, (1 + 1 / sqrt(c)) ** 2
    # x = low + (high - low) s^2 takes out the edges' square roots; at ratio 1 the lower one is at 0.
    def part(s):
        x = low + (high - low) * s * s
        return c * (high - low) * s * sqrt(1 - s * s) / (2 * pi * x) * f(x) * 2 * (high - low) * s
    scale = sqrt(low / (high - low)) if low > 0 else mpf(1)
    cuts = sorted({mpf(0), mpf(1)} | {cut for k in range(-2, 3) if 0 < (cut := scale * mpf(10) ** k) < 1})
    return quad(part, cuts) + max(0, 1 - c) * atom


def rows():
    double = lambda x: mpf(float(x))
    tiny = mpf(2) ** -40
    ratios = [double("1e-12"), double("1e-3"), double("0.5"), 1 - tiny, mpf(1), 1 + tiny, double("1.5"), mpf(20), mpf(10) ** 6, mpf(10) ** 12]
    for c, x in itertools.product(ratios, map(double, ("1e-12", "1e-6", "1e-3", "0.1", "1", "30", "1e6", "1e12"))):
        m, squared = stieltjes(c, x)
        yield ["stieltjes", c, x, m]
        yield ["derivative", c, x, -squared]
    mp.dps = 30
    functions = {"exp": (lambda x: exp(-x), 1), "inverse": (lambda x: 1 / (x + 1), 1), "log": (lambda x: log(1 + x), 0),
                 "wave": (lambda x: sin(20 * x), 0), "cube": (lambda x: x ** 3, 0)}
    for c, (name, (f, atom)) in itertools.product([c for c in ratios if mpf("0.4") <= c <= 20], functions.items()):
        yield [name, c, mpf(0), average(c, f, atom)]


if __name__ == "__main__":
    write(__file__, ["what", "ratio", "x", "value"], list(rows()))

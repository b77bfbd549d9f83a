"""In-context descent on isotropic contexts, theory.md [B2]: the loss and its slope by quadrature over the density."""
import itertools

from mpmath import exp, mp, mpf, inf

from reference import write
from stieltjes import average

mp.dps = 30


def loss(alpha, depth, sigma2, gamma):
    def f(x):
        left = exp(-gamma * x) if depth == inf else (1 - gamma * x / depth) ** depth
        return left ** 2 + (sigma2 / (alpha * x) * (1 - left) ** 2 if sigma2 else 0)
    return average(alpha, f, 1)


def slope(alpha, depth, sigma2, gamma):
    def f(x):
        left = exp(-gamma * x) if depth == inf else (1 - gamma * x / depth) ** depth
        fall = x * (left if depth == inf else (1 - gamma * x / depth) ** (depth - 1))
        return 2 * (sigma2 / (alpha * x) * (1 - left) * fall if sigma2 else 0) - 2 * left * fall
    return average(alpha, f, 0)


def rows():
    double = lambda x: mpf(float(x))
    for alpha, depth, sigma2, gamma in itertools.product(
            (double("0.2"), 1 - mpf(2) ** -40, 1 + mpf(2) ** -40, mpf(2), mpf(50)), (1, 2, 7, 32, inf),
            map(double, (0, "0.25", 3)), map(double, ("1e-6", "0.3", "1.5"))):
        yield [alpha, "Infinity" if depth == inf else depth, sigma2, gamma, loss(alpha, depth, sigma2, gamma),
               slope(alpha, depth, sigma2, gamma)]


if __name__ == "__main__":
    write(__file__, ["alpha", "depth", "sigma2", "gamma", "loss", "slope"], list(rows()))

"""SGD on one layer, theory.md [B3]: the recursion as it is printed, step by step."""
import itertools

from mpmath import mp, mpf, inf

from reference import write

mp.dps = 40


def rows():
    double = lambda x: mpf(float(x))
    for alpha, kappa, tau, sigma2, rate in itertools.product(
            map(double, ("0.5", "3")), (double("0.4"), inf), (double("0.3"), inf), map(double, (0, "0.25")), ("1e-9", "0.1", "0.9")):
        r = 1 + (1 + sigma2) / alpha
        q = (1 + 1 / kappa) / tau
        eta = mpf(float(mpf(rate) * 2 / (r * (1 + q))))
        a = (1 - eta * r) ** 2 + eta ** 2 * q * r ** 2
        b = eta ** 2 * q * (r - 1)
        c, mean = 1 / r ** 2, mpf(1)
        for step in range(1001):
            if step in (0, 1, 10, 1000):
                loss = c + 2 * (r - 1) / r ** 2 * mean + (1 - 1 / r) ** 2
                name = lambda x: "Infinity" if x == inf else x
                yield [alpha, name(kappa), name(tau), sigma2, eta, step, loss]
            c, mean = a * c + b, mean * (1 - eta * r)


if __name__ == "__main__":
    write(__file__, ["alpha", "kappa", "tau", "sigma2", "eta", "step", "loss"], list(rows()))

"""Power-law spectra in units from 1e-6 to 1e6, theory.md [B4], [B6], [B8]: closed forms, and flows by the quadrature of
dt = d gamma / velocity. A row holds the flow's time at which gamma is reached, so that no equation is solved.
"""
from mpmath import exp, inf, linspace, log, mp, mpf, quad

from reference import power_law, write

mp.dps = 25
SPECTRA = [(1, "1", "1"), (2, "0", "1"), (16, "1.25", "0.75"), (32, "2", "0.5")]
UNITS = [mpf(float(u)) for u in ("1e-6", "1", "1e6")]


def left(x, depth):
    return exp(-x) if depth == inf else (1 - x / depth) ** depth


def fall(lam, power, depth, gamma):
    """Minus the slope of the rotated loss."""
    if depth == inf:
        return 2 * sum(p * l * exp(-2 * gamma * l) for l, p in zip(lam, power))
    return 2 * sum(p * l * (1 - gamma * l / depth) ** (2 * depth - 1) for l, p in zip(lam, power))


def passage(lam, power, depth, start, gamma, speed):
    """The time from start to gamma, in the logarithm of gamma + a unit."""
    unit = 1 / lam[0] if start == 0 else mpf(0)
    low, high = log(start + unit), log(gamma + unit)
    def pace(y):
        g = exp(y) - unit
        return exp(y) / speed(g, fall(lam, power, depth, g))
    return quad(pace, linspace(low, high, 5))


def rows():
    for dimension, nu, beta in SPECTRA:
        for unit in UNITS:
            lam, power = power_law(dimension, nu, beta, unit)
            for depth in (1, 3, 16, inf):
                name = "Infinity" if depth == inf else depth
                for step in ("0.01", "0.5", "0.9"):
                    gamma = mpf(float(mpf(step) * (1 if depth == inf else depth) / unit))
                    loss = sum(p * left(gamma * l, depth) ** 2 for l, p in zip(lam, power))
                    time = passage(lam, power, depth, mpf(0), gamma, lambda g, f: f)
                    yield ["rotated", dimension, nu, beta, unit, name, 0, gamma, time, loss]
                    w = mpf("0.3") * (gamma / 2) ** mpf("0.2")
                    time = passage(lam, power, depth, 2 * mpf(float(w)) ** 5, gamma, lambda g, f: 20 * (g / 2) ** mpf("1.6") * f)
                    yield ["balanced", dimension, nu, beta, unit, name, mpf(float(w)), gamma, time, loss]


def fixed_rows():
    # 1 - u of slow directions is as small as 1e-20.
    mp.dps = 60
    for dimension, nu, beta in SPECTRA + [(10_000, "1.25", "0.75")]:
        for unit in UNITS:
            lam, power = power_law(dimension, nu, beta, unit)
            for depth in (1, 4, inf):
                for scaled in ("0.01", "10", "1e6"):
                    # In directions' own units the time is that of the first one: omega lambda^3 t.
                    time = mpf(float(mpf(scaled) / (power[0] * unit ** 2)))
                    s = [p * l * l * time for l, p in zip(lam, power)]
                    if depth == 1:
                        u = [exp(-2 * x) for x in s]
                        gamma = [(1 - y) / l for y, l in zip(u, lam)]
                        loss = sum(p * y ** 2 for p, y in zip(power, u))
                    elif depth == inf:
                        gamma = [log(1 + 4 * x) / (2 * l) for x, l in zip(s, lam)]
                        loss = sum(p / (1 + 4 * x) for p, x in zip(power, s))
                    else:
                        u = [(1 + 4 * x * (1 - mpf(1) / depth)) ** (mpf(-1) / (2 * depth - 2)) for x in s]
                        gamma = [depth * (1 - y) / l for y, l in zip(u, lam)]
                        loss = sum(p * y ** (2 * depth) for p, y in zip(power, u))
                    yield ["fixed", dimension, nu, beta, unit, "Infinity" if depth == inf else depth, 0, gamma[-1], time, loss]


if __name__ == "__main__":
    write(__file__, ["law", "dimension", "nu", "beta", "unit", "depth", "start", "gamma", "time", "loss"],
          list(rows()) + list(fixed_rows()), 18)

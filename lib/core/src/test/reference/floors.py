"""Floors of width and context, theory.md section 7 and [B9]: the two-point function at z, z' = 0 as it is stated, without the
cancellations that the library takes out; spectra of up to 10 000 directions, ranks to 1 - 1e-12 of them.
"""
from mpmath import findroot, log, mp, mpf, inf

from reference import power_law, write

mp.dps = 40


def kernel(lam, ratio):
    d = len(lam)
    if ratio >= 1:
        return mpf(0)
    excess = lambda y: sum(l / (mp.exp(y) + l) for l in lam) / d - ratio
    low, high = log(min(lam) * (1 - ratio)) - 2, log(sum(lam) / ratio) + 1
    while (high - low) > mpf("0.05"):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return mp.exp(findroot(excess, (low, high), solver="anderson", tol=mpf(10) ** -70, verify=False))


def floors(lam, power, width, context):
    """The full floor, and that of the mean map."""
    d = len(lam)
    k = kernel(lam, min(width, context))
    t = sum(l / (k + l) for l in lam) / d
    a1, a2 = (sum(l ** i / (k + l) ** 2 for l in lam) / d for i in (1, 2))
    b1, b2 = (sum(p * l ** (i - 1) / (k + l) ** 2 for p, l in zip(power, lam)) for i in (1, 2))
    unsampled = 1 - a2 / context
    q = k * k * a1 / context / unsampled
    balance = width * (1 - 2 * t) + t * t - (1 - width) * (a2 + q * a1)
    return k * k * (b1 + a1 * (b2 + q * b1) * (1 - width) / balance) / unsampled, k * k * b1


def rows():
    near = 1 - mpf(2) ** -40
    for dimension, nu, beta in ((2, "1", "1"), (64, "1.25", "0.75"), (512, "1", "2"), (10_000, "1.25", "0.75")):
        for unit in (mpf(1),) if dimension > 1000 else (mpf(float("1e-6")), mpf(1), mpf(10) ** 6):
            lam, power = power_law(dimension, nu, beta, unit)
            for width, context in ((mpf(1) / 64, inf), (mpf("0.5"), inf), (near, inf), (mpf("0.5"), mpf("0.75")), (mpf(1), mpf("0.5")),
                                   (mpf(1), near), (mpf("0.75"), mpf("0.25")), (near, mpf("0.5"))):
                full, mean = floors(lam, power, width, context)
                yield [dimension, nu, beta, unit, width, "Infinity" if context == inf else context, full, mean]


if __name__ == "__main__":
    write(__file__, ["dimension", "nu", "beta", "unit", "width", "context", "floor", "mean"], list(rows()))

"""The polynomial of Gelu.java, and the values that ElementaryTest compares Exponential and Gelu with: mpmath, 40 digits.

With a = |x|, the tail of the normal law is 1 - Phi(a) = exp(-a²/2) g(a); g is smooth, and a function of
t = (a - 5) / (a + 5) in [-1, 1). Chebyshev interpolation of degree 23 in t is exact to 1e-16.
"""
from mpmath import chop, cos, erfc, exp, mp, mpf, pi, sqrt

mp.dps = 40
MIDDLE, COUNT = 5, 24


def g(a):
    return exp(a * a / 2) * erfc(a / sqrt(mpf(2))) / 2


def of_t(t):
    return g(MIDDLE * (1 + t) / (1 - t))


def interpolation(f, count):
    """Coefficients of t^0, t^1, ... of the polynomial through the Chebyshev points."""
    points = [cos(pi * (j + mpf(1) / 2) / count) for j in range(count)]
    values = [f(t) for t in points]
    before, now = [mpf(1)], [mpf(0), mpf(1)]
    total = [mpf(0)] * count
    for degree in range(count):
        chebyshev = before
        weight = sum(v * cos(pi * degree * (j + mpf(1) / 2) / count) for j, v in enumerate(values))
        weight *= (1 if degree == 0 else 2) / mpf(count)
        for power, c in enumerate(chebyshev):
            total[power] += weight * c
        doubled = [mpf(0)] + [2 * c for c in now]
        before, now = now, [a - b for a, b in zip(doubled, before + [mpf(0)] * (len(doubled) - len(before)))]
    return total


if __name__ == "__main__":
    polynomial = [float(c) for c in interpolation(of_t, COUNT)]
    print("Gelu.TAIL, from t^0 on:")
    print(",\n".join(repr(c) for c in polynomial))
    worst = 0
    for i in range(2000):
        a = mpf(i) / 100
        t = float((a - MIDDLE) / (a + MIDDLE))
        value = 0.0
        for c in reversed(polynomial):
            value = value * t + c
        worst = max(worst, abs(value - of_t(mpf((a - MIDDLE) / (a + MIDDLE)))))
    print("largest error for a in [0, 20]:", mp.nstr(worst, 3))
    print("x, exp(x):")
    for x in ("-1e-9", "-0.1", "-0.34657", "-0.5", "-1", "-2.75", "-10", "-50.25", "-300", "-707.5", "-740"):
        print(x, mp.nstr(exp(mpf(float(x))), 17))
    print("x, x Phi(x), its slope:")
    for x in ("-30", "-8", "-3.5", "-1.25", "-0.5", "-0.01", "0", "0.001", "0.75", "2", "5", "12"):
        v = mpf(float(x))
        phi = erfc(-v / sqrt(mpf(2))) / 2
        slope = phi + v * exp(-v * v / 2) / sqrt(2 * pi)
        print(x, mp.nstr(v * phi, 17), mp.nstr(slope, 17))

"""The polynomial of Gelu.java, and the values that ElementaryTest compares Exponential and Gelu with: mpmath, 40 digits.

With a = |x|, the tail of the normal law is 1 - Phi(a) = exp(-a²/2) g(a); g is smooth, and a function of
t = (a - 4) / (a + 4) in [-1, 1). Chebyshev interpolation of degree 10 in t is exact to 5e-8.
"""
from mpmath import cos, erfc, exp, mp, mpf, pi, sqrt

mp.dps = 40
MIDDLE, COUNT = 4, 11


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
    polynomial = interpolation(of_t, COUNT)
    print("Gelu's tail, from t^0 on:")
    print(",\n".join(mp.nstr(c, 9) for c in polynomial))
    worst = max(abs(sum(c * t ** i for i, c in enumerate(polynomial)) - of_t(t))
                for t in ((a - MIDDLE) / (a + MIDDLE) for a in (mpf(i) / 100 for i in range(2000))))
    print("largest error for a in [0, 20]:", mp.nstr(worst, 3))
    print("x, exp(x):")
    for x in ("-1e-9", "-0.125", "-0.34375", "-0.5", "-1", "-2.75", "-10", "-50.25", "-80.5", "-87"):
        print(x, mp.nstr(exp(mpf(float(x))), 17))
    print("x, x Phi(x), its slope:")
    for x in ("-12", "-8", "-3.5", "-1.25", "-0.5", "-0.015625", "0", "0.0009765625", "0.75", "2", "5", "12"):
        v = mpf(float(x))
        phi = erfc(-v / sqrt(mpf(2))) / 2
        slope = phi + v * exp(-v * v / 2) / sqrt(2 * pi)
        print(x, mp.nstr(v * phi, 17), mp.nstr(slope, 17))

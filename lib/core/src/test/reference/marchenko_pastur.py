"""Reference values of MarchenkoPasturTest.expectationSeesPeaksAndJumps: mpmath (pip install mpmath), 40 digits."""
from mpmath import mp, mpf, quad, sqrt, pi, exp, linspace

mp.dps = 40


def expectation(c, f, cuts, atom_value=0):
    """The density in the eigenvalue itself, unlike the library's angle, cut where f changes."""
    c = mpf(c)
    low, high = (1 - 1 / sqrt(c)) ** 2, (1 + 1 / sqrt(c)) ** 2
    density = lambda x: c * sqrt((high - x) * (x - low)) / (2 * pi * x)
    points = [low] + sorted(p for p in map(mpf, cuts) if low < p < high) + [high]
    return quad(lambda x: density(x) * f(x), points) + max(0, 1 - c) * atom_value


if __name__ == "__main__":
    wide = linspace(mpf(1) - mpf(1) / 50, mpf(1) + mpf(1) / 50, 81)
    print("wide peak", mp.nstr(expectation(0.5, lambda x: exp(-10**6 * (x - 1) ** 2), wide), 17))
    centre = mpf(1.2345)
    narrow = linspace(centre - mpf(1) / 500, centre + mpf(1) / 500, 81)
    print("peak", mp.nstr(expectation(2, lambda x: exp(-10**8 * (x - centre) ** 2), narrow), 17))
    for c in ("2", "0.99"):
        print("jump", c, mp.nstr(expectation(mpf(float(c)), lambda x: 1 if x > 1 else 0, [1, 1.5, 2]), 17))

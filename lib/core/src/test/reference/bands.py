"""Contexts whose covariances are rotated within bands of the spectrum, theory.md [B11].

Flows by quadrature of dt = dq/velocity in -ln(1 - q/rest), floors by the zero of the slope, and the least loss of untied layers by
the normal equations of the polynomial that it is: min over c of sum a_i (1 + c_1 l_i + ... + c_L l_i^L)^2 per band.
"""
from mpmath import exp, findroot, lu_solve, matrix, mp, mpf, quad

from reference import power_law, write

mp.dps = 40


def bands(dimension, nu, beta, band, spread):
    """(l_i, a_i = w_i l_i) of each band; spread bands take every (dimension/band)-th direction."""
    lam, power = power_law(dimension, nu, beta)
    count = dimension // band
    members = [range(b, dimension, count) if spread else range(b * band, (b + 1) * band) for b in range(count)]
    return [([lam[i] for i in m], [power[i] for i in m]) for m in members]


def velocity(lam, power, depth, q):
    return 2 * sum(p * l * (1 - q * l / depth) ** (2 * depth - 1) for l, p in zip(lam, power))


def loss(lam, power, depth, q):
    return sum(p * (1 - q * l / depth) ** (2 * depth) for l, p in zip(lam, power))


def rest(lam, power, depth):
    """Where one direction rests all do; else the zero of the velocity, above L/l_1 where it still is positive."""
    if len(lam) == 1:
        return depth / lam[0]
    low, high = depth / max(lam), depth / min(lam)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if velocity(lam, power, depth, middle) > 0 else (low, middle)
    return findroot(lambda q: velocity(lam, power, depth, q), (low, high), solver="anderson", tol=mpf(10) ** -60, verify=False)


def moved(lam, power, depth, times):
    """q at ascending times: panels of x = -ln(1 - q/rest), in which approach to rest is even, then the zero in one."""
    end = rest(lam, power, depth)
    pace = lambda x: end * exp(-x) / velocity(lam, power, depth, end * -mp.expm1(-x))
    low, high, before, found = mpf(0), mpf("0.1"), mpf(0), []
    step = quad(pace, [low, high])
    for t in times:
        while before + step < t and high < 40:  # at rest to 17 digits
            low, high, before = high, high + max(mpf("0.1"), high / 2), before + step
            step = quad(pace, [low, high])
        if before + step < t:
            found.append(end)
            continue
        x = findroot(lambda x: (before + quad(pace, [low, x])) / t - 1, (low, high), solver="anderson", tol=mpf(10) ** -36)
        found.append(end * -mp.expm1(-x))
    return found


def untied(lam, power, depth):
    if depth >= len(lam):
        return mpf(0)
    moment = lambda n: sum(p * l ** n for l, p in zip(lam, power))
    gram = matrix(depth, depth)
    right = matrix(depth, 1)
    for i in range(depth):
        right[i] = -moment(i + 1)
        for j in range(depth):
            gram[i, j] = moment(i + j + 2)
    c = lu_solve(gram, right)
    return sum(p * (1 + sum(c[j] * l ** (j + 1) for j in range(depth))) ** 2 for l, p in zip(lam, power))


def rows():
    times = [mpf("0.5"), mpf(8), mpf(200)]
    for dimension, nu, beta, band, spread in ((6, "1.25", "0.75", 1, 0), (12, "1.25", "0.75", 2, 0), (12, "1.25", "0.75", 3, 1),
                                              (12, "1.25", "0.75", 12, 0), (16, "1.5", "1", 4, 1), (16, "1.5", "1", 8, 0)):
        split = bands(dimension, nu, beta, band, spread)
        for depth in (1, 2, 5):
            floor = sum(loss(l, p, depth, rest(l, p, depth)) for l, p in split)
            least = sum(untied(l, p, depth) for l, p in split)
            steps = [moved(l, p, depth, times) for l, p in split]
            for i, t in enumerate(times):
                value = sum(loss(l, p, depth, q[i]) for (l, p), q in zip(split, steps))
                yield [dimension, nu, beta, band, spread, depth, t, value, steps[0][i], steps[-1][i], floor, least]


if __name__ == "__main__":
    write(__file__, ["dimension", "nu", "beta", "band", "spread", "depth", "time", "loss", "first", "last", "floor", "untied"],
          list(rows()))

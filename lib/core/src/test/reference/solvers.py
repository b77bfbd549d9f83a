"""Ridge regression on a few features, theory.md [A2]: the normal equations at 80 digits, down to a ridge of 1e-12."""
import random

from mpmath import mp, mpf, matrix, lu_solve

from reference import write

mp.dps = 80


def rows():
    draw = random.Random(20)
    for case, (d, n) in enumerate(((2, 3), (2, 12), (3, 5), (3, 40), (4, 10), (4, 60))):
        features = lambda size: [round(draw.gauss(0, 1), 4) for _ in range(size)]
        contexts = [(features(d), features(d + 1), round(draw.gauss(0, 1), 4)) for _ in range(n)]
        for k, (x, a, y) in enumerate(contexts):
            for what, values in (("query", x), ("summary", a), ("target", [y])):
                for i, value in enumerate(values):
                    yield [case, d, what, i, k, 0, value]
        for ridge in ("1", "1e-3", "1e-5", "1e-7", "1e-12"):
            p = d * (d + 1)
            penalty = mpf(float(ridge)) * n / d
            normal, right = matrix(p, p), matrix(p, 1)
            for x, a, y in contexts:
                h = [mpf(u) * mpf(v) for u in x for v in a]
                for i in range(p):
                    right[i] += h[i] * mpf(y)
                    for j in range(p):
                        normal[i, j] += h[i] * h[j]
            for i in range(p):
                normal[i, i] += penalty
            gamma = lu_solve(normal, right)
            for i in range(p):
                yield [case, d, "gamma", i // (d + 1), i % (d + 1), mpf(float(ridge)), gamma[i]]


if __name__ == "__main__":
    write(__file__, ["case", "dimension", "what", "row", "column", "ridge", "value"], list(rows()), 17)

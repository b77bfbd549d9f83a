"""theory.md [B12] without its formula: the mean loss on contexts of P points drawn from a discrete law, to first order in
1/P, is half the second derivative of the loss at Λ along xxᵀ - Λ, averaged over the law; derivatives are differences at 60
digits. Gaussian inputs are Hermite's three nodes per direction, which have their moments up to the fifth.
"""
import itertools

from mpmath import eye, matrix, mp, mpf, sqrt

from reference import write

mp.dps = 60
STEP = mpf(10) ** -15
D = 3
# Uncorrelated columns of mean 0, whose squares are correlated: a law on six equally probable points.
ROWS = [(2, 1, 0), (-2, 1, 0), (0, -1, 1), (0, -1, -1), (1, 0, 0), (-1, 0, 0)]
OMEGA = [mpf(1) / 4, mpf(1) / 2, mpf(1)]
LAMBDA = [sum(mpf(r[i]) ** 2 for r in ROWS) / len(ROWS) for i in range(D)]


def loss(covariance, gamma, depth):
    a = (eye(D) - covariance * (gamma / depth)) ** depth
    return sum(OMEGA[i] * LAMBDA[j] * a[i, j] ** 2 for i in range(D) for j in range(D))


def first_order(law, gamma, depth):
    at = matrix(D, D)
    for i in range(D):
        at[i, i] = LAMBDA[i]
    total = mpf(0)
    for weight, x in law:
        e = matrix(D, D)
        for i, j in itertools.product(range(D), repeat=2):
            e[i, j] = x[i] * x[j] - at[i, j]
        values = [loss(at + e * (s * STEP), gamma, depth) for s in (-1, 0, 1)]
        total += weight * (values[0] - 2 * values[1] + values[2]) / STEP**2 / 2
    return total


if __name__ == "__main__":
    data = [(mpf(1) / len(ROWS), [mpf(v) for v in r]) for r in ROWS]
    nodes = [(mpf(1) / 6, -sqrt(mpf(3))), (mpf(2) / 3, mpf(0)), (mpf(1) / 6, sqrt(mpf(3)))]
    gauss = []
    for triple in itertools.product(nodes, repeat=D):
        weight, x = mpf(1), []
        for (w, z), l in zip(triple, LAMBDA):
            weight, x = weight * w, x + [z * sqrt(l)]
        gauss.append((weight, x))
    rows = []
    for depth in (1, 2, 3, 8):
        for gamma in (mpf(1) / 4, mpf(1), mpf(3)):
            rows.append([depth, gamma, first_order(data, gamma, depth) - first_order(gauss, gamma, depth)])
    write(__file__, ["depth", "gamma", "correction"], rows, 15)

"""The mean of SGD on rotated covariances in two dimensions, for RotatedSgdMeanTest.

No symmetry is used. The mean loss of the layers' matrices and the covariance of one context's gradient are averages over
rotations (the trapezoid rule, exact for trigonometric polynomials) and over tasks (Gauss-Hermite with three points, exact
to the fifth degree). The loss is a polynomial of degree 2L = 4 in the matrices' entries, so that Richardson's differences
give its Hessian, and the Hessian's derivative, to rounding. The covariance of all entries then moves by the Hessian and
the gradients' covariance, and the matrices' common multiple of the identity by the mean loss with what that adds.

    python3 rotated_sgd.py        needs numpy
"""
import itertools

import numpy as np

D, L, NU, BETA = 2, 2, 1.25, 0.75
STEP, BATCH, TIMES = 0.25, 12, (1, 2, 4)

index = np.arange(1, D + 1.0)
lam = index ** -NU
power = index ** (-NU * BETA - 1)
power /= power.sum()
omega = power / lam
hermite = ((0.0, 2 / 3), (3 ** 0.5, 1 / 6), (-(3 ** 0.5), 1 / 6))
angles = 2 * np.pi * np.arange(32) / 32


def contexts():
    """Covariance, task and weight."""
    for angle in angles:
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        covariance = turn @ np.diag(lam) @ turn.T
        for nodes in itertools.product(hermite, repeat=D):
            task = turn @ (np.sqrt(omega) * [x for x, _ in nodes])
            yield covariance, task, np.prod([w for _, w in nodes]) / len(angles)


every = list(contexts())


def layers(entries, tied):
    matrices = entries.reshape(-1, D, D)
    return [matrices[0]] * L if tied else list(matrices)


def loss(entries, tied):
    total = 0
    for covariance, task, weight in every:
        error = task
        for matrix in layers(entries, tied):
            error = error - matrix @ covariance @ error / L
        total += weight * error @ covariance @ error
    return total


def gradients(entries, tied):
    """The covariance of one context's gradient, by the chain rule."""
    mean, square = 0, 0
    for covariance, task, weight in every:
        matrices, errors = layers(entries, tied), [task]
        for matrix in matrices:
            errors.append(errors[-1] - matrix @ covariance @ errors[-1] / L)
        back, parts = 2 * covariance @ errors[-1], []
        for matrix, error in reversed(list(zip(matrices, errors))):
            parts.insert(0, -np.outer(back, covariance @ error) / L)
            back = back - covariance @ matrix.T @ back / L
        gradient = (sum(parts) if tied else np.array(parts)).reshape(-1)
        mean = mean + weight * gradient
        square = square + weight * np.outer(gradient, gradient)
    return square - np.outer(mean, mean), mean


def hessian(entries, tied):
    n = len(entries)

    def by(h):
        eye, result = h * np.eye(n), np.zeros((n, n))
        for a in range(n):
            for b in range(a + 1):
                result[a, b] = result[b, a] = sum(s * t * loss(entries + s * eye[a] + t * eye[b], tied)
                                                  for s in (1, -1) for t in (1, -1)) / (4 * h * h)
        return result

    return (4 * by(0.25) - by(0.5)) / 3


def train(tied):
    identity = np.tile(np.eye(D), (1 if tied else L, 1, 1)).reshape(-1)
    rate = STEP * D * (1 if tied else L)
    gamma, scatter = 0.0, np.zeros((len(identity),) * 2)
    for step in range(int(TIMES[-1] / STEP) + 1):
        here = hessian(gamma * identity, tied)
        noise, mean = gradients(gamma * identity, tied)
        if step * STEP in TIMES:
            print(f"tied={tied} t={step * STEP}: loss {loss(gamma * identity, tied) + np.sum(here * scatter) / 2:.12f}"
                  f" gamma {gamma:.12f}")
        bend = np.sum((hessian((gamma + 0.1) * identity, tied) - hessian((gamma - 0.1) * identity, tied)) * scatter) / 0.4
        kept = np.eye(len(identity)) - rate * here
        scatter = kept @ scatter @ kept.T + rate * rate / BATCH * noise
        gamma -= STEP * (mean @ identity + bend)


for tied in (True, False):
    train(tied)

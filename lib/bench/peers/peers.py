"""What a competent user would write in NumPy and SciPy (and, for transformers, PyTorch) from the papers' formulas (lib/docs/theory.md), one function a row."""

import functools
import math
import os

import numpy as np
from scipy import linalg, optimize


# Paper A, by simulation

def on_sphere(rng, count, d):
    tasks = rng.standard_normal((count, d))
    return tasks * (math.sqrt(d) / np.linalg.norm(tasks, axis=1, keepdims=True))


def attention_error(gamma, mean, second, length, rho):
    """[A3]: the exact error of one matrix on tasks of this mean and second moment."""
    d = len(gamma)
    v, square, g = 1 + rho, gamma[:, :-1], gamma[:, -1]
    hh = v * d / length * np.eye(d) + (1 + 1 / length) * second
    hs = v * (1 + 2 / length) * mean
    unexplained = (np.trace(second) - 2 * np.trace(square @ second) - 2 * v * g @ mean
                   + np.sum((square @ hh) * square) + 2 * g @ square @ hs + v * v * (1 + 2 / length) * g @ g)
    return rho + unexplained / d


def fit(d, rng, tau=10, alpha=10, kappa=1, rho=0.01, ridge=1e-5, batch=256):
    """[A1], [A2]: contexts in full, dense normal equations, both errors."""
    length, pool, n = round(alpha * d), on_sphere(rng, round(kappa * d), d), round(tau * d * d)
    normal, right = np.zeros((d * (d + 1),) * 2), np.zeros(d * (d + 1))
    for start in range(0, n, batch):
        count = min(batch, n - start)
        task = pool[rng.integers(len(pool), size=count)]
        inputs = rng.standard_normal((count, length, d)) / math.sqrt(d)
        labels = (inputs @ task[:, :, None])[:, :, 0] + math.sqrt(rho) * rng.standard_normal((count, length))
        query = rng.standard_normal((count, d)) / math.sqrt(d)
        target = np.sum(query * task, axis=1) + math.sqrt(rho) * rng.standard_normal(count)
        summary = np.concatenate([d / length * (labels[:, None, :] @ inputs)[:, 0, :],
                                  np.mean(labels ** 2, axis=1, keepdims=True)], axis=1)
        features = (query[:, :, None] * summary[:, None, :]).reshape(count, -1)
        normal += features.T @ features
        right += features.T @ target
    normal[np.diag_indices_from(normal)] += n / d * ridge
    gamma = linalg.solve(normal, right, assume_a="pos", overwrite_a=True).reshape(d, d + 1)
    return [attention_error(gamma, np.zeros(d), np.eye(d), length, rho),
            attention_error(gamma, pool.mean(axis=0), pool.T @ pool / len(pool), length, rho)]


def dmmse(pools, rng, d=32, length=320, tasks=1024, rho=0.01, tests=50):
    """Both errors of the posterior mean over a pool, context by context."""
    sums = np.zeros(2)
    for _ in range(pools):
        pool = on_sphere(rng, tasks, d)
        for kind, tested in enumerate((on_sphere(rng, tests, d), pool[rng.integers(tasks, size=tests)])):
            for task in tested:
                inputs = rng.standard_normal((length, d)) / math.sqrt(d)
                labels = inputs @ task + math.sqrt(rho) * rng.standard_normal(length)
                evidence = -np.sum((labels[:, None] - inputs @ pool.T) ** 2, axis=0) / (2 * rho)
                weights = np.exp(evidence - evidence.max())
                sums[kind] += rho + np.sum((weights @ pool / weights.sum() - task) ** 2) / d
    return list(sums / pools / tests)


# Paper A, in theory

def resolvent(x, kappa):
    """[M1]: tr(R+x)⁻¹ and its derivative."""
    b = x + 1 - 1 / kappa
    m = 2 / (b + np.sqrt(b * b + 4 * x / kappa))
    return m, -m / (x + (1 + m / kappa) ** -2)


def ridgeless(alpha, kappa, tau, rho):
    """[A4] at λ = 0, on arrays: e_ICL and e_IDG."""
    q = (1 + rho) / alpha
    effective = np.where(tau < 1, (1 - tau) / (tau * resolvent(q, kappa / tau)[0]), 0)
    x = q + effective
    m, slope = resolvent(x, kappa)
    trace = [-slope, m + x * slope, 1 - 2 * x * m - x * x * slope]  # of Rⁱ(R+x)⁻²
    idg = ((rho + x * x * trace[1] + q * trace[2])
           / (1 - (trace[2] + 2 * q * trace[1] + q * q * trace[0]) / tau))
    icl = rho + x * x * trace[0] + q * trace[2] + idg / tau * (1 + q) * (trace[1] + q * trace[0])
    return icl, idg


ALPHAS = np.geomspace(1, 100, 20)


@functools.cache
def taus(points):
    """Where the curves of panels 1A and 1B are drawn: made once, as on our side."""
    return np.geomspace(0.05, 2.5, points)


def risk(points, rng):
    """The curves of panels 1A and 1B, a call for each of twenty α."""
    curves = [ridgeless(alpha, 0.5, taus(points), 0.01) for alpha in ALPHAS]
    return [sum(curve[i].sum() for curve in curves) for i in (0, 1)]


def ridged(points, rng, alpha=10, kappa=0.5, rho=0.01, ridge=1e-5):
    """[A4] with a ridge: one root for each point of the curve."""
    q, sums = (1 + rho) / alpha, 0
    for tau in taus(points):
        def excess(x):
            return x * (1 - (1 - x * resolvent(q + x, kappa)[0]) / tau) - ridge
        # The largest root: beyond it the excess is positive.
        low = max((1 - tau) / (tau * resolvent(q, kappa / tau)[0]), 0)
        x = q + optimize.brentq(excess, low, 1 + ridge + 10 / tau, xtol=1e-15, rtol=1e-13)
        m, slope = resolvent(x, kappa)
        trace = [-slope, m + x * slope, 1 - 2 * x * m - x * x * slope]
        idg = ((rho + x * x * trace[1] + q * trace[2])
               / (1 - (trace[2] + 2 * q * trace[1] + q * q * trace[0]) / tau))
        sums += rho + x * x * trace[0] + q * trace[2] + idg / tau * (1 + q) * (trace[1] + q * trace[0])
    return [sums]


def maps(lengths, rng):
    """Panels 3A to 3C: in how many cells the error turns upward, and the sum of ln α where it does first."""
    found = []
    alpha = np.geomspace(0.01, 1000, lengths)
    for which, tau in ((0, 0.5), (1, 0.5), (0, 20)):
        error = ridgeless(alpha, np.linspace(0.1, 2.1, 101)[:, None], tau, np.linspace(0.01, 1, 75)[:, None, None])[which]
        falls = error[..., 1:] < error[..., :-1] * (1 - 1e-12)
        rises = error[..., 1:] > error[..., :-1] * (1 + 1e-12)
        fallen = np.maximum.accumulate(falls, axis=-1)
        turn = fallen[..., :-1] & rises[..., 1:]
        cells = turn.any(axis=-1)
        found += [cells.sum(), np.log(alpha[1 + turn.argmax(axis=-1)[cells]]).sum()]
    return found


# Paper B, by simulation

def shallow(d, rng, kappa=4, eta=0.03, steps=20, trials=2):
    """[B3]: SGD on one layer with B = P = D contexts of D points and 4D evaluated ones; the distance after the last step."""
    losses = []
    for _ in range(trials):
        gamma = np.zeros((d, d))
        for _ in range(steps):
            task = rng.standard_normal((d, d))
            inputs = rng.standard_normal((d, d, d))
            summary = np.einsum("bp,bpd->bd", np.einsum("bpd,bd->bp", inputs, task), inputs, optimize=True) / d
            error = task - summary @ gamma.T
            inputs = rng.standard_normal((d, kappa * d, d))
            error = np.einsum("bp,bpd->bd", np.einsum("bpd,bd->bp", inputs, error), inputs, optimize=True) / (kappa * d)
            gamma += eta / d * error.T @ summary
        losses.append(np.sum((gamma - np.eye(d)) ** 2) / d)
    return [np.mean(losses)]


def power_law(d, nu, beta):
    k = np.arange(1, d + 1.0)
    variance, power = k ** -nu, k ** (-nu * beta - 1)
    return variance, power / power.sum() / variance


def contexts(rng, count, variance, omega):
    """Covariances in bases of their own, and tasks."""
    d = len(variance)
    basis, upper = np.linalg.qr(rng.standard_normal((count, d, d)))
    basis *= np.sign(np.diagonal(upper, axis1=1, axis2=2))[:, None, :]
    task = (basis @ (np.sqrt(omega) * rng.standard_normal((count, d)))[:, :, None])[:, :, 0]
    return basis * variance @ basis.transpose(0, 2, 1), task


def rotated(d, rng, layers=2, batch=192, step=0.125, evaluated=400, horizon=4, trials=2):
    """[B6]: tied layers by SGD with the gradient by hand; the loss on fresh contexts at the end."""
    variance, omega = power_law(d, 1.25, 0.75)

    def forward(gamma, covariance, task):
        states = [task]
        for _ in range(layers):
            states.append(states[-1] - np.einsum("bij,bj->bi", covariance, states[-1]) @ gamma.T / layers)
        return states

    losses = []
    for _ in range(trials):
        gamma = np.zeros((d, d))
        for done in range(int(horizon / step) + 1):
            if done * step in (1, 2, 4):
                covariance, task = contexts(rng, evaluated, variance, omega)
                last = forward(gamma, covariance, task)[-1]
                loss = np.mean(np.einsum("bi,bij,bj->b", last, covariance, last, optimize=True))
            covariance, task = contexts(rng, batch, variance, omega)
            states = forward(gamma, covariance, task)
            back = 2 * np.einsum("bij,bj->bi", covariance, states[-1])
            gradient = np.zeros((d, d))
            for state in reversed(states[:-1]):
                gradient -= back.T @ np.einsum("bij,bj->bi", covariance, state) / layers
                back = back - np.einsum("bij,bj->bi", covariance, back @ gamma) / layers
            gamma -= step * d / batch * gradient
        losses.append(loss)
    return [np.mean(losses)]


def softmax(layers, rng, d=16, labelled=32, asked=16, batch=32, steps=64, evaluated=400, rate=0.02):
    """Softmax attention of the given depth by Adam on rotated contexts, in PyTorch: the loss on fresh contexts at the end."""
    import torch  # not everybody has it
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    variance, omega = power_law(d, 1.25, 1.25)

    def draw(count):
        basis, upper = np.linalg.qr(rng.standard_normal((count, d, d)))
        basis *= np.sign(np.diagonal(upper, axis1=1, axis2=2))[:, None, :]
        task = (basis @ (np.sqrt(omega) * rng.standard_normal((count, d)))[:, :, None])
        inputs = (np.sqrt(variance) * rng.standard_normal((count, labelled + asked, d))) @ basis.transpose(0, 2, 1)
        labels = (inputs @ task)[:, :, 0]
        return (torch.from_numpy(x.astype(np.float32)) for x in (inputs, labels[:, :labelled], labels[:, labelled:]))

    weights = [[torch.nn.Parameter(0.4 * math.sqrt(d) * torch.eye(d)) for _ in range(4)] for _ in range(layers)]

    def loss(inputs, labels, targets):
        state = torch.zeros(inputs.shape)
        state[:, :labelled, 0] = labels
        for embed, key, query, value in weights:
            queries = inputs @ (query @ embed / d).T
            keys = inputs[:, :labelled] @ (key @ embed / d).T
            values = state[:, :labelled] @ (value / (layers * math.sqrt(d))).T
            state = state - torch.softmax(queries @ keys.transpose(1, 2), 2) @ values
        return torch.mean((state[:, labelled:, 0] + targets) ** 2)

    parameters = [matrix for layer in weights for matrix in layer]
    adam = torch.optim.Adam(parameters, rate)
    for _ in range(steps):
        adam.zero_grad()
        loss(*draw(batch)).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1)
        adam.step()
    with torch.no_grad():
        return [loss(*draw(evaluated)).item()]


def softmax_wide(layers, rng):
    return softmax(layers, rng, d=32, labelled=64, asked=32, batch=64)


# Paper B, in theory

def two_point(d, rng, width=0.5, context=2.0, layers=64, gamma=200.0, nodes=256):
    """[B9]: the double integral by the trapezoid rule on an ellipse, k(z) by Newton's method from node to node."""
    variance, omega = power_law(d, 1.25, 0.75)

    def point(k):
        t = np.mean(variance / (k + variance))
        return -(width - t) * k * (1 - t / context) / (1 - t)

    top = min(point(-variance[0] * (1 + excess)) for excess in np.geomspace(1e-6, 1e4, 400))

    def root(z, k):
        for _ in range(100):
            inverse = 1 / (k + variance)
            t, slope = np.mean(variance * inverse), -np.mean(variance * inverse * inverse)
            value = (width - t) * k * (1 - t / context) + (1 - t) * z
            change = value / (-slope * k * (1 - t / context) + (width - t) * (1 - t / context)
                              - (width - t) * k * slope / context - slope * z)
            k = k - change
            if abs(change) < 1e-14 * abs(k):
                return k
        raise ArithmeticError("no root")

    angle = np.pi * (np.arange(nodes) + 0.5) / nodes
    half = 0.5 * top * (1 + 1.1 * np.cos(angle)) + 0.5j * top * 0.45 * np.sin(angle)
    weight = (-0.5 * top * 1.1 * np.sin(angle) + 0.5j * top * 0.45 * np.cos(angle)) / (2j * nodes)
    k = -half[0] * 1000 / width
    for scale in np.geomspace(1000, 1, 60):
        k = root(half[0] * scale, k)
    ks = []
    for z in half:
        k = root(z, k)
        ks.append(k)
    z, weight, k = (np.concatenate([x, x.conj()]) for x in (half, weight, np.array(ks)))
    shifted = variance / (k[:, None] + variance)
    t, u = shifted.mean(axis=1), shifted @ omega
    gap = k[:, None] - k[None, :]
    same = np.eye(len(k), dtype=bool)
    gap[same] = 1

    def divided(values, slopes):
        quotient = (values[None, :] - values[:, None]) / gap
        quotient[same] = slopes
        return quotient

    inverse = 1 / (k[:, None] + variance)
    a1 = divided(t, (variance * inverse ** 2).mean(axis=1))
    b1 = divided(u, (variance * omega * inverse ** 2).sum(axis=1))
    a2 = (t[:, None] + t[None, :] - (k[:, None] + k[None, :]) * a1) / 2
    b2 = (u[:, None] + u[None, :] - (k[:, None] + k[None, :]) * b1) / 2
    product = k[:, None] * k[None, :]
    p = product / (context - a2)
    both = (product / (z[:, None] * z[None, :]) / (1 - a2 / context)
            * (b1 + (1 - width) * a1 * (b2 + p * a1 * b1)
               / (width * (1 - t[:, None] - t[None, :]) + t[:, None] * t[None, :] - (1 - width) * (a2 + p * a1 * a1))))
    f = weight * (1 - gamma * z / layers) ** layers
    return [(f @ both @ f).real]

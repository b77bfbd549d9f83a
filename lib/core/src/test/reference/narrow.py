"""Narrow models on short contexts, theory.md section 6 [B9]: the two-point function of its unsimplified equations, integrated
around the spectrum by the trapezoid rule on a circle.
"""
import itertools

from mpmath import exp, expj, findroot, inf, mp, mpc, mpf, pi

from reference import power_law, write

mp.dps = 25
NODES = 120


def node(lam, width, context, z, start):
    """k by Newton's method, and what is made of it, at iw = -z."""
    d, w = len(lam), -z
    trace = lambda k: sum(l / (k + l) for l in lam) / d
    k = findroot(lambda k: (width - trace(k)) * k * (1 - trace(k) / context) - (1 - trace(k)) * w, start)
    t = trace(k)
    s = k * (1 - t / context)
    psi = w / s
    return {"z": z, "k": k, "s": s, "psi": psi, "sigma": t / psi, "hat": (1 / t - 1) * psi}


def edge(lam, width, context):
    d, top = len(lam), max(lam)
    def z(k):
        t = sum(l / (k + l) for l in lam) / d
        return -(width - t) * k * (1 - t / context) / (1 - t)
    return min(z(-top * (1 + mpf(10) ** (mpf(i) / 50))) for i in range(-400, 200))


def pair(lam, omega, width, context, x, y):
    d = len(lam)
    one = [mpf(1)] * d
    def single(weights, at):
        return sum(v * at["k"] / (at["k"] + l) for v, l in zip(weights, lam)) / d / at["s"]
    def two(t, v):
        g = [1 / (x["k"] + l) / (y["k"] + l) for l in lam]
        tr = lambda *factors: sum(mp.fprod(f) for f in zip(g, *factors)) / d
        middle = tr(t, lam) * tr(lam, v) / context / (1 - tr(lam, lam) / context)
        return x["k"] * y["k"] / x["s"] / y["s"] * (tr(t, v) + middle)
    def unlearned(weights):
        return (sum(weights) / d - x["s"] * single(weights, x) - y["s"] * single(weights, y)
                + x["s"] * y["s"] * two(weights, one)) / x["psi"] / y["psi"]
    seen = width / (x["hat"] + 1) / (y["hat"] + 1) + (1 - width) / x["hat"] / y["hat"]
    sigmas = x["sigma"] * y["sigma"]
    vv = unlearned(omega) / (1 - (1 / sigmas - 1 / seen) * unlearned(one))
    chi = vv / seen - vv / sigmas
    return (two(lam, omega) - chi * two(lam, one)) / x["psi"] / y["psi"]


def landscapes(dimension, nu, beta, width, context):
    lam, power = power_law(dimension, nu, beta)
    omega = [p / l for p, l in zip(power, lam)]
    top = edge(lam, width, context)
    nodes = []
    for j in range(NODES // 2):
        # Half a step off the axis; the lower half mirrors the upper one.
        z = top / 2 + mpf("0.7") * top * expj(2 * pi * (j + mpf("0.5")) / NODES)
        start = nodes[-1]["k"] if nodes else None
        if start is None:
            far = node(lam, width, context, z * 1000, -z * 1000 / width)
            for i in range(60, -1, -1):
                far = node(lam, width, context, z * mpf(10) ** (mpf(i) / 20), far["k"])
            nodes.append(far)
        else:
            nodes.append(node(lam, width, context, z, start))
    full = nodes + [{name: mp.conj(value) for name, value in n.items()} for n in reversed(nodes)]
    weights = [(n["z"] - top / 2) / NODES for n in full]
    table = [[pair(lam, omega, width, context, x, y) for y in full] for x in nodes]
    for depth, step in itertools.product((1, 2, 8, inf), ("0.2", "1", "1.9")):
        gamma = mpf(float(mpf(step) * (1 if depth == inf else depth) / top))
        f = [u * (exp(-gamma * n["z"]) if depth == inf else (1 - gamma * n["z"] / depth) ** depth) for u, n in zip(weights, full)]
        loss = 2 * dimension * sum((a * b * c).real for a, row in zip(f, table) for b, c in zip(f, row))
        yield [dimension, nu, beta, width, "Infinity" if context == inf else context, "Infinity" if depth == inf else depth, gamma, loss]


if __name__ == "__main__":
    cases = [(3, "1.25", "0.75", mpf("0.5"), inf), (3, "1.25", "0.75", mpf("0.5"), mpf("0.75")), (2, "1", "1", mpf("0.25"), mpf(4)),
             (5, "2", "0.5", mpf("0.75"), mpf("0.5")), (4, "0", "1", mpf("0.5"), mpf(1))]
    write(__file__, ["dimension", "nu", "beta", "width", "context", "depth", "gamma", "loss"],
          [row for case in cases for row in landscapes(*case)])

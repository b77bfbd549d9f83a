"""[A5]: the equations of FiniteSizeRisk by plain iteration and whole arrays, for FiniteSizeRiskTest's numbers. Needs NumPy.

    python3 finite_size.py          # half a minute
"""

import numpy as np


def rule(variance, count):
    """Gauss rule of the gamma law of mean 1; of the standard normal law without a variance."""
    v = variance or 0
    i = np.arange(count)
    beside = np.sqrt(i[1:] * (1 + i[:-1] * v))
    values, vectors = np.linalg.eigh(np.diag(2 * i * np.sqrt(v)) + np.diag(beside, 1) + np.diag(beside, -1))
    return (values if variance is None else 1 + np.sqrt(v) * values), vectors[0]**2


def chi_square(degrees):
    return rule(2 / degrees, 2 if degrees >= 1000 else 3 if degrees >= 180 else 4 if degrees >= 80 else 6 if degrees >= 30 else 8 if degrees >= 15 else 12 if degrees >= 7 else 20)


def grid(*rules):
    """Nodes of all rules together, a column each, and their weights."""
    nodes = np.meshgrid(*[r[0] for r in rules], indexing="ij")
    weights = np.meshgrid(*[r[1] for r in rules], indexing="ij")
    return [x.ravel() for x in nodes], np.prod(weights, axis=0).ravel()


def solve(d, alpha, kappa, tau, rho, ridge, gaussian, eta_new=0.0, eta_own=0.0, start=None):
    length, n, pooled = round(alpha * d), round(tau * d * d), np.isfinite(kappa)
    share = 1 / round(kappa * d) if pooled else 0.0
    unit = 1.0
    if ridge == 0 and n < d * (d + 1):
        ridge, unit = 1.0, 0.0
    tasks = [(u, wu) for u, wu in zip(*rule(2 / d, 3))] if gaussian else [(1.0, 1.0)]
    v2 = (1 + rho)**2 + (2 / d if gaussian else 0)
    places = 3 if pooled else 1
    counts = rule((1 - share) / (n * share), 3) if pooled else (np.ones(1), np.ones(1))
    count = len(tasks) * places * len(counts[0])
    if start is None:
        group = np.array([[[1, 1 + rho], [1 + rho, (1 + rho)**2 * 1.01]]] * count) * share / 2
        start = 1 / (ridge + 0.1), 1 / (ridge + 0.1), 0.1 if pooled else 0.0, np.full(count, 0.01), group, np.full(count, share / 2)
    c, last, response, spreads, groups, across_shares = start
    for _ in range(20_000):
        tail = 1 / (1 - (response**2 / (share * d) if pooled else 0))
        zeta = rule(2 / (d + 2) * (tail - 1), places)
        nodes = [(u, z, wu * wz * wm, m) for u, wu in tasks for z, wz in zip(*zeta) for m, wm in zip(*counts)]
        forms, withouts, tests = [], [], []
        for (u, z, _, _), group, beside in zip(nodes, groups, across_shares):
            v = u + rho
            test = np.array([[1 + 1 / length + v / (length * u), v * (1 + 2 / length)],
                             [v * (1 + 2 / length), v * v * (1 + 2 / length)]])
            extra = eta_own * share
            without = d * c * u * ((1 + tail * response / d) * z + (beside + extra * v * d / length) * c)
            whole = group + extra * test
            singular = whole[0, 0] * whole[1, 1] - whole[0, 1]**2
            a, b = 1 / without + whole[0, 0], 1 / last + whole[1, 1]
            determinant = 1 / (without * last) + whole[1, 1] / without + whole[0, 0] / last + singular
            forms.append(np.array([[b, -whole[0, 1]], [-whole[0, 1], a]]) / determinant)
            withouts.append(without)
            tests.append(test)
        across = (d * c - sum(w * f[0, 0] / u for (u, _, w, _), f in zip(nodes, forms)) / d) / (d - 1)
        total = last_share = own_last = own_total = last_mean = learned = 0.0
        new_groups, new_across, new_spreads, kept, fractions, repeats, moved, weights = [], [], [], [], [], [], [], []
        for (u, z, w, m), form, without, test, group, spread in zip(nodes, forms, withouts, tests, groups, spreads):
            xi = rule(spread, 3) if pooled else (np.ones(1), np.ones(1))
            v = u + rho
            blur = v * d / length
            mean = blur * (d - 1) * across
            slant = (form[0, 0] / without)**2 * d * u * c * c * (tail - 1)
            rest = rule(2 / (d - 1) * tail + 4 * blur * slant / mean**2, 4)
            (chi, s2, noise, r, x), weight = grid(chi_square(d), chi_square(length), rule(None, 3), rest, xi)
            t, s = s2 + np.sqrt(rho * s2 / (length * u)) * noise, v * s2
            along_t, along_s = t * form[0, 0] + s * form[0, 1], t * form[0, 1] + s * form[1, 1]
            part = x * (t * along_t + s * along_s)
            h = part + mean * s2 * r
            inverse = weight / (unit + chi * h * d / n)
            first, second = inverse * chi, weight * (chi / (unit + chi * h * d / n))**2
            total += w * np.sum(h * first)
            last_share += w * np.sum(first * x * s * along_s)
            own_last += w * (test[0, 1] * form[0, 1] + test[1, 1] * form[1, 1])
            own_total += w * (np.sum(test * form) + blur * (d - 1) * across)
            crossed = np.sum(second * 2 * t * s2) * blur * slant * d / n
            learned += w * (np.sum(first * x * along_t) - crossed) / d
            last_mean += w * form[1, 1]
            load = m * n * share / d * np.sum(second * (part * d / n)**2)
            fractions.append(np.sum(first * part * d / n))
            repeats.append(m * (1 + (fractions[-1] - np.sum(second * (part * d / n)**2)) / d / (1 - load)))
            new_spreads.append(2 / (d + 2) * load / (1 - load))
            p = np.array([1, v])
            moved.append((group[0, 0] + eta_own * share * test[0, 0]) * (p @ form @ p))
            weights.append(w)
            new_groups.append(share * np.array([[np.sum(first * x * t * t), np.sum(first * x * t * s)],
                                                [np.sum(first * x * t * s), np.sum(first * x * s * s)]]))
            new_across.append(share * blur * np.sum(first * s2 * r))
            kept.append((np.sum(first), np.sum(first * t), np.sum(first * x * t), np.sum(first * x * s), np.sum(inverse), crossed))
        new_last = last / ((ridge + eta_new * v2 * (1 + 2 / length)) * last_mean + eta_own * own_last + last_share)
        new_c = c * d / ((ridge + eta_new * ((1 + rho) * d / length + 1 + 1 / length)) * d * c
                         + eta_own * (own_total - own_last) + total - last_share)
        # Over the numbers of contexts of one task, nodes that stand side by side.
        side = counts[1] * np.ones((count // len(counts[1]), 1))
        fractions, repeats = np.reshape(fractions, side.shape), np.reshape(repeats, side.shape)
        repeats = (repeats * (np.sum(side * fractions, 1) / np.sum(side * fractions * repeats, 1))[:, None]).ravel()
        new_groups = np.array(new_groups) * repeats[:, None, None]
        new_across = np.repeat(np.sum(side * np.reshape(new_across, side.shape), 1), side.shape[1])
        new_response = np.sqrt(np.sum(np.reshape(weights, side.shape), 1) @ np.sum(side * np.reshape(moved, side.shape), 1)**2)
        change = abs(np.log(new_c / c)) + abs(np.log(new_last / last)) + pooled * (abs(new_response - response) + np.max(abs(np.array(new_spreads) - spreads)))
        c, last = np.sqrt(c * new_c), np.sqrt(last * new_last)
        if pooled:
            response, spreads = (response + new_response) / 2, (spreads + np.array(new_spreads)) / 2
            groups, across_shares = (np.array(groups) + new_groups) / 2, (np.array(across_shares) + new_across) / 2
        if change < 1e-12:
            break
    own = objective = 0.0
    for (u, z, w, _), form, without, test, group, k, repeat in zip(nodes, forms, withouts, tests, groups, kept, repeats):
        omega, slope = np.array([u * learned, 0.0]), 0.0
        if pooled:
            whole = group[0, 0] + eta_own * share * test[0, 0]
            full = group[0, 0] / whole
            place = (1 + tail * response / d) * z
            before = u * (full - (full - learned) * place) + learned * (without / (d * c) - u * place)
            omega = before / without * form[0] + u * share * repeat * (k[2] * form[0] + k[3] * form[1])
            slope = (full - learned) / c
        own += w * (omega[0] + (u + rho) * omega[1])
        objective += w * (u * (k[0] - k[1]) + u * k[2] - omega[0] * k[2] - omega[1] * k[3] + rho * k[4] - slope / d * k[5])
    return c, learned, own, objective, (c, last, response, spreads, groups, across_shares)


def risk(d, alpha, kappa, tau, rho, ridge, gaussian=False):
    args = d, alpha, kappa, tau, rho, ridge, gaussian
    c, learned, own, _, state = solve(*args)
    step = 1e-4 / (c * (1 + (1 + rho) * d / round(alpha * d)))

    def slope(new, own):
        return (solve(*args, new, own, state)[3] - solve(*args, -new, -own, state)[3]) / (2 * step)

    icl = 1 + rho - 2 * learned + slope(step, 0)
    return icl, icl if np.isinf(kappa) else 1 + rho - 2 * own + slope(0, step)


if __name__ == "__main__":
    for setting in [(20, 2, np.inf, 0.5, 0.1, 1e-3), (20, 2, np.inf, 2, 0.1, 1e-3), (40, 10, np.inf, 1.5, 0.01, 0.1),
                    (20, 10, 0.5, 0.5, 0.01, 0.01), (20, 10, 0.5, 1.5, 0.01, 0.01), (20, 2, 1, 2, 0.1, 1e-3),
                    (40, 1, 4, 0.8, 0.1, 0.1), (40, 3, 1, 0.3, 0.3, 0), (40, 3, 1, 2, 0.3, 0),
                    (20, 2, 1, 2, 0.1, 1e-3, True), (20, 2, np.inf, 0.5, 0.1, 1e-3, True)]:
        print(*setting, "%.7f %.7f" % risk(*setting), sep=", ", flush=True)

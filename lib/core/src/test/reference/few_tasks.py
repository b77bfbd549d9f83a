"""[A5] for pools of few tasks: FewTasksEquations by plain iteration, for FiniteSizeRiskTest's numbers. Needs NumPy.

The tasks are in other coordinates, and a's law is kept by its (k+1)×(k+1) variance, without a root of it.

    python3 few_tasks.py          # a minute
"""

import numpy as np

from finite_size import chi_square, rule


def solve(tasks, d, length, n, rho, ridge, v2, eta_new=0.0, eta_own=0.0, start=None):
    """Rows of ``tasks`` are w/sqrt(d) in k coordinates."""
    k, unit = len(tasks), 1.0
    if ridge == 0 and n < d * (d + 1):
        ridge, unit = 1.0, 0.0
    squares = np.sum(tasks**2, axis=1)
    v = squares + rho
    mean = np.hstack([np.sqrt(d) * tasks, v[:, None]])
    variance = np.zeros((k, k + 1, k + 1))
    variance[:, :k, :k] = d / length * (v[:, None, None] * np.eye(k) - tasks[:, :, None] * tasks[:, None])
    noise = v * d / length
    own_test = np.mean(mean[:, :, None] * mean[:, None] * (1 + 2 / length) + variance, axis=0)
    new_test = np.eye(k + 1) * ((1 + rho) * d / length + 1 + 1 / length)
    new_test[k, k] = v2 * (1 + 2 / length)
    bare = ridge * np.eye(k + 1) + eta_new * new_test + eta_own * own_test
    bare_across = ridge + eta_new * new_test[0, 0] + eta_own * np.mean(noise)
    form, c = start or (np.linalg.inv(bare + 0.5 * own_test), 1 / (bare_across + np.mean(noise)))
    (chi, chi_weights), (nodes, weights) = chi_square(d), rule(1, 6)
    s, s_weights = chi_square(length)
    s, s_weights = s[:, None], s_weights[:, None]
    for _ in range(5000):
        inverse, across = bare.copy(), bare_across
        features, firsts, total = [], [], 0.0
        for w, a, var, blur, square in zip(tasks, mean, variance, noise, squares):
            g = (s * s * (a @ form @ a) + s * np.sum(var * form) + s * (d - k) * blur * c) * d / n
            u = nodes / (unit + g)
            weight = s_weights * weights * np.exp(nodes) / (unit + g)
            theta = 2 * u * s * d / n
            tilt = np.linalg.inv(np.eye(k + 1) + theta[..., None, None] * (var @ form))
            moved = s[..., None] * (tilt @ a)
            tail = 1 + theta * blur * c
            decay = weight * np.sqrt(np.linalg.det(tilt)) * tail**(-(d - k) / 2) * np.exp(-u * d / n * s * (moved @ form @ a))
            damped = np.exp(-unit * u[..., None] / chi)
            mass, plain = decay * (damped @ chi_weights), decay * (damped @ (chi_weights / chi))
            inverse += np.sum(mass[..., None, None] * (moved[..., None] * moved[..., None, :] + s[..., None, None] * (tilt @ var)), axis=(0, 1)) / k
            across += np.sum(mass * s * blur / tail) / k
            features.append(np.sum(mass[..., None] * moved, axis=(0, 1)))
            firsts.append(np.sum(mass))
            total += (square * np.sum(mass) + rho * np.sum(plain)) / k
        new_form = np.linalg.inv(inverse)
        change = np.max(abs(new_form - form)) / np.max(abs(form)) + abs(np.log(c * across))
        form, c = (form + new_form) / 2, (c + 1 / across) / 2
        if change < 1e-12:
            break
    gamma = np.sqrt(d) * tasks.T @ np.array(features) / k @ form
    own = np.einsum("jp,pq,jq", np.sqrt(d) * tasks, gamma, mean) / k / d
    objective = total - np.einsum("jp,pq,jq", np.sqrt(d) * tasks, gamma, np.array(features)) / k / d
    # What η may be: of the order of the least that changes K by as much as K is.
    sizes = [1 / max(c * t, np.max(np.linalg.eigvals(form @ test).real))
             for t, test in ((new_test[0, 0], new_test), (np.mean(noise), own_test))]
    return sizes, np.trace(gamma[:, :k]) / d, own, objective, (form, c)


def of_pool(cosine, square, d, alpha, k, tau, rho, ridge, gaussian):
    tasks = np.eye(k)
    tasks[0, 0] = np.sqrt(square)
    if cosine:
        tasks[1, :2] = cosine, np.sqrt(1 - cosine**2)
    v2 = (1 + rho)**2 + (2 / d if gaussian else 0)
    args = tasks, d, round(alpha * d), round(tau * d * d), rho, ridge, v2
    (by_new, by_own), learned, own, _, state = solve(*args)

    def slope(new, own):
        at = [solve(*args, i * new, i * own, state)[3] for i in (-2, -1, 1, 2)]
        return (at[0] - 8 * at[1] + 8 * at[2] - at[3]) / (12 * (new + own))

    return np.array([1 + rho - 2 * learned + slope(1e-3 * by_new, 0), 1 + rho - 2 * own + slope(0, 1e-3 * by_own)])


def risk(d, alpha, k, tau, rho, ridge, gaussian=False):
    args = d, alpha, k, tau, rho, ridge, gaussian
    even = of_pool(0, 1, *args)
    cosine = np.sqrt(3 / (d + 2))
    pair = 1 + ((of_pool(cosine, 1, *args) + of_pool(-cosine, 1, *args)) / 2 / even - 1) / (d * cosine**2) if k > 1 else 1
    length = sum(w * of_pool(0, u, *args) for u, w in zip(*rule(2 / d, 3))) / even if gaussian else 1
    return even * pair**(k * (k - 1) // 2) * length**k


if __name__ == "__main__":
    for setting in [(10, 10, 2, 10, 0.01, 1e-6), (10, 10, 4, 10, 0.01, 1e-6), (20, 2, 3, 1, 0.1, 0), (20, 10, 5, 2, 0.1, 0),
                    (10, 3, 1, 1, 0.3, 1e-2), (10, 3, 3, 2, 0.1, 1e-3, True), (5, 1, 2, 3, 0.5, 0.1)]:
        print(*setting, "%.7f %.7f" % tuple(risk(*setting)), sep=", ", flush=True)

"""What lib/docs/theory.md says of paper A beyond what the library computes: [A5] at κ = ∞, [A6] and [A7]. Needs NumPy.

    python3 pretraining.py          # [A6] and [A7], two minutes
    python3 pretraining.py 200      # and [A5] beside so many simulations, about a minute
"""

import sys
from decimal import Decimal, localcontext

import numpy as np


def root(f, high):
    """The largest root of a function that is positive at `high` and increases from there."""
    low = high
    while f(low) > 0 and low > 1e-300:
        low /= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
    return (low + high) / 2


def risk(c, t, kappa, alpha, tau, rho, ridge):
    """[A6]: e(T) for pretraining tasks of eigenvalues c and test tasks of eigenvalues t, in the same eigenbasis."""
    q, q_test = (c.mean() + rho) / alpha, (t.mean() + rho) / alpha

    def resolvents(z):
        s = z if np.isinf(kappa) else root(lambda s: s * (1 - np.mean(c / (c + s)) / kappa) - z, z + c.mean() / kappa + 1)
        slope = 1 / (1 - np.mean(c**2 / (c + s)**2) / kappa)
        return s / z / (c + s), s / z**2 / (c + s) - slope / z * c / (c + s)**2

    def excess(epsilon):
        return epsilon * (1 - (1 - epsilon * resolvents(q + epsilon)[0].mean()) / tau) - ridge

    epsilon = root(excess, ridge + (1 + q) / tau + 10) if ridge > 0 or tau < 1 else 0
    nu = q + epsilon
    first, second = resolvents(nu)
    trace, square = first.mean(), second.mean()
    shrunk = 1 - 2 * nu * trace + nu**2 * square
    own = (rho + nu**2 * (trace - nu * square) + q * shrunk) / (1 - (1 - 2 * epsilon * trace + epsilon**2 * square) / tau)
    return rho + nu**2 * np.mean(t * second) + q_test * shrunk \
        + own / tau * (np.mean(t * (first - epsilon * second)) + q_test * (trace - epsilon * square))


def power(d, p):
    values = np.arange(1, d + 1.)**-p
    return values / values.mean()


def best_spectrum(t, kappa, alpha, tau, rho, ridge):
    """[A6]: the spectrum of mean 1 with the least e(T), by moving variance between directions two at a time."""
    c, step = (t + 1) / 2, 0.25
    least = risk(c, t, kappa, alpha, tau, rho, ridge)
    while step > 1e-7:
        before = least
        for i in range(len(c)):
            for j in range(len(c)):
                amount = min(step, c[j])
                if i == j or amount == 0:
                    continue
                moved = c.copy()
                moved[i] += amount
                moved[j] -= amount
                error = risk(moved, t, kappa, alpha, tau, rho, ridge)
                if error < least:
                    c, least = moved, error
        step = step if least < before else step / 2
    return c, least


def effective_length(length, xi, rho):
    """[A7]: ℓ (1 + ρ)/(Tr K²/ℓ + ρ) for K = exp(−|i − j|/ξ)."""
    i = np.arange(length)
    return length * (1 + rho) / (np.sum(np.exp(-2 * abs(i[:, None] - i) / xi)) / length + rho)


def exact_effective_length(length, r, rho):
    """The closed form of [A7] in 60 digits, for the doubles r and rho as they are."""
    with localcontext() as context:
        context.prec = 60
        s, rho = Decimal(r) ** 2, Decimal(rho)
        mean_squares = (1 + s) / (1 - s) - 2 * s * (1 - s**length) / (length * (1 - s)**2)
        return float(length * (1 + rho) / (mean_squares + rho))


def contexts(d, length, rho, count, random):
    """Tasks on the sphere, and the summaries of their contexts by the two statistics of theory.md §1."""
    w = random.standard_normal((count, d))
    direction = w / np.linalg.norm(w, axis=1, keepdims=True)
    squares = (1 + rho) * random.chisquare(length, count)
    along = squares / (1 + rho) + np.sqrt(rho / (1 + rho) * squares) * random.standard_normal(count)
    rest = random.standard_normal((count, d))
    rest -= (rest * direction).sum(1, keepdims=True) * direction
    h = d / length * (along[:, None] * direction + np.sqrt(squares)[:, None] * rest) / np.sqrt(d)
    return np.sqrt(d) * direction, h, squares / length


def second_moments(d, length, rho):
    alpha, v = length / d, 1 + rho
    return v / alpha + 1 + 1 / length, v**2 * (1 + 2 / length)


def finite_size(d, alpha, tau, rho, ridge, random, count=400_000):
    """[A5] at κ = ∞: e_ICL from two scalar equations, expectations over drawn summaries."""
    length, n = round(alpha * d), round(tau * d * d)
    w, h, s = contexts(d, length, rho, count, random)
    chi, hh, wh = random.chisquare(d, count) / d, (h * h).sum(1), (w * h).sum(1)
    test = second_moments(d, length, rho)

    def objective(eta):
        c, last = d / n / (ridge + 1), d / n / (ridge + 1)
        for _ in range(20_000):
            g = chi * (c * hh + last * s * s)
            new = [d / n / (ridge + eta * t + np.mean(chi * part / (1 + g)))
                   for t, part in zip(test, (hh / d, s * s))]
            if abs(new[0] / c - 1) + abs(new[1] / last - 1) < 1e-13:
                break
            c, last = np.sqrt(c * new[0]), np.sqrt(last * new[1])
        g = chi * (c * hh + last * s * s)
        mean = n / d * c * np.mean(chi * wh / (1 + g)) / d
        return mean, n * np.mean((chi + rho - chi * mean * wh / d) / (1 + g))

    step = 1e-4 * ridge
    slope = (objective(step)[1] - objective(-step)[1]) / (2 * step)
    return 1 + rho - 2 * objective(0)[0] + slope / n


def simulated(d, alpha, tau, rho, ridge, random):
    """e_ICL of one pretrained Γ*, exact for its Γ* by [A3]."""
    length, n = round(alpha * d), round(tau * d * d)
    w, h, s = contexts(d, length, rho, n, random)
    x = random.standard_normal((n, d)) / np.sqrt(d)
    y = (x * w).sum(1) + np.sqrt(rho) * random.standard_normal(n)
    features = (x[:, :, None] * np.c_[h, s][:, None, :]).reshape(n, -1)
    gram = features @ features.T + n / d * ridge * np.eye(n)
    gamma = (features.T @ np.linalg.solve(gram, y)).reshape(d, d + 1)
    moments = second_moments(d, length, rho)
    return rho + (d - 2 * np.trace(gamma[:, :d]) + moments[0] * np.sum(gamma[:, :d]**2)
                  + moments[1] * np.sum(gamma[:, d]**2)) / d


if __name__ == "__main__":
    print("[A6] κ, error at the matched power 0.9, best power, its error")
    for kappa in (0.1, 0.2, 0.5, 1, 2):
        errors = {p: risk(power(100, p), power(100, 0.9), kappa, 1, 4, 0.01, 0) for p in np.arange(50, 301, 5) / 100}
        best = min(errors, key=errors.get)
        print(f"{kappa:4} {errors[0.9]:.6f} {best:.2f} {errors[best]:.6f}")
    print("[A6] κ, τ, λ, the best spectrum of six directions for the power 0.9, its error")
    for kappa, tau, ridge in ((0.5, 4, 0), (0.5, 1, 0.3), (4, 0.5, 0), (np.inf, 2, 0.01)):
        spectrum, error = best_spectrum(power(6, 0.9), kappa, 1, tau, 0.1, ridge)
        print(kappa, tau, ridge, np.round(spectrum, 5), f"{error:.9f}")
    print("[A7] ξ, effective length of 128 at ρ = 0.01")
    for xi in range(1, 6):
        print(xi, round(effective_length(128, xi, 0.01)))
    for setting in [(7, 0.3, 0.5), (128, 0.9, 0.01), (80, 0.9995, 0.0), (10**6, 0.99999, 0.25), (10**6, 1 - 2.0**-40, 0.01),
                    (2**31 - 1, 1 - 2.0**-30, 0.01)]:
        print(setting, exact_effective_length(*setting))
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    for setting in [(20, 2, 0.5, 0.1, 1e-3), (20, 2, 2, 0.1, 1e-3), (40, 10, 1.5, 0.01, 0.1)] if trials else []:
        stream = np.random.default_rng(1)
        limit = risk(np.ones(1), np.ones(1), np.inf, *setting[1:])
        errors = [simulated(*setting, stream) for _ in range(trials if setting[0] < 40 else trials // 10)]
        print("[A5] d, α, τ, ρ, λ =", setting, f"limit {limit:.5f}, [A5] {finite_size(*setting, stream):.5f},"
              f" simulated {np.mean(errors):.5f} ± {np.std(errors) / len(errors)**0.5:.5f}")

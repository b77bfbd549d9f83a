"""Errors of pretrained linear attention, theory.md [A4], as printed there: effective ridge, bias by partial fractions, mean and
variance of Gamma; and of the baselines of section 3. At 60 digits nothing needs to be arranged against cancellation."""
import itertools

from mpmath import findroot, mp, mpf, sqrt, inf

from reference import write

mp.dps = 60


def stieltjes(kappa, x):
    """[M1], and minus its derivative."""
    if kappa == inf:
        return 1 / (1 + x), 1 / (1 + x) ** 2
    b = x + 1 - 1 / kappa
    m = 2 / (b + sqrt(b * b + 4 * x / kappa))
    return m, (m * m / kappa + m) / (2 * x * m / kappa + b)


def effective_ridge(kappa, tau, q, lam):
    if lam == 0:
        if tau >= 1:
            return mpf(0)
        m, _ = stieltjes(kappa / tau, q)
        return (1 - tau) / (tau * m)
    f = lambda e: e * (1 - (1 - e * stieltjes(kappa, q + e)[0]) / tau) - lam
    low, high = mpf(0), lam + (1 + q) / tau
    while f(high) < 0:
        high *= 2
    for _ in range(400):
        middle = (low + high) / 2 if low == 0 or high / low < 4 else sqrt(low * high)
        low, high = (middle, high) if f(middle) < 0 else (low, middle)
        if high - low < high * mpf(10) ** -12:
            break
    return findroot(f, (low, high), solver="anderson", tol=mpf(10) ** -110, verify=False)


def errors(alpha, kappa, tau, rho, lam):
    q = (1 + rho) / alpha
    e = effective_ridge(kappa, tau, q, lam)
    nu = q + e
    g1, g2 = stieltjes(kappa, nu)
    gq, _ = stieltjes(kappa, q)
    df2 = 1 - 2 * e * g1 + e * e * g2
    sigma2 = 1 + rho - (1 - q + q * q * gq)
    # r^2/((r+q)(r+nu)^2) = a/(r+q) + b/(r+nu) + c/(r+nu)^2
    if e == 0:
        bias = mpf(0)
    else:
        a = q * q / e ** 2
        b = 1 - a
        c = -nu * nu / e
        bias = e * e * (a * gq + b * g1 + c * g2)
    idg = (sigma2 + bias) / (1 - df2 / tau)
    variance = idg / tau * (g1 - e * g2)
    mean, square = 1 - nu * g1, 1 - 2 * nu * g1 + nu * nu * g2
    return 1 + rho - 2 * mean + (1 + q) * (square + variance), idg


def rows():
    tiny = mpf(2) ** -40
    lams = [mpf(0), mpf(10) ** -12, mpf(10) ** -5, mpf("0.1"), mpf(10)]
    exact = lambda x: mpf(float(x))
    for alpha, kappa, tau, rho, lam in itertools.product(
            map(exact, (0.01, 1, 10, 1e4)), (exact(0.05), exact(1), 1 + tiny, exact(3), inf),
            (exact(0.5), 1 - tiny, 1 + tiny, exact(1.5), exact(100)), map(exact, (0, 0.01, 2)), map(exact, lams)):
        if (alpha, rho) in ((exact(1), exact(0)), (exact(1e4), exact(2))):
            continue
        icl, idg = errors(alpha, kappa, tau, rho, lam)
        yield [alpha, "Infinity" if kappa == inf else kappa, tau, rho, lam, icl, idg]


if __name__ == "__main__":
    write(__file__, ["alpha", "kappa", "tau", "rho", "lambda", "icl", "idg"], list(rows())[::3])

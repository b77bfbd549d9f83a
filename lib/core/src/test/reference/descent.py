"""Reference values of the theory of descent that do not fit into its tests: mpmath (pip install mpmath), 30 digits.

InContextDescentTest: infinite depth at large steps, by quadrature over the density in its own eigenvalue.
BalancedAttentionLawTest: dt = dgamma/velocity.
"""
from mpmath import mp, mpf, quad, sqrt, pi, exp, expm1, log, findroot, linspace

mp.dps = 30


def loss(alpha, gamma, sigma2):
    alpha, gamma, sigma2 = mpf(alpha), mpf(gamma), mpf(sigma2)
    low, high = (1 - 1 / sqrt(alpha)) ** 2, (1 + 1 / sqrt(alpha)) ** 2
    # l = low + (high - low) s^2 smooths the lower edge; cuts where exp(-gamma l) falls.
    def f(s):
        l = low + (high - low) * s * s
        density = alpha * (high - low) * s * sqrt(1 - s * s) / (2 * pi * l)
        signal = exp(-2 * gamma * l)
        noise = sigma2 / (alpha * l) * expm1(-gamma * l) ** 2
        return density * (signal + noise) * 2 * (high - low) * s
    unit = 1 / sqrt(gamma * (high - low))
    cuts = [mpf(0)] + [c for k in range(-10, 40) if (c := unit * mpf(2) ** (mpf(k) / 2)) < 1] + [mpf(1)]
    return quad(f, cuts) + max(0, 1 - alpha)


def balanced(lam, power, depth, w, t):
    g0 = 2 * mpf(w) ** 5
    slope = lambda g: 2 * sum(p * l * (1 - g * l / depth) ** (2 * depth - 1) for l, p in zip(lam, power))
    pace = lambda y: exp(y) / (20 * (exp(y) / 2) ** mpf("1.6") * slope(exp(y)))
    passed = lambda y: quad(pace, linspace(log(g0), y, 13))
    return exp(findroot(lambda y: passed(y) / t - 1, (log(g0) + mpf("0.01"), log(g0) + 2), solver="anderson", tol=1e-22))


if __name__ == "__main__":
    for alpha, gamma, sigma2 in ((1, 1e6, 0), (1.001, 1e6, 0), (0.999, 1e6, 0), (1, 1e6, 0.5), (2, 1e3, 0.25), (1, 1e12, 1e-3)):
        print("loss", alpha, gamma, sigma2, mp.nstr(loss(alpha, gamma, sigma2), 17))
    lam = [mpf(k) ** mpf("-1.25") for k in range(1, 17)]
    share = [mpf(k) ** mpf("-1.9375") for k in range(1, 17)]
    power = [p / sum(share) for p in share]
    for w, t in ((0.1, 100), (0.01, 1e5), (0.002, 14400537.287189333), (1e-4, 1e11)):
        print("balanced", w, t, mp.nstr(balanced(lam, power, 16, mpf(w), mpf(t)), 17))

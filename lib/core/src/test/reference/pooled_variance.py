"""Numbers of PooledVarianceTest: prior variance and degrees of freedom by the moments of log variances, 30 digits.

pip install mpmath; prints two cases.
"""
from mpmath import mp, mpf, log, exp, psi, findroot

mp.dps = 30


def fit(variances, degrees):
    e = [log(mpf(v)) - psi(0, mpf(d) / 2) + log(mpf(d) / 2) for v, d in zip(variances, degrees)]
    mean = sum(e) / len(e)
    excess = sum((x - mean) ** 2 for x in e) / (len(e) - 1) - sum(psi(1, mpf(d) / 2) for d in degrees) / len(e)
    if excess <= 0:
        return sum(mpf(v) * d for v, d in zip(variances, degrees)) / sum(degrees), mp.inf
    half = findroot(lambda h: 1 / psi(1, h) - 1 / excess, (mpf("1e-3"), mpf("1e3")), solver="anderson", tol=1e-25)
    return exp(mean + psi(0, half) - log(half)), 2 * half


for variances, degrees in [(["1", "4", "0.2", "30", "2.5"], [4, 4, 4, 4, 4]), (["1e-6", "3e-6", "1e-3", "2e-5"], [4, 9, 5, 19]),
                           (["1", "1.1", "0.9"], [4, 4, 4])]:
    print(*(mp.nstr(x, 17) for x in fit(variances, degrees)))

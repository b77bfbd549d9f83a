"""Reference values of RotatedFloorTest.floorsKeepTheirDigitsNextToFullRank: mpmath (pip install mpmath), 60 digits.

The two-point function [B9] at z, z' = 0 as theory.md states it, without the cancellations that the library takes out.
"""
from mpmath import mp, mpf, findroot

mp.dps = 60
D, NU, BETA = 512, mpf("1.25"), mpf("0.75")
LAM = [mpf(k) ** -NU for k in range(1, D + 1)]
SHARE = [mpf(k) ** (-NU * BETA - 1) for k in range(1, D + 1)]
POWER = [s / sum(SHARE) for s in SHARE]


def kernel(rank):
    low, high = mpf(0), mpf(1000)
    for _ in range(250):
        middle = (low + high) / 2
        above = sum(l / (middle + l) for l in LAM) / D > rank
        low, high = (middle, high) if above else (low, middle)
    return low


def floor(width, context):
    k = kernel(min(width, context))
    t = sum(l / (k + l) for l in LAM) / D
    a1, a2 = (sum(l**i / (k + l) ** 2 for l in LAM) / D for i in (1, 2))
    b1, b2 = (sum(p * l ** (i - 1) / (k + l) ** 2 for p, l in zip(POWER, LAM)) for i in (1, 2))
    unsampled = 1 - a2 / context
    q = k * k * a1 / context / unsampled
    balance = width * (1 - 2 * t) + t * t - (1 - width) * (a2 + q * a1)
    return k * k * (b1 + a1 * (b2 + q * b1) * (1 - width) / balance) / unsampled


if __name__ == "__main__":
    # The doubles next to 1 that the test has.
    for n, p in ((1 - 1e-6, mpf("1e40")), (1 - 1e-9, mpf("1e40")), (1, 1 - 1e-9), (1 - 5e-9, 1 - 1e-8), (1 - 1e-8, 1 - 5e-9),
                 (0.5, 0.25), (0.25, 0.5)):
        print(n, mp.nstr(mpf(p), 12), mp.nstr(floor(mpf(n), mpf(p)), 17))

"""First numbers of org.icllab.random.RandomStream, by a port that shares no code with it.

    python3 lib/core/src/test/reference/random_stream.py

prints the constants of Ziggurat.java and the frozen numbers of FrozenRandomNumbersTest.java. Doubles are IEEE, as Java's;
exp and log are those of fdlibm 5.3 (e_exp.c, e_log.c), which define Java's StrictMath. log1p decides, and is not part
of any number, so that the platform's serves. Python's standard library only.
"""

import math
import struct
from decimal import Decimal, getcontext

MASK = (1 << 64) - 1


# -- the streams ------------------------------------------------------------------------------------------------------

def mix(z):
    """SplitMix64's finaliser, after its golden-ratio step."""
    x = (z + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def rotate(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


class L64X128Mix:
    """Steele, Vigna, LXM: better splittable pseudorandom number generators, 2021, figure 1."""

    def __init__(self, a, s, x0, x1):
        self.a, self.s, self.x0, self.x1 = a | 1, s, x0, x1
        self.half = None

    def next_long(self):
        z = (self.s + self.x0) & MASK
        for _ in range(2):
            z = ((z ^ (z >> 32)) * 0xDABA0B6EB09322E3) & MASK
        z ^= z >> 32
        self.s = (0xD1342543DE82EF95 * self.s + self.a) & MASK
        q0, q1 = self.x0, self.x0 ^ self.x1  # xoroshiro128
        self.x0 = rotate(q0, 24) ^ q1 ^ ((q1 << 16) & MASK)
        self.x1 = rotate(q1, 37)
        return z

    def next_int32(self):
        """commons-rng: the low half of a number, then its high half."""
        if self.half is None:
            bits = self.next_long()
            self.half = bits >> 32
            return bits & 0xFFFFFFFF
        kept, self.half = self.half, None
        return kept


class Stream:
    def __init__(self, high, low):
        h, l = high & MASK, low & MASK
        for _ in range(2):
            h = (h + l) & MASK
            l = (l + h) & MASK
            h, l = mix(h), mix(l)
        h = (h + l) & MASK
        l = (l + h) & MASK
        self.high, self.low = h, l
        self.generator = L64X128Mix(mix(h), mix(l), h, l)

    def at(self, index):
        return Stream(self.high ^ mix(index & MASK), self.low)

    def fork(self):
        high = self.generator.next_long()
        low = self.generator.next_long()
        return Stream(self.high ^ high, self.low ^ low)

    def next_double(self):
        return (self.generator.next_long() >> 11) / 2.0 ** 53

    def next_int(self, bound):
        """Lemire 2019."""
        product = self.generator.next_int32() * bound
        while product % 2 ** 32 < 2 ** 32 % bound:
            product = self.generator.next_int32() * bound
        return product >> 32

    def shuffle(self, values):
        for i in range(len(values) - 1, 0, -1):
            j = self.next_int(i + 1)
            values[i], values[j] = values[j], values[i]
        return values

    def next_gaussian(self):
        while True:
            bits = self.generator.next_long()
            layer = bits & 255
            signed = bits - (1 << 64) if bits >> 63 else bits
            x = ((signed >> 11) + 0.5) / 2.0 ** 52 * X[layer]
            if abs(x) < X[layer + 1]:
                return x
            if layer == 0:
                return math.copysign(self.next_in_tail(), x)
            if F[layer] + self.next_double() * (F[layer + 1] - F[layer]) < density(x):
                return x

    def next_positive(self):
        return ((self.generator.next_long() >> 12) + 0.5) / 2.0 ** 52

    def next_in_tail(self):
        while True:
            excess = -log(self.next_positive()) / R
            y = -log(self.next_positive())
            if 2 * y > excess * excess:
                return R + excess

    def next_chi_square(self, degrees):
        shape = degrees / 2
        if shape >= 1:
            return 2 * self.next_gamma(shape)
        logarithm = log(self.next_positive())
        return 2 * self.next_gamma(shape + 1) * exp(logarithm / shape)

    def next_gamma(self, shape):
        d = shape - 1.0 / 3
        c = 1 / (3 * math.sqrt(d))
        while True:
            x = self.next_gaussian()
            t = c * x
            root = 1 + t
            if root <= 0:
                continue
            u = self.next_double()
            if u < 1 - 0.0331 * (x * x) * (x * x) or math.log(u) < 0.5 * (x * x) + d * (
                    3 * (math.log1p(t) - t) - t * t * (3 + t)):
                return d * (root * root * root)

    def next_on_sphere(self, dimension, radius):
        point = [self.next_gaussian() for _ in range(dimension)]
        square = 0.0
        for coordinate in point:
            square += coordinate * coordinate
        scale = radius / math.sqrt(square)
        return [coordinate * scale for coordinate in point]


# -- fdlibm 5.3 -------------------------------------------------------------------------------------------------------

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10


def high_word(x):
    return struct.unpack(">I", struct.pack(">d", x)[:4])[0]


def with_high_word(x, high):
    return struct.unpack(">d", struct.pack(">I", high) + struct.pack(">d", x)[4:])[0]


def exp(x):
    hx = high_word(x)
    negative, hx = hx >> 31, hx & 0x7FFFFFFF
    if hx >= 0x40862E42:
        if x > 7.09782712893383973096e+02:
            return math.inf
        if x < -7.45133219101941108420e+02:
            return 0.0
    k, hi, lo = 0, 0.0, 0.0
    if hx > 0x3FD62E42:
        if hx < 0x3FF0A2B2:
            k = 1 - 2 * negative
            hi, lo = (x + LN2_HIGH, -LN2_LOW) if negative else (x - LN2_HIGH, LN2_LOW)
        else:
            k = int(1.44269504088896338700e+00 * x + (-0.5 if negative else 0.5))
            hi, lo = x - k * LN2_HIGH, k * LN2_LOW
        x = hi - lo
    elif hx < 0x3E300000:
        return 1.0 + x
    t = x * x
    c = x - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03 + t * (6.61375632143793436117e-05 + t * (
        -1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
    if k == 0:
        return 1.0 - ((x * c) / (c - 2.0) - x)
    y = 1.0 - ((lo - (x * c) / (2.0 - c)) - hi)
    return math.ldexp(y, k) if k >= -1021 else math.ldexp(math.ldexp(y, k + 1000), -1000)


def log(x):
    """For normal x > 0."""
    hx = high_word(x)
    k = (hx >> 20) - 1023
    hx &= 0x000FFFFF
    i = (hx + 0x95F64) & 0x100000
    x = with_high_word(x, hx | (i ^ 0x3FF00000))
    k += i >> 20
    f = x - 1.0
    dk = float(k)
    if (0x000FFFFF & (2 + hx)) < 3:
        if f == 0.0:
            return dk * LN2_HIGH + dk * LN2_LOW if k else 0.0
        r = f * f * (0.5 - 0.33333333333333333 * f)
        return f - r if k == 0 else dk * LN2_HIGH - ((r - dk * LN2_LOW) - f)
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01
                                                                            + w * 1.479819860511658591e-01)))
    r = t2 + t1
    if (hx - 0x6147A) > 0 and (0x6B851 - hx) >= 0 or (0x6B851 - hx) > 0 and (hx - 0x6147A) >= 0:
        half = 0.5 * f * f
        if k == 0:
            return f - (half - s * (half + r))
        return dk * LN2_HIGH - ((half - (s * (half + r) + dk * LN2_LOW)) - f)
    if k == 0:
        return f - s * (f - r)
    return dk * LN2_HIGH - ((s * (f - r) - dk * LN2_LOW) - f)


# -- the ziggurat -----------------------------------------------------------------------------------------------------

def constants():
    """R and V to 40 digits: layers of area V over the tail beyond R, the last of which ends at height 1."""
    getcontext().prec = 40

    def f(x):
        return (-x * x / 2).exp()

    def area(r):
        fraction = Decimal(0)
        for k in range(400, 0, -1):  # Mills' ratio as Laplace's continued fraction
            fraction = k / (r + fraction)
        return r * f(r) + f(r) / (r + fraction)

    def top(r):
        v, x = area(r), r
        for _ in range(254):
            y = v / x + f(x)
            if y >= 1:
                return 1
            x = (-2 * y.ln()).sqrt()
        return v / x + f(x) - 1

    low, high = Decimal("3.65"), Decimal("3.66")
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if top(middle) > 0 else (low, middle)
    return float(low), float(area(low))


def density(x):
    return exp(-0.5 * x * x)


R, V = constants()
X, F = [V / density(R), R], [0.0, density(R)]
for _ in range(2, 256):
    X.append(math.sqrt(-2 * log(V / X[-1] + F[-1])))
    F.append(density(X[-1]))
X.append(0.0)
F.append(1.0)


# -- what the test holds ----------------------------------------------------------------------------------------------

def digest(values):
    """Java's Arrays.hashCode of a double[], in 64 bits."""
    h = 1
    for value in values:
        h = (31 * h + struct.unpack(">Q", struct.pack(">d", value))[0]) & MASK
    return h


def java(name, values):
    print(f"{name}: {', '.join(map(str, values))}")


def frame(columns):
    """Gram and Schmidt: the orthonormal columns of QR with R's diagonal positive."""
    for i, column in enumerate(columns):
        for other in columns[:i]:
            overlap = sum(a * b for a, b in zip(column, other))
            column = [a - overlap * b for a, b in zip(column, other)]
        norm = math.sqrt(sum(a * a for a in column))
        columns[i] = [a / norm for a in column]
    return sum(columns, [])


def main():
    print(f"R = {R!r}, V = {V!r}")
    s = Stream(0, 1)
    java("longs of(1)", [f"0x{s.generator.next_long():016x}L" for _ in range(3)])
    for name, s in {"of(1)": Stream(0, 1), "of(1).at(2)": Stream(0, 1).at(2), "of(1).at(-2).at(3)":
                    Stream(0, 1).at(-2).at(3), "of(-5, 7)": Stream(-5, 7), "of(1).fork()": Stream(0, 1).fork()}.items():
        java(f"doubles {name}", [s.next_double() for _ in range(3)])
    s = Stream(0, 2)
    java("ints below 10", [s.next_int(10) for _ in range(12)])
    java("ints below 2^31 - 1", [s.next_int(2 ** 31 - 1) for _ in range(3)])
    java("shuffle", Stream(0, 3).shuffle(list(range(12))))
    s = Stream(0, 4)
    values = [s.next_gaussian() for _ in range(200_000)]
    java("normals", values[:5])
    java("normals in the tail", [x for x in values if abs(x) > R][:5])
    print(f"digest of 200000 normals: 0x{digest(values):016x}L, beyond R: {sum(abs(x) > R for x in values)}")
    for degrees in (0.01, 1.0, 2.0, 3.5, 1000.0, 1e15):
        s = Stream(0, 5)
        values = [s.next_chi_square(degrees) for _ in range(5000)]
        java(f"chi-square {degrees}", values[:3])
        print(f"digest of 5000: 0x{digest(values):016x}L")
    java("sphere", Stream(0, 6).next_on_sphere(4, 2.0))
    s = Stream(0, 7)  # Bartlett's factor of 3 samples in dimension 2, column by column
    java("Wishart", [math.sqrt(s.next_chi_square(3)), 0.0, s.next_gaussian(), math.sqrt(s.next_chi_square(2))])
    java("image of the first axis", Stream(0, 8).next_on_sphere(3, 1.0))
    s = Stream(0, 9)
    java("frame", frame([[s.next_gaussian() for _ in range(3)] for _ in range(2)]))


if __name__ == "__main__":
    main()

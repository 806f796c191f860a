"""erf, erfc, log gamma and digamma in vectorised NumPy.

Formula numbers are those of the NIST Digital Library of Mathematical Functions (DLMF). The coefficients of the error
function were fitted for this file: polynomials to Chebyshev points in 50 digits, the rational one by least squares.
"""

import math

import numpy as np

# erf(x) / x = P(x * x) / Q(x * x) for |x| <= 3.95, to the last bits of float32
NARROW_P = (1.12837911, 0.191544577, 0.0528746545, 0.00380790513, 0.000284680311, 2.02593128e-06)
NARROW_Q = (1.0, 0.50308466, 0.114557222, 0.0150545789, 0.00117066037, 3.78316508e-05)

# erf(x) / x in powers of x * x for |x| <= 1, to 1e-17
SMALL = (
    1.1283791670955126, -0.3761263890318375, 0.11283791670954879, -0.026866170645076792, 0.0052239776248180145,
    -0.000854832698083379, 0.0001205533111164271, -1.4925595266831182e-05, 1.6461000484121368e-06,
    -1.6350312701054695e-07, 1.4659775274047436e-08, -1.1372848856791674e-09, 5.957176147748911e-11,
)  # fmt: skip

# (x + 4) * exp(x * x) * erfc(x) in powers of (x - 4) / (x + 4) for x >= 0, to 1e-16
TAIL = (
    1.095995661000491, -0.976548729080882, 0.7732087022652305, -0.5408538313132359, 0.33085158787832425,
    -0.1740109372398951, 0.0763815149035804, -0.02637005334114636, 0.006112055709425008, -0.0002809588561761663,
    -0.00045505297648525974, 0.0001768127558246703, -3.634189815734297e-06, -1.8860623869611058e-05,
    4.692357838082307e-06, 1.423490191441101e-06, -8.436204025935691e-07, -7.434152285505024e-08,
    1.2250562055092748e-07, -3.182121907694927e-10, -1.5265540766876378e-08, 7.222424596989434e-10,
    1.2056126062974666e-09, -7.944018485510838e-11,
)  # fmt: skip

STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)  # DLMF 5.11.1
DIGAMMA = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)  # DLMF 5.11.2
LARGEST_SUM = 1e8  # beyond, P is the normal distribution to 1e-4, and its sum would have 100,000 terms
SHIFT = 8  # from here on the two series are exact to rounding


def polynomial(coefficients, x):
    """c[0] + c[1] x + c[2] x^2 + ..., in the dtype of x."""
    out = np.full_like(x, coefficients[-1])
    for c in coefficients[-2::-1]:
        out *= x
        out += x.dtype.type(c)
    return out


def erf(x):
    """Error function of a float array, in its dtype."""
    if x.dtype != np.float64:
        held = np.clip(np.asarray(x, np.float32), np.float32(-3.95), np.float32(3.95))
        z = held * held
        out = np.clip(held * polynomial(NARROW_P, z) / polynomial(NARROW_Q, z), np.float32(-1), np.float32(1))
        return out.astype(x.dtype)[()]
    x = np.asarray(x)
    size = np.abs(x)
    return np.where(size < 1, x * polynomial(SMALL, np.minimum(x * x, 1)), np.copysign(1 - erfc_positive(size), x))[()]


def erfc(x):
    """1 - erf(x) of a float array, in its dtype, exact where erf is almost 1."""
    wide = np.asarray(x, np.float64)
    tail = erfc_positive(np.abs(wide))
    near = 1 - wide * polynomial(SMALL, np.minimum(wide * wide, 1))
    return np.where(np.abs(wide) < 0.5, near, np.where(wide < 0, 2 - tail, tail)).astype(x.dtype)[()]


def erfc_positive(x):
    """erfc for x >= 0 in float64."""
    t = np.where(x < 1e300, (x - 4) / (x + 4), np.where(np.isnan(x), x, 1))
    return np.exp(-x * x) * polynomial(TAIL, t) / (x + 4)


def lgamma(x):
    """log |gamma(x)| of a float array, in its dtype; infinite at 0, -1, -2, ..."""
    wide = np.asarray(x, np.float64)
    left = wide < 0.5
    z = np.where(left, 1 - wide, wide)
    product = np.ones_like(z)
    for i in range(SHIFT):  # DLMF 5.5.1, gamma(z) = gamma(z + 8) / (z (z + 1) ... (z + 7)), for the smaller ones
        product *= np.where(z < SHIFT, z + i, 1)
    far = np.where(z < SHIFT, z + SHIFT, z)
    inverse = 1 / far
    series = inverse * polynomial(STIRLING, inverse * inverse)
    out = (far - 0.5) * np.log(far) - far + 0.5 * math.log(2 * math.pi) + series - np.log(product)
    sine = np.abs(np.sin(np.pi * (wide - np.rint(wide))))  # DLMF 5.5.3, the reflection
    out = np.where(left, math.log(math.pi) - np.log(sine) - out, out)
    return np.where(np.isinf(wide), np.inf, out).astype(x.dtype)[()]


def digamma(x):
    """The derivative of log gamma of a float array, in its dtype; NaN at 0, -1, -2, ..."""
    wide = np.asarray(x, np.float64)
    left = wide < 0.5
    z = np.where(left, 1 - wide, wide)
    below = np.zeros_like(z)
    for i in range(SHIFT):  # DLMF 5.5.2, psi(z) = psi(z + 8) - 1/z - ... - 1/(z + 7)
        below += np.where(z < SHIFT, 1 / (z + i), 0)
    far = np.where(z < SHIFT, z + SHIFT, z)
    inverse = 1 / (far * far)
    out = np.log(far) - 0.5 / far - inverse * polynomial(DIGAMMA, inverse) - below
    remainder = wide - np.rint(wide)
    cotangent = np.pi / np.tan(np.pi * np.where(remainder == 0, np.nan, remainder))  # DLMF 5.5.4, the reflection
    return np.where(left, out - cotangent, out).astype(x.dtype)[()]


def igamma_grad_a(a, x):
    """The derivative by a of the regularised lower incomplete gamma function P(a, x), of float arrays, in their dtype.

    P is x^a e^-x times the sum of x^n / gamma(a + n + 1) (DLMF 8.7.1), each term differentiated by a.
    """
    wide, z = np.asarray(a, np.float64), np.asarray(x, np.float64)
    valid = (z >= 0) & (wide > 0) | (z == 0)
    near = np.abs(z - wide) <= 60 + 12 * np.sqrt(np.maximum(z + wide, 0))  # elsewhere P is 0 or 1, to the last bit
    inside = valid & (z > 0) & np.isfinite(z) & np.isfinite(wide) & near
    p, z = np.where(inside, wide, 1), np.where(inside, z, 1)
    width = np.sqrt(p)
    bell = np.exp(-(((z - p) / width) ** 2) / 2) / width / -math.sqrt(2 * math.pi)
    huge = p > LARGEST_SUM
    out = np.where(huge, bell, _summed_slope(np.where(huge, 1, p), np.where(huge, 1, z)))
    return np.where(inside, out, np.where(valid, 0, np.nan)).astype(a.dtype)[()]


def _summed_slope(p, z):
    """The sum of `igamma_grad_a`, for float64 arrays of finite positive numbers."""
    term = np.exp(p * np.log(z) - z - lgamma(p + 1))
    slope = np.log(z) - digamma(p + 1)  # derivative of the term's logarithm
    out = np.zeros_like(z)
    for n in range(1, 60 + int(np.max(np.maximum(z - p, 0) + 12 * np.sqrt(z + p), initial=0))):
        out += term * slope
        term = term * z / (p + n)
        slope = slope - 1 / (p + n)
    return out

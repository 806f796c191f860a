"""Functions of one number or two, bit by bit, and comparisons."""

from agreement.draw import ANY, COMPLEX, FLOATS, INTS, NUMBERS, REAL_NUMBERS
from agreement.recipes.table import recipe, under

SMOOTH = FLOATS + COMPLEX


def unary(dtypes, **more):
    def make(d):
        fill = d.of(None, None, "halves", "special") if not more else None
        return [d.x(dtypes, fill=fill, **more)]

    return make


def binary(dtypes, **more):
    def make(d):
        fill = d.of(None, None, None, "halves", "special") if not more else None
        return d.pair(dtypes, fill=fill, **more)

    return make


def mixed(d):
    """A tensor and a Python number, either side."""
    x = d.x(REAL_NUMBERS)
    x["how"] = "tensor"
    number = d.randint(1, 4) if "int" in x.dtype or d.flag() else d.number(0.5, 3)
    return [x, number] if d.flag() else [number, x]


def either(first, second, p=0.75):
    return lambda d: first(d) if d.random() < p else second(d)


recipe(under("math.", "exp sin cos tan atan sinh cosh tanh asinh expm1 sigmoid square"), unary(SMOOTH), 1.2)
recipe("math.abs math.negative math.sign", unary(NUMBERS), 1.2)
recipe("math.floor math.ceil math.rint", unary(FLOATS))
recipe("math.round", unary(REAL_NUMBERS))
recipe("math.log math.sqrt math.rsqrt math.reciprocal", unary(SMOOTH))
recipe("math.log1p", unary(SMOOTH, low=-0.9, high=4))
recipe("math.asin math.acos math.atanh", unary(SMOOTH, low=-0.95, high=0.95))
recipe("math.acosh", unary(SMOOTH, low=1.05, high=4))
recipe("math.erf math.erfc math.lgamma math.digamma math.is_nan math.is_inf math.is_finite", unary(FLOATS))
recipe("math.erfinv math.ndtri math.erfcinv", unary(("float32", "float64"), low=0.05, high=0.95))
recipe(
    under("math.", "bessel_i0 bessel_i0e bessel_i1 bessel_i1e"),
    unary(("float32", "float64", "float16"), low=-6, high=6),
)
recipe(
    under("math.special.", "bessel_j0 bessel_j1 bessel_y0 bessel_y1 bessel_k0 bessel_k0e bessel_k1 bessel_k1e"),
    unary(("float32", "float64"), low=0.1, high=8),
)
recipe(
    under("math.special.", "dawsn expint fresnel_cos fresnel_sin spence"),
    unary(("float32", "float64"), low=0.1, high=4),
)
recipe("math.reciprocal_no_nan", unary(("float32", "float64", "complex64")))
recipe("math.conj math.real math.imag math.angle", unary(("float32", "float64", *COMPLEX)))
recipe("math.logical_not", unary(("bool",)))
recipe("math.softplus math.softsign math.log_sigmoid", unary(FLOATS))
recipe("nn.relu nn.relu6 nn.elu nn.selu", unary(REAL_NUMBERS[:6] + ("float32",)))
recipe("nn.silu nn.swish", lambda d: ([d.x(FLOATS)], d.opt(beta=d.number(0.5, 2)) if d.flag() else {}))
recipe("nn.gelu", lambda d: ([d.x(FLOATS)], d.opt(approximate=d.flag())))
recipe("nn.leaky_relu", lambda d: ([d.x(REAL_NUMBERS[:8])], d.opt(alpha=d.number(0.05, 0.5))))
recipe("nn.crelu", lambda d: (lambda x: ([x], d.opt(axis=d.axis(x.rank))))(d.x(("float32", "float64"), d.full(1, 4))))

recipe("math.add math.subtract math.multiply", either(binary(NUMBERS), mixed), 2)
recipe("add subtract multiply", either(binary(NUMBERS), mixed))
recipe("math.maximum math.minimum", either(binary(REAL_NUMBERS), mixed), 1.2)
recipe("math.squared_difference", binary(NUMBERS))
recipe("math.divide divide", either(binary(REAL_NUMBERS), mixed))
recipe("math.truediv truediv", binary(REAL_NUMBERS))
recipe("realdiv", binary(FLOATS))
recipe("math.divide_no_nan math.multiply_no_nan", binary(("float32", "float64", "complex64")))
recipe("math.xlogy math.xlog1py math.xdivy", binary(FLOATS + ("complex64",), low=0, high=3))
recipe("math.atan2", binary(FLOATS))
recipe("math.nextafter", binary(("float32", "float64")))
recipe("math.mod math.floormod math.floordiv truncatediv truncatemod", binary(REAL_NUMBERS[:8], low=1, high=6))
recipe("math.pow", either(binary(FLOATS + COMPLEX, low=0.2, high=2), binary(("int32", "int64"), low=0, high=5)), 1.2)
recipe("pow", binary(("float32", "int32"), low=0, high=4))
recipe("math.igamma math.igammac", binary(("float32", "float64"), low=0.1, high=5))
recipe(
    "math.zeta",
    lambda d: [d.x(("float32",), [3], low=1.2, high=5), d.x(("float32",), d.of([], [3], [2, 1]), low=0.2, high=4)],
)
recipe("math.polygamma", lambda d: [d.given([1.0, 2.0, 0.0], "float32"), d.array([3], "float32", low=0.2, high=4)])
recipe(
    "math.betainc",
    lambda d: (
        lambda s, t: [
            d.array(s, t, low=0.2, high=4),
            d.array(s, t, low=0.2, high=4),
            d.array(s, t, low=0.05, high=0.95),
        ]
    )(d.shape(), d.of("float32", "float64")),
)
recipe("math.equal math.not_equal", either(binary(ANY[:-1]), mixed), 1.2)
recipe("equal not_equal", either(lambda d: [d.words([2, 3]), d.words(d.of([3], [], [2, 3]))], binary(("bool",)), 0.5))
recipe("math.less math.less_equal math.greater math.greater_equal", either(binary(REAL_NUMBERS), mixed))
recipe("math.logical_and math.logical_or math.logical_xor", binary(("bool",)))
recipe("bitwise.bitwise_and bitwise.bitwise_or bitwise.bitwise_xor", binary(INTS))
recipe("bitwise.invert", unary(INTS))
recipe("bitwise.left_shift bitwise.right_shift", binary(INTS, low=0, high=7))
recipe(
    "complex dtypes.complex",
    lambda d: (lambda p: [dict(p[0], how="tensor"), dict(p[1], how="tensor")])(d.pair(("float32", "float64"))),
)


def clip(d):
    x = d.x(REAL_NUMBERS)
    low, high = (
        (d.randint(-3, 0), d.randint(1, 4)) if d.flag() or "int" in x.dtype else (d.number(-2, 0), d.number(0, 2))
    )
    if "uint" in x.dtype:
        low = 1
    return [x, low, high]


recipe("clip_by_value", clip)
recipe(
    "clip_by_norm",
    lambda d: (lambda x: ([x, d.number(0.2, 3)], d.opt(axes=d.axes(x.rank))))(d.x(FLOATS[:4], d.full(1, 3))),
)
recipe(
    "math.polyval",
    lambda d: [[d.array([3], "float32", how="tensor") for _ in range(d.randint(1, 4))], d.array([3], "float32")],
)
recipe(
    "math.add_n math.accumulate_n",
    lambda d: (lambda s, t: [[d.array(s, t, how="tensor") for _ in range(d.randint(1, 5))]])(
        d.shape(), d.choice(FLOATS + ("int32",))
    ),
)
recipe("scalar_mul", lambda d: [d.number(), d.x(FLOATS, how="tensor")])
recipe(
    "cast",
    lambda d: [d.x(NUMBERS + ("bool",), low=0, high=5), d.dtype(*NUMBERS, "bool")],
    3,
)
recipe(
    "saturate_cast",
    lambda d: [d.x(("float32", "float64", "int32", "int64"), low=-400, high=400), d.dtype(*INTS, "float16")],
)
recipe(
    "bitcast",
    lambda d: [
        d.array(
            [*d.shape(0, 2), 4],
            d.of("float32", "int32", "uint32", "int64", "float64", "uint8", "int16"),
            low=0,
            high=99,
        ),
        d.dtype("int32", "uint8", "float32", "int64", "uint16", "int8"),
    ],
)
recipe(under("compat.v1.", "to_float to_double to_int32 to_int64 to_bfloat16"), unary(REAL_NUMBERS, low=0, high=5), 0.5)
recipe("compat.v1.to_complex64 compat.v1.to_complex128", unary(("float32", "complex64")), 0.3)
recipe(
    "compat.v1.div compat.v1.floor_div compat.v1.div_no_nan",
    binary(("float32", "float64", "int32"), low=1, high=5),
    0.6,
)

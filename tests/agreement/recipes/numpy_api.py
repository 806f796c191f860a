"""`tf.experimental.numpy`."""

from agreement.recipes.table import recipe, under

NUMBERS = ("float32", "float32", "float64", "int32", "int64", "float16", "complex64", "bool", "uint8", "int8")
REALS = ("float32", "float64", "int32", "int64", "float16", "uint8")
SPACE = "experimental.numpy."


def np(names, make, times=1.0):
    recipe(under(SPACE, names), make, times)


def one(dtypes, **more):
    return lambda d: [d.x(dtypes, d.shape(0, 3), fill=None if more else d.of(None, "halves", "special"), **more)]


def two(dtypes, **more):
    """Two arrays, of dtypes of their own: the result's is promoted."""

    def make(d):
        a = d.x(dtypes, d.shape(0, 3), **more)
        return [a, d.x(dtypes, d.beside(a.shape), **more)]

    return make


FLOATING = ("float32", "float64", "float16", "int32", "complex64")
np("abs absolute negative positive sign square conj conjugate real imag", one(NUMBERS[:7]))
np("exp expm1 sin cos tan sinh cosh tanh arcsinh arctan exp2", one(FLOATING), 0.8)
np("log log2 log10 log1p sqrt cbrt", one(("float32", "float64", "int32"), low=1, high=5), 0.8)
np("arcsin arccos arctanh", one(("float32", "float64"), low=-0.9, high=0.9), 0.6)
np("arccosh", one(("float32", "float64", "int32"), low=2, high=5), 0.6)
np(
    "floor ceil fix rint trunc signbit isnan isinf isfinite isposinf isneginf deg2rad rad2deg sinc",
    one(("float32", "float64", "float16")),
    0.8,
)
np("reciprocal", one(("float32", "float64", "int32"), low=1, high=4), 0.6)
np("isreal iscomplex angle", one(("float32", "complex64")), 0.6)
np("isscalar isrealobj iscomplexobj ndim size shape copy ravel", one(NUMBERS), 0.6)
np("logical_not", one(NUMBERS), 0.6)
np("add subtract multiply", two(NUMBERS[:7]), 1.5)
np("divide true_divide power float_power", two(("float32", "float64", "int32", "int64"), low=1, high=4))
np("floor_divide mod remainder", two(("float32", "float64", "int32", "int64"), low=1, high=6))
np("maximum minimum arctan2 hypot logaddexp logaddexp2 heaviside copysign nextafter", two(("float32", "float64")), 0.8)
np("equal not_equal less less_equal greater greater_equal", two(REALS))
np("logical_and logical_or logical_xor", two(("bool", "int32", "float32")), 0.6)
np("bitwise_and bitwise_or bitwise_xor gcd lcm", two(("int32", "int64"), low=0, high=30), 0.6)
np("bitwise_not", one(("int32", "int64"), low=0, high=9), 0.4)
np(
    "allclose isclose array_equal",
    lambda d: (lambda s, t: ([d.array(s, t, fill="halves"), d.array(s, t, fill="halves")], {}))(
        d.full(0, 2), d.of("float32", "int32")
    ),
)
np(
    "dot inner",
    lambda d: (lambda k, t: [d.x((t,), [*d.full(0, 2), k]), d.array([k], t)])(
        d.some(), d.of("float32", "float64", "int32")
    ),
)
np("outer kron", two(("float32", "int32")), 0.6)
np("vdot", lambda d: (lambda s: [d.x(("float32", "complex64"), s), d.array(s, "float32")])(d.full(1, 2)), 0.6)
np(
    "matmul",
    lambda d: (lambda m, k, n, t: [d.array([*d.of([], [2]), m, k], t), d.array([k, n], t)])(
        d.some(), d.some(), d.some(), d.of("float32", "float64", "int32")
    ),
)
np("tensordot", lambda d: [d.array([2, 3], "float32"), d.array([3, 2], "float32"), d.of(1, 0, [[1], [0]])], 0.7)
np(
    "einsum",
    lambda d: [d.of("ij,jk->ik", "ij,jk->ki", "ij,jk->"), d.array([2, 3], "float32"), d.array([3, 2], "float32")],
    0.7,
)
np("cross", lambda d: (lambda s: [d.array([*s, 3], "float32"), d.array([*s, 3], "float32")])(d.full(0, 2)), 0.6)


def reduced(dtypes, **more):
    def make(d):
        x = d.x(dtypes, d.full(0, 3), **more)
        axis = d.of(None, d.axis(x.rank) if x.rank else None)
        return [x], d.opt(axis=axis, keepdims=d.flag())

    return make


np(
    "sum prod mean",
    reduced(("float32", "float64", "int32", "int64", "uint8", "int8", "float16", "bool", "complex64"), low=0, high=3),
    1.5,
)
np("std var", reduced(("float32", "float64", "int32", "complex64")))
np("max min amax amin ptp", reduced(REALS))
np("all any", reduced(("bool", "int32", "float32")))
np("nansum nanprod nanmean", reduced(("float32", "float64")), 0.6)
np(
    "median average",
    lambda d: (lambda x: ([x], d.opt(axis=d.axis(x.rank))))(d.x(("float32", "float64"), d.full(1, 3))),
    0.6,
)
np("argmax argmin", lambda d: (lambda x: ([x], d.opt(axis=d.of(None, d.axis(x.rank)))))(d.x(REALS, d.full(1, 3))))
np(
    "cumsum cumprod",
    lambda d: (lambda x: ([x], d.opt(axis=d.of(None, d.axis(x.rank)), dtype=d.dtype("float32", "float64"))))(
        d.x(("float32", "int32", "int64", "bool"), d.full(1, 3), low=0, high=3)
    ),
)
np(
    "count_nonzero",
    lambda d: (lambda x: ([x], d.opt(axis=d.of(None, d.axis(x.rank)))))(d.x(REALS, d.full(1, 3), low=0, high=2)),
)
np(
    "sort",
    lambda d: (lambda x: ([x], d.opt(axis=d.of(d.axis(x.rank)))))(d.x(("float32", "int32", "float64"), d.full(1, 3))),
)
np(
    "argsort",
    lambda d: (lambda x: ([x], {**d.opt(axis=d.axis(x.rank)), "kind": "stable"}))(
        d.x(("float32", "int32"), d.full(1, 3), fill="halves")
    ),
)
np(
    "diff",
    lambda d: (lambda x: ([x], d.opt(n=d.randint(0, 2), axis=d.axis(x.rank))))(d.x(("float32", "int32"), d.full(1, 3))),
)
np("around round", lambda d: ([d.x(("float32", "float64", "int32"))], d.opt(decimals=d.randint(-1, 3))))
np("clip", lambda d: [d.x(("float32", "int32", "float64")), d.of(-1, 0, None), d.of(1, 2.5)])

DTYPES = ("float32", "int32", "float64", "int64", "bool", "complex64")
np("zeros ones", lambda d: ([d.of(d.shape(0, 3), d.randint(0, 4))], d.opt(dtype=d.dtype(*DTYPES))), 0.7)
np("zeros_like ones_like", lambda d: ([d.x(NUMBERS)], d.opt(dtype=d.dtype(*DTYPES))), 0.7)
np("full", lambda d: ([d.shape(0, 3), d.of(3, 1.5, True)], d.opt(dtype=d.dtype(*DTYPES))), 0.7)
np("full_like", lambda d: ([d.x(NUMBERS), d.of(3, 1.5)], d.opt(dtype=d.dtype(*DTYPES))), 0.7)
np(
    "eye",
    lambda d: ([d.randint(1, 4)], d.opt(M=d.randint(1, 4), k=d.randint(-2, 2), dtype=d.dtype("float32", "int32"))),
    0.7,
)
np("identity", lambda d: ([d.randint(1, 4)], d.opt(dtype=d.dtype("float32", "int32"))), 0.5)
np("tri", lambda d: ([d.randint(1, 4)], d.opt(M=d.randint(1, 4), k=d.randint(-2, 2))), 0.5)
np(
    "arange",
    lambda d: (d.of([5], [1, 6], [0, 1, 0.25], [6, 0, -2], [2.5]), d.opt(dtype=d.dtype("float32", "float64", "int64"))),
    0.8,
)
np(
    "linspace",
    lambda d: (
        [d.number(), d.number(1, 9)],
        d.opt(num=d.randint(1, 6), endpoint=d.flag(), dtype=d.dtype("float32", "float64")),
    ),
    0.8,
)
np(
    "logspace geomspace",
    lambda d: ([d.number(0.5, 1), d.number(1, 2)], d.opt(num=d.randint(1, 6), endpoint=d.flag())),
    0.6,
)
np(
    "array asarray asanyarray ascontiguousarray",
    lambda d: ([d.of(d.x(NUMBERS), [1, 2], [1.5, 2], 3, [[True, False]])], d.opt(dtype=d.dtype(*DTYPES))),
    0.7,
)
np("vander", lambda d: ([d.array([3], "float32")], d.opt(N=d.randint(1, 4), increasing=d.flag())), 0.4)
np("reshape", lambda d: [d.x(NUMBERS, [2, 3, 2]), d.of([3, 4], -1, [2, -1], [12], [1, 12, 1])], 0.8)
np("transpose", lambda d: (lambda x: ([x], d.opt(axes=d.perm(x.rank))))(d.x(NUMBERS, d.full(0, 3))), 0.8)
np("expand_dims", lambda d: (lambda x: [x, d.axis(x.rank + 1)])(d.x(NUMBERS)), 0.7)
np("squeeze", lambda d: [d.x(NUMBERS, [1, 3, 1]), d.of(0, 2, -1, None)], 0.7)
np("swapaxes", lambda d: (lambda x: [x, d.axis(x.rank), d.axis(x.rank)])(d.x(NUMBERS, d.full(1, 3))), 0.7)
np("moveaxis", lambda d: (lambda x: [x, d.axis(x.rank), d.axis(x.rank)])(d.x(NUMBERS, d.full(1, 4))), 0.7)
np("atleast_1d atleast_2d atleast_3d", lambda d: [d.x(NUMBERS, d.full(0, 3))], 0.5)
np(
    "concatenate",
    lambda d: (lambda s: ([[d.array(s, "float32"), d.array(s, d.of("float32", "int32"))]], d.opt(axis=d.axis(len(s)))))(
        d.full(1, 3)
    ),
    0.8,
)
np(
    "stack",
    lambda d: (
        lambda s: ([[d.array(s, "float32"), d.array(s, d.of("float32", "int32"))]], d.opt(axis=d.axis(len(s) + 1)))
    )(d.full(0, 2)),
    0.8,
)
np("hstack vstack dstack", lambda d: (lambda s: [[d.array(s, "float32"), d.array(s, "float32")]])(d.full(1, 3)), 0.6)
np("split", lambda d: [d.x(("float32", "int32"), [4, 6]), d.of(2, [1, 3]), d.of(0, 1)], 0.7)
np("array_split hsplit vsplit", lambda d: [d.x(("float32",), [4, 6]), 2], 0.5)
np("dsplit", lambda d: [d.x(("float32",), [2, 3, 4]), 2], 0.4)
np("tile", lambda d: [d.x(NUMBERS), d.of(2, [1, 2], [2, 1, 2])], 0.7)
np("repeat", lambda d: (lambda x: ([x, d.randint(0, 3)], d.opt(axis=d.axis(x.rank))))(d.x(NUMBERS, d.full(1, 3))), 0.7)
np("roll", lambda d: (lambda x: ([x, d.randint(-3, 3)], d.opt(axis=d.axis(x.rank))))(d.x(NUMBERS, d.full(1, 3))), 0.7)
np("flip", lambda d: (lambda x: ([x], d.opt(axis=d.axis(x.rank))))(d.x(NUMBERS, d.full(1, 3))), 0.7)
np("fliplr flipud rot90", lambda d: [d.x(NUMBERS, d.full(2, 3))], 0.6)
np(
    "pad",
    lambda d: [
        d.x(("float32", "int32"), [2, 3]),
        d.of([[1, 2], [0, 1]], [[1, 1], [1, 1]]),
        d.of("constant", "reflect", "symmetric"),
    ],
    0.7,
)
np("tril triu", lambda d: ([d.x(NUMBERS, d.full(2, 3))], d.opt(k=d.randint(-2, 2))), 0.7)
np("diag", lambda d: ([d.x(("float32", "int32"), d.full(1, 2))], d.opt(k=d.randint(-1, 1))), 0.7)
np("diagonal trace", lambda d: ([d.x(("float32", "int32"), [3, 4])], d.opt(offset=d.randint(-1, 2))), 0.7)
np("diagflat", lambda d: ([d.x(("float32", "int32"), [3])], d.opt(k=d.randint(-1, 1))), 0.5)
np(
    "take",
    lambda d: (lambda x: ([x, d.integers(d.full(0, 2), 0, x.shape[0] if x.rank else 1)], {"axis": 0}))(
        d.x(("float32", "int32"), d.full(1, 3))
    ),
    0.8,
)
np("take_along_axis", lambda d: [d.array([2, 4], "float32"), d.array([2, 3], "int32", low=0, high=4), 1], 0.6)
np("where", lambda d: (lambda s: [d.array(s, "bool"), d.x(REALS, s), d.x(REALS, d.beside(s))])(d.full(0, 3)), 0.8)
np(
    "select",
    lambda d: [[d.array([3], "bool"), d.array([3], "bool")], [d.array([3], "float32"), d.array([3], "float32")]],
    0.4,
)
np("nonzero", lambda d: [d.x(("float32", "int32"), d.full(1, 3), fill="halves", low=-1, high=2)], 0.6)
np("meshgrid", lambda d: ([d.array([3], "float32"), d.array([2], "int32")], d.opt(indexing=d.of("xy", "ij"))), 0.6)
np("broadcast_to", lambda d: (lambda s: [d.x(NUMBERS, d.beside(s)), s])(d.full(1, 3)), 0.7)
np("broadcast_arrays", lambda d: (lambda s: [d.array(s, "float32"), d.array(d.beside(s), "int32")])(d.full(1, 3)), 0.5)
np("append", lambda d: ([d.array([2, 3], "float32"), d.array([2, 3], "float32")], d.opt(axis=d.of(0, 1))), 0.5)
np("result_type promote_types", lambda d: [d.dtype(*DTYPES), d.dtype(*DTYPES)], 0.7)
np("polyval", lambda d: [d.array([3], "float32"), d.array([4], "float32")], 0.4)
np("ix_", lambda d: [d.array([2], "int32"), d.array([3], "int32")], 0.3)

"""Arithmetic again: every elementwise function in every width, empty and scalar operands, broadcasts, negative axes."""

from tenfold.testing.cases import bf16, bools, c64, c128, case, f16, f32, f64, ints, pos, strs

NAN, INF = float("nan"), float("inf")
EDGE = "the differences step over an edge"
ORDER = "the length is data"

SMOOTH = """
    exp expm1 log log1p sqrt rsqrt reciprocal sin cos tan asin acos atan sinh cosh asinh atanh square negative abs
    sigmoid tanh erf softplus
""".split()
STEPS = "floor ceil round rint sign".split()
TESTS = "is_nan is_inf is_finite".split()
INSIDE = {"low": 0.3, "high": 0.8}
FLOATS = (f16, bf16, f64)
ELEMENTWISE = [
    *(case(f"tf.math.{name}(x)", x=maker(3, **INSIDE)) for name in SMOOTH for maker in (f16, bf16, f64)),
    *(
        case(f"tf.math.{name}(x)", x=maker([-1.5, -0.5, 0.5, 2.4]), grad=False, why=EDGE)
        for name in STEPS
        for maker in FLOATS
        if name != "rint" or maker is f64
    ),
    *(case(f"tf.math.{name}(x)", x=maker([NAN, INF, -INF, 0.0])) for name in TESTS for maker in (f16, bf16, f64)),
    *(case(f"tf.math.{name}(x)", x=f32(0, 3)) for name in SMOOTH + STEPS + TESTS),
    *(case(f"tf.math.{name}(x)", x=f32(**INSIDE)) for name in SMOOTH),
    *(
        case(f"tf.math.{name}(x)", x=ints([-3, 0, 4], "int64"))
        for name in ("abs", "sign", "negative", "square", "exp", "is_nan")
    ),
    *(
        case(f"tf.math.{name}(x)", x=c128(3))
        for name in "exp log sqrt square negative reciprocal sin cos tan sinh cosh tanh".split()
    ),
    *(
        case(f"tf.math.{name}(x)", x=c64(2))
        for name in "expm1 log1p asinh acosh atanh asin acos atan cosh square negative conj".split()
    ),
    *(
        case(f"tf.math.{name}(x)", x=f32([NAN, INF, -INF, -1.0, 0.0]), grad=False, why="poles and edges")
        for name in SMOOTH
    ),
    *(case(f"tf.math.{name}(x)", x=strs(["a"])) for name in ("exp", "floor", "is_nan")),
    case("tf.math.acosh(x)", x=f16(3, low=1.2, high=2)),
    case("tf.math.acosh(x)", x=f64(3, low=1.2, high=2)),
    case("tf.math.abs(x)", x=ints([-128, 127], "int8")),
]

PAIRS = """
    add subtract multiply divide maximum minimum pow atan2 squared_difference floordiv floormod xlogy xdivy
    divide_no_nan multiply_no_nan
""".split()
BINARY = [
    *(case(f"tf.math.{name}(x, y)", x=f32(2, 1, 3, **INSIDE), y=f32(4, 1, low=0.9, high=1.3)) for name in PAIRS),
    *(
        case(f"tf.math.{name}(x, y)", x=maker(2, 3, **INSIDE), y=maker(3, low=0.9, high=1.3))
        for name in PAIRS
        for maker in FLOATS
    ),
    *(case(f"tf.math.{name}(x, y)", x=f32(0, 3, **INSIDE), y=f32(3)) for name in PAIRS),
    *(case(f"tf.math.{name}(x, y)", x=f32(2), y=f32(3)) for name in PAIRS),
    *(
        case(f"tf.math.{name}(x, y)", x=ints([5, -7, 9], dtype), y=ints([2, 3, -4], dtype))
        for dtype in ("int64", "int16")
        for name in "add subtract multiply divide maximum minimum floordiv floormod".split()
    ),
    case("tf.math.squared_difference(x, y)", x=ints([5, -7], "int64"), y=ints([2, 3], "int64")),
    *(
        case(f"tf.math.{name}(x, y)", x=ints([5, 250], "uint8"), y=ints([7, 10], "uint8"))
        for name in "add subtract multiply maximum floordiv floormod".split()
    ),
    *(case(f"tf.math.{name}(x, y)", x=c128(2, 1), y=c128(3)) for name in "add subtract multiply divide pow".split()),
    *(
        case(
            f"tf.math.{name}(x, y)", x=f32([0.0, 1.0, -1.0, INF]), y=f32([0.0, 0.0, 0.0, INF]), grad=False, why="poles"
        )
        for name in "divide pow atan2 floordiv floormod divide_no_nan".split()
    ),
    *(case(f"tf.math.{name}(x, y)", x=f64(2), y=f32(2)) for name in ("add", "maximum", "floordiv", "pow")),
    *(
        case(f"tf.{name}(x, y)", x=maker(2, 3, **INSIDE), y=maker(3, **INSIDE))
        for name in ("less", "greater_equal", "equal", "not_equal")
        for maker in FLOATS
    ),
    *(
        case(f"tf.{name}(x, y)", x=ints([1, 2**40], "int64"), y=ints([[1], [2**41]], "int64"))
        for name in ("less", "less_equal", "greater", "equal")
    ),
    *(case(f"tf.{name}(x, y)", x=strs(["a", "b"]), y=strs(["b"])) for name in ("less", "not_equal")),
    *(case(f"tf.{name}(x, y)", x=f32(0), y=f32(1)) for name in ("less", "equal")),
    case("tf.math.pow(x, y)", x=ints([2, 3], "int64"), y=ints([40, 3], "int64")),
    case("tf.math.mod(x, y)", x=f64([5.5, -5.5]), y=f64([2.0, -2.0])),
    case("tf.truncatediv(x, y)", x=ints([-7, 7], "int64"), y=ints([2, 2], "int64")),
    case("tf.realdiv(x, y)", x=f64(2), y=f64(2)),
    case("tf.truediv(x, y)", x=ints([1, 2], "int64"), y=ints([3, 4], "int64")),
    case("tf.math.nextafter(x, y)", x=f64([1.0, 0.0]), y=f64([2.0, -1.0])),
    case("tf.logical_and(x, y)", x=bools(0, 2), y=bools(2)),
    case("tf.logical_and(x, y)", x=ints([1]), y=ints([0])),
    case("tf.logical_xor(x, y)", x=bools(2), y=bools(2), v1=True),
    *(
        case(f"tf.bitwise.{name}(x, y)", x=ints([5, -12, 255], "int64"), y=ints([3, 10, 1], "int64"))
        for name in "bitwise_and bitwise_or bitwise_xor left_shift right_shift".split()
    ),
]

KINDS = "sum mean max min prod logsumexp".split()
REDUCTIONS = [
    *(case(f"tf.reduce_{kind}(x, axis=-2)", x=f32(2, 3, 2)) for kind in KINDS),
    *(case(f"tf.reduce_{kind}(x, axis=[-1, 0])", x=f64(2, 3, 2)) for kind in KINDS),
    *(case(f"tf.reduce_{kind}(x, -1, True)", x=maker(2, 4)) for kind in KINDS for maker in (f16, f64)),
    *(case(f"tf.reduce_{kind}(x, -1)", x=bf16([[0.5, -1.25, 2.0], [3.0, 0.25, -0.75]])) for kind in KINDS),
    *(case(f"tf.reduce_{kind}(x)", x=f32(0)) for kind in ("sum", "prod")),
    *(
        case(f"tf.reduce_{kind}(x)", x=f32(0), grad=False, why="nothing has no finite extreme, and no mean")
        for kind in "mean max min logsumexp".split()
    ),
    *(case(f"tf.reduce_{kind}(x)", x=f32()) for kind in KINDS),
    *(case(f"tf.reduce_{kind}(x, -3)", x=f32(2, 3)) for kind in KINDS),
    *(case(f"tf.reduce_{kind}(x, 1)", x=ints([[2, -3], [5, 7]], "int64")) for kind in "sum mean max min prod".split()),
    *(case(f"tf.reduce_{kind}(x)", x=ints([200, 100], "uint8")) for kind in "sum mean max min prod".split()),
    *(case(f"tf.reduce_{kind}(x)", x=c128(2, 2)) for kind in ("sum", "mean")),
    case(
        "tf.reduce_prod(x)", x=c128(2, 2), second=False, why="TensorFlow's gradient of cumprod takes it for holomorphic"
    ),
    *(case(f"tf.reduce_{kind}(x, 0)", x=bools(0, 2)) for kind in ("any", "all")),
    *(case(f"tf.reduce_{kind}(x, -1, keepdims=True)", x=bools(2, 3)) for kind in ("any", "all")),
    *(case(f"tf.reduce_{kind}(x)", x=ints([1])) for kind in ("any", "all")),
    *(
        case(f"tf.math.reduce_{kind}(x, -1)", x=maker(2, 4))
        for kind in ("std", "variance", "euclidean_norm")
        for maker in FLOATS
    ),
    case("tf.reduce_sum(x, axis=tf.constant([0, 1]))", x=f32(2, 3, 2)),
    case("tf.reduce_sum(x, a)", x=f32(2, 3), a=ints(1), xla=False, why="the axis is data"),
    case(
        "tf.reduce_max(x, 1)",
        x=f32([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]),
        grad=False,
        why="it is not smooth where two are equal",
    ),
    *(case(f"tf.{name}(x, -1)", x=maker(2, 4)) for name in ("argmax", "argmin") for maker in FLOATS),
    *(case(f"tf.{name}(x, 2)", x=f32(2, 3)) for name in ("argmax", "argmin")),
    *(case(f"tf.{name}(x, 1)", x=f32(0, 3)) for name in ("argmax", "argmin")),
    case("tf.argmax(x, -1, tf.int32)", x=ints([[3, 9, 9]], "int64")),
    case("tf.argmin(x, 1)", x=f32(2, 3), v1=True),
    case("tf.argmin(x, dimension=-1, output_type=tf.int32)", x=f32(2, 3), v1=True),
    case("tf.arg_max(x, 1)", x=f32(2, 3), v1=True),
    case("tf.math.count_nonzero(x, -1, dtype=tf.int32)", x=bools(2, 3)),
    case("tf.math.count_nonzero(x)", x=f32(0, 3)),
    case("tf.to_bfloat16(x)", x=f32(3), v1=True, grad=False, why="the dtype is fixed"),
    case("tf.to_complex64(x), tf.to_complex128(x)", x=ints([1, 2]), v1=True),
]

RUNNING = "cumsum cumprod cumulative_logsumexp".split()
CUMULATIVE = [
    *(case(f"tf.math.{name}(x, axis=-1)", x=f64(2, 3)) for name in RUNNING),
    *(case(f"tf.math.{name}(x)", x=f32(0, 2)) for name in RUNNING),
    *(case(f"tf.math.{name}(x, 2)", x=f32(2, 2)) for name in RUNNING),
    *(case(f"tf.math.{name}(x, -2)", x=f16(3, 2)) for name in RUNNING),
    case("tf.math.cumsum(x, exclusive=True, reverse=True)", x=ints([1, 2, 3], "int64")),
    case(
        "tf.math.cumprod(x)", x=f32([2.0, 0.0, 3.0]), grad=False, why="as TensorFlow's, the gradient at a zero is zero"
    ),
]

IDS = "the number of groups is data"
SEGMENTS = [
    *(
        case(f"tf.math.segment_{kind}(x, i)", x=f16(3, 2), i=ints([0, 0, 1], "int64"), xla=False, why=IDS)
        for kind in "sum mean max min prod".split()
    ),
    *(
        case(f"tf.math.segment_{kind}(x, i)", x=f32(0, 2), i=ints([]), xla=False, why=IDS)
        for kind in "sum mean max min prod".split()
    ),
    *(
        case(f"tf.math.unsorted_segment_{kind}(x, i, 2)", x=f64(3, 2), i=ints([1, 0, 1], "int64"))
        for kind in "sum mean max min prod sqrt_n".split()
    ),
    *(
        case(f"tf.math.unsorted_segment_{kind}(x, i, 3)", x=f32(0), i=ints([]))
        for kind in "sum mean prod sqrt_n".split()
    ),
    *(
        case(f"tf.math.unsorted_segment_{kind}(x, i, 2)", x=ints([3, 4], "int64"), i=ints([0, 0]))
        for kind in "sum max min prod".split()
    ),
    *(
        case(f"tf.sparse.segment_{kind}(x, [0, 1], i)", x=f64(2, 2), i=ints([0, 0]), xla=False, why=IDS)
        for kind in "sum mean sqrt_n".split()
    ),
]

COUNTS = [
    case("tf.math.confusion_matrix(x, y, 3, dtype=tf.int64)", x=ints([1, 2], "int64"), y=ints([2, 2], "int64")),
    case("tf.math.bincount(x, minlength=4, maxlength=4)", x=ints([], "int64"), xla=False, why=ORDER),
    case("tf.histogram_fixed_width(x, [-1.0, 1.0], 4)", x=f64([-2.0, 0.1, 0.9])),
    case("tf.math.polyval([x, y], z)", x=f64(2), y=f64(2), z=f64(2)),
    case("tf.add_n([x])", x=f32(2)),
    case("tf.add_n([x, y])", x=ints([1], "int64"), y=ints([2], "int64")),
    case("tf.add_n([x, y])", x=f16(2), y=f32(2)),
    case("tf.scalar_mul(x, y)", x=f32(2), y=f32(2)),
    case("tf.scalar_mul(3, x)", x=ints([1, 2], "int64")),
    case("tf.math.is_non_decreasing(x)", x=f32(0)),
    case("tf.math.is_strictly_increasing(x)", x=f32([1.0, 1.0])),
    case("tf.clip_by_value(x, -1.0, 1.0)", x=f16(4)),
    case("tf.clip_by_value(x, lo, hi)", x=f64(2, 3), lo=f64(3, low=-1, high=-0.5), hi=f64(1, low=0.5, high=1)),
    case("tf.clip_by_value(x, -1.0, 1.0)", x=f32(0, 2)),
    case("tf.clip_by_norm(x, 1.0, -1)", x=f64(2, 3)),
    case("tf.math.l2_normalize(x, -1)", x=f16(2, 3)),
    case("tf.bitcast(x, tf.float32)", x=ints([1065353216, 0])),
    case("tf.bitcast(x, tf.float64)", x=ints([[0, 1072693248]])),
    case("tf.saturate_cast(x, tf.int16)", x=f64([1e9, -1e9, 12.7])),
    case("tf.complex(x, y)", x=f32(2), y=f64(2)),
    case("tf.math.real(x), tf.math.imag(x), tf.abs(x), tf.math.conj(x)", x=c128(2)),
]

SPECIAL = [
    *(
        case(f"tf.math.{name}(x)", x=f64(3, **INSIDE))
        for name in "lgamma digamma erf erfc erfinv ndtri erfcinv bessel_i0 bessel_i1 bessel_i0e bessel_i1e".split()
    ),
    *(case(f"tf.math.{name}(x)", x=f16(3, **INSIDE)) for name in "lgamma digamma erf erfc".split()),
    *(case(f"tf.math.{name}(x)", x=bf16(3, **INSIDE)) for name in ("erf", "erfc")),
    *(
        case(f"tf.math.{name}(x)", x=f32(0))
        for name in "lgamma digamma erf erfc erfinv ndtri bessel_i0 bessel_i1".split()
    ),
    *(
        case(f"tf.math.{name}(x)", x=f32([NAN, INF, -INF, -1.0, 0.0, 1.0, 2.0]), grad=False, why="poles")
        for name in "erfinv ndtri bessel_i0e bessel_i1e".split()
    ),
    case(
        "tf.math.igamma(a, x), tf.math.igammac(a, x)",
        a=f64(2, 1, low=0.5, high=3),
        x=f64(3, low=0.5, high=3),
        second=False,
        why="the slope by a has no slope",
    ),
    case(
        "tf.math.betainc(a, b, x)",
        a=pos(3),
        b=pos(3),
        x=f32(3, low=0.1, high=0.9),
        grad=False,
        rtol=1e-4,
        why="only x has a gradient",
    ),
    case("tf.math.betainc(2.0, 3.0, x)", x=f64(3, low=0.1, high=0.9)),
    case("tf.math.zeta(3.0, q)", q=f64(2, low=0.5, high=2)),
    case("tf.math.polygamma(2.0, x)", x=f64(2, low=0.5, high=2)),
    case("tf.math.lbeta(x)", x=f64(3, low=0.5, high=2)),
    *(case(f"tf.math.special.{name}(x)", x=pos(3)) for name in "bessel_i0 bessel_i1 bessel_i0e bessel_i1e".split()),
]

CASES = [*ELEMENTWISE, *BINARY, *REDUCTIONS, *CUMULATIVE, *SEGMENTS, *COUNTS, *SPECIAL]

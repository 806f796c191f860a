"""Elementwise functions, comparisons, reductions, running totals, segments, counts, clipping, special functions."""

import numpy as np

from tenfold.testing.cases import bf16, bools, c64, c128, case, f16, f32, f64, ints, pos, strs, unit

NAN, INF = float("nan"), float("inf")
EDGE = "the differences step over an edge"

UNARY = [
    *[
        case(f"tf.math.{name}(x)", x=f32(2, 3))
        for name in "exp expm1 sin cos tan atan sinh cosh asinh square negative sign".split()
    ],
    *[case(f"tf.math.{name}(x)", x=pos(2, 3)) for name in "log log1p sqrt rsqrt reciprocal".split()],
    *[case(f"tf.math.{name}(x)", x=unit(2, 3)) for name in "asin acos atanh".split()],
    case("tf.math.acosh(x)", x=f32(2, 3, low=1.2, high=3)),
    *[
        case(f"tf.math.{name}(x)", x=f32([-2.5, -1.5, -0.5, 0.5, 1.5, 2.4]), grad=False, why=EDGE)
        for name in "floor ceil round rint".split()
    ],
    *[
        case(f"tf.math.{name}(x)", x=c64(3))
        for name in "exp sin cos tan sqrt log reciprocal rsqrt abs sign angle tan sinh".split()
    ],
    *[
        case(f"tf.math.{name}(x)", x=f16(4, low=0.5, high=0.9))
        for name in "exp log sqrt rsqrt tan asin atanh floor expm1".split()
    ],
    *[
        case(f"tf.math.{name}(x)", x=bf16(4, low=0.5, high=0.9))
        for name in "exp log sqrt rsqrt reciprocal sin abs round".split()
    ],
    *[case(f"tf.math.{name}(x)", x=f64(3)) for name in "exp cosh atan".split()],
    *[
        case(f"tf.math.{name}(x)", x=f32([0.0, NAN, INF, -INF]), grad=False, why="not finite")
        for name in "is_nan is_inf is_finite sign floor exp".split()
    ],
    *[
        case(f"tf.math.{name}(x)", x=ints([-3, 0, 5]))
        for name in "abs sign negative square round exp sqrt floor".split()
    ],
    case("abs(x) + abs(-2.0)", x=f32(3)),
    case("tf.math.abs(x)", x=f32(3, low=0.5)),
    case("tf.sqrt(x)", x=f32([-1.0, 0.0]), grad=False, why="there is no slope"),
    case("tf.math.log(x)", x=f32([-1.0, 0.0]), grad=False, why="there is no slope"),
    case("-x", x=ints([1, -2])),
]

BINARY = [
    case("tf.pow(x, y)", x=pos(2, 3), y=f32(3)),
    case("x ** 2", x=f32(3)),
    case("2.0 ** x", x=f32(2, 2)),
    case("tf.pow(x, y)", x=c64(3), y=c64(3)),
    case("tf.pow(x, y)", x=ints([2, -3, 0]), y=ints([3, 2, 0])),
    case("tf.pow(x, y)", x=ints([2]), y=ints([-1])),
    case("tf.math.squared_difference(x, y)", x=f32(2, 3), y=f32(3)),
    case(
        "tf.math.squared_difference(x, y)",
        x=c64(3),
        y=c64(3),
        grad=False,
        why="TensorFlow's gradient, which takes the function for holomorphic",
    ),
    case("tf.atan2(x, y)", x=f32(2, 3, low=0.5), y=pos(3)),
    case("tf.maximum(x, y)", x=f32(2, 3), y=f32(3)),
    case("tf.minimum(x, 0.25)", x=f32(2, 3)),
    case("tf.maximum(x, y)", x=f32([1.0, NAN, 2.0]), y=f32([NAN, 1.0, 2.0]), grad=False, why="NaN has no slope"),
    case("tf.minimum(x, y)", x=ints([1, -5]), y=ints([0, 7])),
    case("tf.math.nextafter(x, y)", x=f32([1.0, -2.0]), y=f32([2.0, -3.0])),
    case("tf.math.xlogy(x, y)", x=pos(2, 3), y=pos(3)),
    case("tf.math.xlogy(x, y)", x=f32([0.0, 0.0]), y=f32([0.0, NAN]), grad=False, why="y is outside of the domain"),
    case("tf.math.xlog1py(x, y)", x=pos(2, 3), y=pos(3)),
    case("tf.math.xdivy(x, y)", x=pos(2, 3), y=pos(3)),
    case("tf.math.xdivy(x, y)", x=f32([0.0, 1.0]), y=f32([0.0, 0.0]), grad=False, why="y is outside of the domain"),
    case("tf.math.multiply_no_nan(x, y)", x=f32(2, 3), y=pos(3)),
    case("tf.math.multiply_no_nan(x, y)", x=f32([INF, NAN]), y=f32([0.0, 0.0]), grad=False, why="x is not finite"),
    case("tf.math.divide_no_nan(x, y)", x=f32(2, 3), y=pos(3)),
    case("tf.math.divide_no_nan(x, y)", x=ints([3, 4]), y=ints([0, 2])),
    case("tf.math.reciprocal_no_nan(x)", x=f32([0.0, 2.0]), grad=False, why="at zero the slope is TensorFlow's"),
    case("tf.truncatediv(x, y)", x=ints([-7, 7, -7, 7]), y=ints([2, -2, -2, 2])),
    case("tf.truncatemod(x, y)", x=ints([-7, 7, -7, 7]), y=ints([2, -2, -2, 2])),
    case("tf.truncatediv(x, y)", x=f32(2, 3), y=pos(3)),
    case("tf.truncatemod(x, y)", x=f32([5.5, -5.5]), y=f32([2.0, 2.0])),
    case("x // y", x=f32([1.0, 5.5, -5.5]), y=f32([0.1, 2.0, 2.0]), grad=False, why=EDGE),
    case("tf.math.mod(x, y)", x=f32([5.5, -5.5, 5.5]), y=f32([2.0, 2.0, -2.0])),
    case("x // 0", x=ints([1])),
    case("tf.complex(x, y)", x=f32(2, 3), y=f32(3)),
    case("tf.complex(x, y)", x=f64(2), y=f64(2)),
    case("tf.math.real(x)", x=c64(3)),
    case("tf.math.imag(x)", x=c64(3)),
    case("tf.math.real(x), tf.math.imag(x), tf.math.angle(x)", x=f32(3)),
    case("tf.math.angle(x)", x=c128(3)),
    case("tf.realdiv(x, y)", x=f32(3), y=pos(3)),
]

NUMPY = [
    case("x * a", x=f32(2), a=np.array([1.0, 2.0])),
    case("a - x", x=f32(2), a=np.array([1.0, 2.0])),
    case("tf.maximum(x, a)", x=f32(2), a=np.array([1, 2])),
    case("x + a", x=ints([1, 2]), a=np.int64(3)),
    case("x * 2.0", x=ints([1, 2])),
    case("x * [1.0, 2.0]", x=f32(3, 2)),
]

COMPARISON = [
    *[case(f"x {symbol} y", x=ints([1, 2, 3]), y=ints([[2], [3]])) for symbol in "< <= > >= == !=".split()],
    *[case(f"x {symbol} 0.5", x=f32([0.5, NAN, 1.0])) for symbol in "< <= > >= == !=".split()],
    *[
        case(f"tf.{name}(x, y)", x=f32(2, 3), y=f32(3))
        for name in "less less_equal greater greater_equal equal not_equal".split()
    ],
    case("x == y", x=ints([1, 2]), y=ints([1, 2, 3])),
    case("x != y", x=ints([1, 2]), y=ints([1, 2, 3])),
    case("x == None, x != None", x=ints([1, 2])),
    case("tf.equal(x, y)", x=ints([1, 2]), y=ints([1, 2, 3])),
    case("x == y", x=f32(2), y=ints([1, 2])),
    case("tf.equal(x, y)", x=strs(["a", "b"]), y=strs("a")),
    case("tf.equal(x, y)", x=strs("a"), y=strs("a")),
    case("tf.equal(x, x)", x=c64(2)),
    case("tf.equal(x, y)", x=bools(4), y=bools(4)),
    case("x & y, x | y, x ^ y, ~x", x=bools([True, False, True]), y=bools([True, True, False])),
    case("x & y, x | y, x ^ y, ~x", x=ints([5, 6, -1]), y=ints([3, 3, 7])),
    case("True & x, x | True, 6 ^ y", x=bools(3), y=ints([1, 2])),
    case("tf.logical_and(x, y), tf.logical_or(x, y), tf.logical_not(x)", x=bools(2, 3), y=bools(3)),
    case("tf.math.logical_xor(x, y)", x=bools(2, 3), y=bools(3)),
    *[
        case(f"tf.bitwise.{name}(x, y)", x=ints([5, 12, 255], "uint8"), y=ints([3, 10, 1], "uint8"))
        for name in "bitwise_and bitwise_or bitwise_xor left_shift right_shift".split()
    ],
    case("tf.bitwise.invert(x)", x=ints([5, 0], "uint8")),
    case("tf.bitwise.left_shift(x, y)", x=ints([-1, 1, 1]), y=ints([40, 33, -1])),
    case("tf.bitwise.right_shift(x, y)", x=ints([-16, 16]), y=ints([2, 40])),
    case("tf.bitwise.invert(x)", x=f32(2)),
]

REDUCTIONS = [
    *[case(f"tf.reduce_{kind}(x)", x=f32(3, 4)) for kind in "sum mean max min prod logsumexp".split()],
    *[case(f"tf.reduce_{kind}(x, 1)", x=f32(2, 3, 2)) for kind in "sum mean max min prod logsumexp".split()],
    *[
        case(f"tf.reduce_{kind}(x, [0, -1], keepdims=True)", x=f32(2, 3, 2))
        for kind in "sum mean max min prod logsumexp".split()
    ],
    *[case(f"tf.reduce_{kind}(x, axis=[])", x=f32(2, 3)) for kind in "sum mean max".split()],
    *[
        case(f"tf.math.reduce_{kind}(x, {args})", x=f32(2, 3))
        for kind in "std variance euclidean_norm".split()
        for args in ("", "1, True")
    ],
    *[case(f"tf.reduce_{kind}(x)", x=ints([-3, 2, -1])) for kind in "sum mean max min prod".split()],
    *[case(f"tf.reduce_{kind}(x)", x=f16(40)) for kind in "sum mean max logsumexp".split()],
    *[case(f"tf.reduce_{kind}(x)", x=bf16(40)) for kind in "sum mean max".split()],
    *[
        case(f"tf.reduce_{kind}(x, 0)", x=f32(0, 2), grad=False, why="there is nothing to differentiate")
        for kind in "sum mean max min prod logsumexp".split()
    ],
    *[
        case(f"tf.reduce_{kind}(x)", x=f32([1.0, NAN, 2.0]), grad=False, why="NaN has no slope")
        for kind in "max min sum".split()
    ],
    *[case(f"tf.reduce_{kind}(x, 1)", x=c64(2, 3)) for kind in "sum mean".split()],
    case("tf.math.reduce_variance(x)", x=c64(3)),
    case("tf.math.reduce_euclidean_norm(x)", x=ints([1, 2])),
    case("tf.math.reduce_std(x)", x=ints([1, 2])),
    case("tf.reduce_max(x)", x=ints([[]])),
    case(
        "tf.reduce_prod(x, 1)",
        x=f32([[0.0, 2.0, 3.0], [0.0, 0.0, 1.0]]),
        second=False,
        why="the running product's slope divides by zero",
    ),
    case("tf.reduce_any(x, 1), tf.reduce_all(x, 0, True), tf.reduce_any(x)", x=bools(3, 2)),
    case("tf.reduce_sum(x)", x=bools(3)),
    case("tf.reduce_sum(x, 2)", x=f32(2, 3)),
    case("tf.reduce_sum(x, [0, 0])", x=f32(2, 3)),
    case("tf.reduce_sum(x, reduction_indices=[1], keep_dims=True)", x=f32(2, 3), v1=True),
    case("tf.reduce_logsumexp(x)", x=f32([-INF, -INF]), grad=False, why="infinity has no slope"),
    case("tf.argmax(x, 1), tf.argmin(x, 1)", x=f32(3, 4)),
    case("tf.argmax(x), tf.argmin(x)", x=ints([[1, 3], [3, 0]])),
    case("tf.argmax(x, axis=-1, output_type=tf.int32)", x=f32(2, 3, 4)),
    case("tf.argmax(x), tf.argmin(x)", x=f32([1.0, NAN, 3.0, 3.0])),
    case("tf.argmax(x)", x=f32(0, 2)),
    case("tf.argmax(x)", x=f32()),
    case("tf.argmax(x, dimension=1, name='best'), tf.arg_min(x, 0)", x=f32(2, 3), v1=True),
    case("tf.math.count_nonzero(x, 1)", x=ints([[0, 1, 2], [0, 0, 3]])),
    case("tf.math.count_nonzero(x, keepdims=True, dtype=tf.int32)", x=f32([[0.0, 1.0]])),
    case("tf.math.count_nonzero(x)", x=strs(["", "a"])),
    case("tf.math.zero_fraction(x)", x=f32([0.0, 1.0, 0.0])),
]

CUMULATIVE = [
    *[
        case(f"tf.math.{name}(x, {args})", x=f32(3, 2))
        for name in ("cumsum", "cumprod", "cumulative_logsumexp")
        for args in ("", "1", "reverse=True")
    ],
    *[
        case(f"tf.math.{name}(x, {args})[1:-1]", x=f32(4, 2))
        for name in ("cumsum", "cumprod", "cumulative_logsumexp")
        for args in ("exclusive=True", "0, True, True")
    ],
    case(
        "tf.math.cumulative_logsumexp(x, -1, True, True)", x=f32(2, 3), grad=False, why="it begins with minus infinity"
    ),
    case("tf.cumsum(x)", x=ints([1, 2, 3])),
    case("tf.math.cumprod(x, exclusive=True)", x=ints([1, 2, 3], "int64")),
    case("tf.cumsum(x)", x=f16(9)),
    case("tf.cumsum(x, 0, True)", x=f32(0)),
    case("tf.cumsum(x)", x=f32()),
    case("tf.math.cumulative_logsumexp(x)", x=f32([-INF, 2.0, 3.0]), grad=False, why="infinity has no slope"),
]

IDS = "the number of groups is data"
SEGMENTS = [
    *[
        case(f"tf.math.segment_{kind}(x, i)", x=f32(5, 2), i=ints([0, 0, 2, 2, 2]), xla=False, why=IDS)
        for kind in "sum mean max min prod".split()
    ],
    *[
        case(f"tf.math.segment_{kind}(x, i)", x=ints([-1, -2, 3, 5]), i=ints([0, 0, 2, 2]), xla=False, why=IDS)
        for kind in "sum mean max min prod".split()
    ],
    case("tf.math.segment_sum(x, i)", x=f32(3), i=ints([0, 2, 1])),
    case("tf.math.segment_sum(x, i)", x=f32(3), i=ints([-1, 0, 1])),
    case("tf.math.segment_sum(x, i)", x=f32(3, 2), i=ints([0, 1])),
    case("tf.math.segment_sum(x, [0, 0, 1])", x=f32(3, 2), xla=False, why=IDS),
    *[
        case(f"tf.math.unsorted_segment_{kind}(x, i, 4)", x=f32(5, 2), i=ints([2, 0, -1, 2, 0]))
        for kind in "sum prod".split()
    ],
    *[
        case(f"tf.math.unsorted_segment_{kind}(x, i, 3)", x=f32(5, 2), i=ints([2, 0, 1, 2, 0]))
        for kind in "max min".split()
    ],
    case(
        "tf.math.unsorted_segment_max(x, i, 4)",
        x=f32(2),
        i=ints([2, -1]),
        grad=False,
        why="the results for no rows overflow",
    ),
    *[
        case(f"tf.math.unsorted_segment_{kind}(x, i, 3)", x=f32(2, 2, 3), i=ints([[0, 1], [1, 1]]))
        for kind in "sum mean sqrt_n".split()
    ],
    case("tf.math.unsorted_segment_max(x, i, 2)", x=f32(2, 2, 3), i=ints([[0, 1], [1, 1]])),
    case("tf.math.unsorted_segment_mean(x, i, num_segments=4)", x=f32(5, 2), i=ints([2, 0, -1, 2, 0])),
    case(
        "tf.math.unsorted_segment_sum(x, i, n)",
        x=f32(3),
        i=ints([0, 1, 0]),
        n=ints(3),
        xla=False,
        why="the shape is data",
    ),
    case(
        "tf.math.unsorted_segment_prod(x, i, 3)",
        x=f32([0.0, 3.0, 1.0]),
        i=ints([0, 0, 1]),
    ),
    case("tf.math.unsorted_segment_max(x, i, 4)", x=ints([1, 2, 3]), i=ints([0, -1, 2], "int64")),
    case("tf.math.unsorted_segment_sum(x, i, 2)", x=f32(3), i=ints([0, 5, 1])),
    case(
        "tf.segment_sum(x, i), tf.unsorted_segment_sum(x, i, 3)",
        x=f32(3),
        i=ints([0, 0, 1]),
        v1=True,
        xla=False,
        why=IDS,
    ),
]

SEGMENTS += [
    case(f"tf.sparse.segment_{kind}(x, [0, 2, 1], i, num_segments=4)", x=f32(3, 2), i=ints([0, 0, 2]))
    for kind in "sum mean sqrt_n".split()
]

LENGTH = "the length is data"
COUNTS = [
    *[
        case(f"tf.math.bincount(x{args})", x=ints([1, 2, 2, 5]), xla=False, why=LENGTH)
        for args in (
            "",
            ", minlength=8",
            ", maxlength=3",
            ", dtype=tf.float32",
            ", binary_output=True",
            ", axis=-1, minlength=5, maxlength=7",
        )
    ],
    *[case(f"tf.math.bincount(x{args})", x=ints([[1, 2], [2, 2]]), xla=False, why=LENGTH) for args in ("", ", axis=0")],
    *[
        case(
            f"tf.math.bincount(x, axis=-1{args})",
            x=ints([[1, 2], [2, 2]]),
            xla=False,
            unknown="dims",
            why=LENGTH + ", the rank says whether there are rows",
        )
        for args in ("", ", binary_output=True", ", maxlength=2")
    ],
    case("tf.math.bincount(x, w)", x=ints([1, 2, 2]), w=f32(3), xla=False, why=LENGTH),
    case(
        "tf.math.bincount(x, w, axis=-1)", x=ints([[1, 2], [2, 2]]), w=f32(2, 2), xla=False, unknown="dims", why=LENGTH
    ),
    *[
        case(f"tf.math.bincount({x}{args})", x=ints([[1, 2], [2, 2]]), xla=False, unknown="dims", why=LENGTH)
        for x in ("tf.RaggedTensor.from_tensor(x, [2, 1])", "tf.sparse.from_dense(x - 1)")
        for args in ("", ", axis=-1", ", axis=-1, minlength=4, binary_output=True")
    ],
    case("tf.math.bincount(x)", x=ints([-1, 2])),
    case("tf.math.bincount(x)", x=ints([], "int32"), xla=False, why=LENGTH),
    case("tf.math.bincount(x)", x=ints([1, 2, 2], "int64"), xla=False, why=LENGTH),
    case("tf.math.confusion_matrix(x, y)", x=ints([1, 2, 4]), y=ints([2, 2, 4]), xla=False, why=LENGTH),
    case("tf.math.confusion_matrix(x, y, 5)", x=ints([1, 2, 4]), y=ints([2, 2, 4])),
    case("tf.math.confusion_matrix(x, y, 5, w, w.dtype)", x=ints([1, 2, 4]), y=ints([2, 2, 4]), w=f32(3)),
    case("tf.math.confusion_matrix(x, y, 3)", x=ints([1, 2, 4]), y=ints([2, 2, 4])),
    case("tf.math.confusion_matrix(x, y)", x=ints([-1, 2]), y=ints([2, 2])),
    case(
        "tf.math.confusion_matrix(x, y, 3)",
        x=ints([[1], [2]]),
        y=ints([2, 2]),
        unknown="dims",
        why="the ranks decide what is squeezed",
    ),
    case("tf.histogram_fixed_width(x, [0.0, 5.0], nbins=5)", x=f32([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0])),
    case("tf.histogram_fixed_width_bins(x, [0.0, 5.0], nbins=5)", x=f32([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0])),
    case("tf.histogram_fixed_width(x, r, 5, tf.int64)", x=ints([1, 3]), r=ints([0, 5])),
    case("tf.histogram_fixed_width(x, [0.0, 5.0])", x=f32([NAN])),
    case("tf.histogram_fixed_width(x, [5.0, 5.0])", x=f32([1.0])),
]

SUMS = [
    case("tf.add_n([x, y, x])", x=f32(2, 3), y=f32(2, 3)),
    case("tf.add_n([x, y])", x=f32(2), y=f32(3)),
    case("tf.add_n([])"),
    case("tf.math.accumulate_n([x, y])", x=f32(2, 3), y=f32(2, 3)),
    case("tf.scalar_mul(2.0, x)", x=f32(2, 3)),
    case("tf.scalar_mul(x, x)", x=f32(2)),
    case("tf.math.polyval([1.0, y, 3.0], x)", x=f32(3), y=f32()),
    case("tf.math.polyval([], x)", x=f32(3)),
    case("tf.math.log_sigmoid(x)", x=f32(2, 3, low=-9, high=9)),
    case("tf.math.is_non_decreasing(x), tf.math.is_strictly_increasing(x)", x=ints([1, 1, 2])),
    case("tf.clip_by_value(x, -0.5, 0.75)", x=f32(3, 4)),
    case("tf.clip_by_value(x, y, 1.0)", x=f32(3, 4), y=f32(4, low=-1, high=0)),
    case("tf.clip_by_value(x, 0, 2)", x=ints([-1, 5, 1])),
    case("tf.clip_by_value(x, 0.0, 1.0)", x=f32([NAN, 5.0]), grad=False, why="NaN has no slope"),
    case("tf.clip_by_value(x, y, 3.0)", x=f32(1), y=f32(1, 2)),
    case("tf.clip_by_norm(x, 2.0)", x=f32(3, 4)),
    case("tf.clip_by_norm(x, 1.0, axes=[1])", x=f32(3, 4)),
    case("tf.clip_by_norm(x, 1.0)", x=f32([0.0, 0.0])),
    case("tf.clip_by_average_norm(x, 0.1)", x=f32(3, 4), v1=True),
    case("tf.linalg.global_norm([x, None, y])", x=f32(2), y=f32(2, 2)),
    case("tf.clip_by_global_norm([x, None, y], 1.0)", x=f32(2), y=f32(2, 2)),
    case("tf.clip_by_global_norm([x, y], 100.0)", x=f32(2), y=f32(2, 2)),
    case("tf.clip_by_global_norm([x], 1.0)", x=f32([1.0, INF]), grad=False, why="infinity has no slope"),
    case("tf.math.l2_normalize(x, 1)", x=f32(3, 4)),
    case("tf.nn.l2_normalize(x, axis=[0, 1])", x=f32(3, 4)),
    case("tf.math.l2_normalize(x, 0)", x=c64(3)),
    case("tf.saturate_cast(x, tf.uint8)", x=f32([300.0, -5.0, 3.7])),
    case("tf.saturate_cast(x, tf.int8)", x=ints([300, -5])),
    case("tf.saturate_cast(x, tf.int32)", x=f32([1e30, -1e30])),
    case("tf.saturate_cast(x, tf.int32)", x=ints([2**40], "int64")),
    case("tf.saturate_cast(x, tf.float16)", x=f32([1e30, 2.0]), grad=False, why="the dtype is fixed"),
    case("tf.bitcast(x, tf.int32)", x=f32(2, 3)),
    case("tf.bitcast(x, tf.uint8)", x=f32(2)),
    case("tf.bitcast(x, tf.int32)", x=ints([[1, 2, 3, 4]], "uint8")),
    case("tf.bitcast(x, tf.int32)", x=ints([[1, 2, 3]], "uint8")),
]

SCIPY = "first gear only: XLA has no such function"
SPECIAL = [
    *[case(f"tf.math.{name}(x)", x=f32(3, 4)) for name in "erf erfc".split()],
    *[case(f"tf.math.{name}(x)", x=pos(3, 4)) for name in "lgamma digamma".split()],
    *[case(f"tf.math.{name}(x)", x=f32(5, low=-3.8, high=-3.2), rtol=1e-4) for name in "lgamma digamma".split()],
    *[
        case(f"tf.math.{name}(x)", x=f32([0.0, -1.0, 1.0, 2.0, INF, NAN, 30.0]), grad=False, why="poles")
        for name in "lgamma digamma erf erfc".split()
    ],
    *[case(f"tf.math.{name}(x)", x=f16(4, low=0.5, high=2)) for name in "erf lgamma".split()],
    *[case(f"tf.math.{name}(x)", x=f64(4, low=-4, high=6)) for name in "erf erfc".split()],
    case("tf.math.lgamma(x)", x=f64(9, low=0.01, high=20)),
    case("tf.math.erf(x)", x=ints([1])),
    case("tf.math.erfinv(x)", x=unit(3, 4)),
    case("tf.math.erfcinv(x)", x=f32(3, low=0.1, high=1.9)),
    case("tf.math.ndtri(x)", x=f32(3, low=0.1, high=0.9)),
    case("tf.math.polygamma(a, x)", a=f32([0.0, 1.0, 2.0]), x=pos(3), grad=False, why="the order is a whole number"),
    case("tf.math.polygamma(1.0, x)", x=pos(3)),
    case("tf.math.zeta(x, q)", x=f32([2.0, 3.5]), q=pos(2), grad=False, why="no gradient by the first argument"),
    case("tf.math.zeta(2.5, q)", q=pos(2)),
    case("tf.math.igamma(a, x)", a=pos(4), x=pos(4), second=False, why="the slope by a has no slope"),
    case("tf.math.igammac(a, x)", a=pos(4), x=pos(4), second=False, why="the slope by a has no slope"),
    case("tf.math.igamma(1.5, x)", x=pos(2, 2)),
    case("tf.math.betainc(1.5, 2.0, x)", x=f32(3, low=0.1, high=0.9)),
    case("tf.math.lbeta(x)", x=pos(3, 2)),
    *[case(f"tf.math.bessel_{name}(x)", x=f32(4)) for name in "i0 i0e i1 i1e".split()],
    *[
        case(f"tf.math.special.bessel_{name}(x)", x=pos(4), xla=False, why=SCIPY)
        for name in "j0 j1 k0 k0e k1 k1e y0 y1".split()
    ],
    *[
        case(f"tf.math.special.{name}(x)", x=pos(4), xla=False, why=SCIPY)
        for name in "dawsn fresnel_cos fresnel_sin".split()
    ],
    *[
        case(f"tf.math.special.{name}(x)", x=pos(4), xla=name == "spence", why=SCIPY)
        for name in "expint spence".split()
    ],
]

V1 = [
    case(
        "tf.sparse_segment_sum(x, [0, 2, 1], i), tf.sparse_segment_mean(x, [0, 2, 1], i), tf.sparse_segment_sqrt_n(x, "
        "[0, 2, 1], i)",
        x=f32(3, 2),
        i=ints([0, 0, 2]),
        v1=True,
        xla=False,
        why=IDS,
    ),
    case("tf.div(x, y), tf.mod(x, y), tf.floordiv(x, y)", x=ints([-7, 7]), y=ints([2, 2]), v1=True),
    case("tf.div(x, 2.0), tf.log(x), tf.erf(x), tf.lgamma(x)", x=pos(3), v1=True),
    case("tf.to_float(x), tf.to_int32(x), tf.to_int64(x), tf.to_double(x)", x=ints([1, 2], "int64"), v1=True),
    case("tf.confusion_matrix(x, y, 3)", x=ints([1, 2]), y=ints([2, 2]), v1=True),
    case(
        "tf.count_nonzero(x, keep_dims=True), tf.bincount(x, maxlength=4, minlength=4)",
        x=ints([1, 2]),
        v1=True,
        xla=False,
        why=LENGTH,
    ),
    case("tf.global_norm([x]), tf.squared_difference(x, 1.0), tf.rsqrt(x), tf.cumprod(x)", x=pos(3), v1=True),
    case("tf.real(x), tf.imag(x), tf.conj(x), tf.angle(x)", x=c64(2), v1=True),
    case("tf.is_nan(x), tf.is_inf(x), tf.is_finite(x), tf.ceil(x), tf.rint(x)", x=f32(3), v1=True),
]

CASES = [*UNARY, *BINARY, *NUMPY, *COMPARISON, *REDUCTIONS, *CUMULATIVE, *SEGMENTS, *COUNTS, *SUMS, *SPECIAL, *V1]

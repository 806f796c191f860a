"""Reductions, running totals, extremes, sorting, segments, counts."""

from agreement.draw import COMPLEX, FLOATS, INDEX, NUMBERS, REAL_NUMBERS
from agreement.recipes.table import recipe, under


def reduction(dtypes, **more):
    def make(d):
        x = d.x(dtypes, d.shape(0, 4), fill=d.of(None, None, "halves"), **more)
        return [x], d.opt(axis=d.axes(x.rank), keepdims=d.flag())

    return make


recipe("math.reduce_sum math.reduce_mean", reduction(NUMBERS, low=-3, high=4), 2.5)
recipe("math.reduce_prod", reduction(NUMBERS, low=-1, high=3))
recipe("math.reduce_max math.reduce_min", reduction(REAL_NUMBERS), 1.5)
recipe("math.reduce_all math.reduce_any", reduction(("bool",)))
recipe("math.reduce_logsumexp math.reduce_std math.reduce_variance", reduction(FLOATS))
recipe("math.reduce_euclidean_norm", reduction(("float32", "float64", "int32", "complex64")))
recipe(
    "math.count_nonzero",
    lambda d: (lambda x: ([x], d.opt(axis=d.axes(x.rank), keepdims=d.flag(), dtype=d.dtype("int32", "int64"))))(
        d.x(NUMBERS + ("bool",), fill="halves", low=-1, high=2)
    ),
)
recipe("math.zero_fraction", lambda d: [d.x(REAL_NUMBERS, d.full(0, 3), fill="halves")])


def old_reduction(dtypes):
    def make(d):
        x = d.x(dtypes, d.shape(0, 4), low=-1, high=3)
        where = {d.of("axis", "reduction_indices"): d.axes(x.rank), d.of("keepdims", "keep_dims"): d.flag()}
        return [x], d.opt(**where)

    return make


recipe(
    under("compat.v1.", "reduce_sum reduce_mean reduce_prod reduce_max reduce_min"),
    old_reduction(("float32", "float64", "int32")),
)
recipe("compat.v1.reduce_all compat.v1.reduce_any", old_reduction(("bool",)))
recipe("compat.v1.reduce_logsumexp", old_reduction(("float32", "float64")))
recipe(
    "compat.v1.count_nonzero",
    lambda d: (
        lambda x: (
            [x],
            d.opt(**{d.of("axis", "reduction_indices"): d.axes(x.rank), d.of("keepdims", "keep_dims"): d.flag()}),
        )
    )(d.x(("float32", "int32"), fill="halves", low=-1, high=2)),
)


def running(d):
    x = d.x(("float32", "float64", "float16", "int32", "int64", "complex64"), d.shape(1, 4), low=-1, high=3)
    return [x], d.opt(axis=d.axis(x.rank), exclusive=d.flag(), reverse=d.flag())


def running_exp(d):
    x = d.x(("float32", "float64", "float16"), d.full(1, 4))
    return [x], d.opt(axis=d.axis(x.rank), exclusive=d.flag(), reverse=d.flag())


recipe("math.cumsum math.cumprod", running, 1.5)
recipe("math.cumulative_logsumexp", running_exp)


def extreme(d):
    x = d.x(REAL_NUMBERS, d.full(1, 4), fill="halves")
    return [x], d.opt(axis=d.axis(x.rank), output_type=d.dtype("int32", "int64"))


def old_extreme(d):
    x = d.x(("float32", "int32"), d.full(1, 4), fill="halves")
    return [x], d.opt(**{d.of("axis", "dimension"): d.axis(x.rank), "output_type": d.dtype("int32", "int64")})


recipe("math.argmax math.argmin", extreme, 1.5)
recipe("compat.v1.argmax compat.v1.argmin", old_extreme)
recipe(
    "compat.v1.arg_max compat.v1.arg_min",
    lambda d: (lambda x: [x, d.axis(x.rank)])(d.x(("float32", "int32"), d.full(1, 3), fill="halves")),
    0.5,
)


def ordered(d):
    x = d.x(REAL_NUMBERS[:8], d.shape(1, 4), fill="halves")
    return [x], d.opt(axis=d.axis(x.rank), direction=d.of("ASCENDING", "DESCENDING"))


def stable(d):
    args, options = ordered(d)
    return args, {**options, "stable": True}


recipe("sort", ordered)
recipe("argsort", stable)


def top(d):
    x = d.x(REAL_NUMBERS[:8], d.full(1, 3), fill=d.of(None, "halves"))
    return [x], d.opt(k=d.randint(1, x.shape[-1]), index_type=d.dtype("int32", "int64"))


recipe("math.top_k", top, 1.5)
recipe(
    "math.in_top_k",
    lambda d: [d.integers([4], 0, 5), d.array([4, 5], "float32", fill=d.of("distinct", "halves")), d.randint(1, 5)],
)
recipe(
    "compat.v1.math.in_top_k",
    lambda d: [d.array([4, 5], "float32", fill=d.of("distinct", "halves")), d.integers([4], 0, 5), d.randint(1, 5)],
)


def sorted_segments(dtypes, **more):
    def make(d):
        x = d.x(dtypes, d.full(1, 3), how="tensor", **more)
        return [x, d.segments(x.shape[0])]

    return make


def loose_segments(dtypes, **more):
    def make(d):
        x = d.x(dtypes, d.shape(1, 3), how="tensor", **more)
        ids = x.shape[: d.randint(1, x.rank)]
        return [x, d.integers(ids, -1, 4, how="tensor"), d.randint(4, 6)]

    return make


NUMERIC = ("float32", "float32", "float64", "int32", "int64")
recipe("math.segment_sum math.segment_prod", sorted_segments(NUMERIC + COMPLEX))
recipe("math.segment_max math.segment_min", sorted_segments(NUMERIC))
recipe("math.segment_mean", sorted_segments(("float32", "float64", "int32")))
recipe("math.unsorted_segment_sum math.unsorted_segment_prod", loose_segments(NUMERIC + COMPLEX))
recipe("math.unsorted_segment_max math.unsorted_segment_min", loose_segments(NUMERIC))
recipe("math.unsorted_segment_mean math.unsorted_segment_sqrt_n", loose_segments(("float32", "float64")))


def picked_segments(d):
    data = d.x(("float32", "float64"), d.full(1, 3), how="tensor")
    n = d.randint(1, 6)
    ids = d.segments(n)
    options = {"num_segments": ids["values"][-1] + d.randint(1, 3)} if d.rare(0.4) else {}
    return [data, d.integers([n], 0, data.shape[0]), ids], options


recipe("sparse.segment_sum sparse.segment_mean sparse.segment_sqrt_n", picked_segments)


def counted(d):
    x = d.integers(d.of([6], [0], [9], [2, 5]), 0, 6, "int32", how="tensor")
    options = d.opt(minlength=d.randint(0, 9), maxlength=d.randint(1, 9), dtype=d.dtype("int32", "int64", "float32"))
    if d.rare(0.4):
        options = {"weights": d.array(x.shape, d.of("float32", "int32", "float64"), how="tensor"), **d.opt(minlength=7)}
    elif x.rank == 2 or d.rare(0.3):
        options = d.opt(axis=d.of(-1, 0, None) if x.rank == 1 else d.of(-1, None), binary_output=d.flag())
        options = options if options.get("axis", None) is not None else d.opt(minlength=4)
    return [x], options


recipe("math.bincount", counted, 1.5)
recipe(
    "compat.v1.bincount",
    lambda d: ([d.integers([6], 0, 6, "int32")], d.opt(minlength=4, maxlength=9, dtype=d.dtype("int32", "int64"))),
)


def confusion(d):
    n = d.some()
    pair = [d.integers([n], 0, 4, "int64"), d.integers([n], 0, 4, "int64")]
    return pair, d.opt(
        num_classes=d.randint(4, 6), weights=d.array([n], "float32"), dtype=d.dtype("int32", "float32", "int64")
    )


recipe("math.confusion_matrix compat.v1.confusion_matrix", confusion)
recipe(
    "histogram_fixed_width histogram_fixed_width_bins",
    lambda d: (
        [d.x(("float32", "float64"), low=-1, high=6, how="tensor"), [0.0, 5.0]],
        d.opt(nbins=d.randint(1, 9), dtype=d.dtype("int32")),
    ),
)
recipe(
    "math.is_non_decreasing math.is_strictly_increasing",
    lambda d: [d.x(("float32", "int32"), d.shape(1, 2), fill=d.of("sorted", "halves"))],
)
recipe("math.invert_permutation", lambda d: (lambda n: [d.given(d.perm(n), d.choice(INDEX))])(d.some()))
recipe("math.lbeta", lambda d: [d.x(("float32", "float64"), d.full(1, 3), low=0.3, high=4)])


def unique(d):
    return [d.x(("int32", "int64", "float32", "string", "bool"), d.of([7], [0], [4]), low=0, high=4)], d.opt(
        out_idx=d.dtype(*INDEX)
    )


recipe("unique unique_with_counts", unique)
recipe(
    "compat.v1.setdiff1d",
    lambda d: ([d.integers([7], 0, 6, "int32"), d.integers([4], 0, 6, "int32")], d.opt(index_dtype=d.dtype(*INDEX))),
)


def searched(d):
    batch = d.of([], [2], [2, 3])
    dtype = d.of("float32", "float64", "int32")
    fill = "sorted" if dtype != "int32" else None
    if fill is None:
        return [
            d.given([[0, 2, 2, 5, 9]], "int32", how="tensor"),
            d.array([1, 4], "int32", low=-1, high=11, how="tensor"),
        ], {"side": d.of("left", "right")}
    return [d.array([*batch, 5], dtype, fill=fill), d.array([*batch, 4], dtype)], d.opt(
        side=d.of("left", "right"), out_type=d.dtype(*INDEX)
    )


recipe("searchsorted", searched)

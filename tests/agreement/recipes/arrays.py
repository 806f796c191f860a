"""Shapes, slices, gathering, scattering, joining and taking apart."""

from agreement.draw import ANY, FLOATS, INDEX, NUMBERS
from agreement.recipes.table import recipe, under

MOST = (
    "float32",
    "float32",
    "int32",
    "int64",
    "float64",
    "bool",
    "string",
    "uint8",
    "complex64",
    "float16",
    "bfloat16",
)


def volume(shape):
    n = 1
    for s in shape:
        n *= s
    return n


def shaped(d, low=0, high=4, dtypes=MOST, **more):
    return d.x(dtypes, d.shape(low, high), **more)


def reshape(d):
    x = shaped(d)
    n = volume(x.shape)
    new = d.of([n], [1, n], x.shape[::-1], [n, 1, 1])
    if n and d.flag():
        new = list(new)
        if new:
            new[d.randrange(len(new))] = -1
    return [x, d.shape_like(new)]


recipe("reshape", reshape, 2)


def transpose(d):
    x = shaped(d)
    return [x], d.opt(perm=d.shape_like(d.perm(x.rank)), conjugate=d.flag())


recipe("transpose", transpose, 1.5)
recipe("expand_dims", lambda d: (lambda x: [x, d.axis(x.rank + 1)])(shaped(d)))
recipe("compat.v1.expand_dims", lambda d: (lambda x: ([x], {d.of("axis", "dim"): d.axis(x.rank + 1)}))(shaped(d)))


def squeeze(d, name="axis"):
    shape = [1 if d.flag() else d.some() for _ in range(d.randint(0, 4))]
    ones = [i for i, n in enumerate(shape) if n == 1]
    some = d.sample(ones, d.randint(0, len(ones)))
    return [d.x(MOST, shape)], d.opt(**{name: [i - len(shape) if d.flag() else i for i in some]})


recipe("squeeze", squeeze)
recipe("compat.v1.squeeze", lambda d: squeeze(d, d.of("axis", "squeeze_dims")))


def joined(d):
    shape, dtype = d.full(1, 4), d.choice(MOST)
    axis = d.axis(len(shape))
    parts = []
    for _ in range(d.randint(1, 4)):
        one = list(shape)
        one[axis] = d.size()
        parts.append(d.array(one, dtype, how=d.of("tensor", "numpy") if dtype not in ("bfloat16",) else "tensor"))
    return [parts, axis]


def stacked(d):
    shape, dtype = d.shape(0, 3), d.choice(MOST)
    return [[d.array(shape, dtype, how="tensor") for _ in range(d.randint(1, 4))]], d.opt(axis=d.axis(len(shape) + 1))


recipe("concat", joined, 1.5)
recipe("stack", stacked, 1.5)
recipe("parallel_stack", lambda d: [stacked(d)[0][0]], 0.5)
recipe("unstack", lambda d: (lambda x: ([x], d.opt(axis=d.axis(x.rank))))(d.x(MOST, d.full(1, 4))))


def split(d):
    x = d.x(MOST, d.full(1, 4))
    axis = d.axis(x.rank)
    n = x.shape[axis]
    if d.flag():
        count = d.choice([c for c in range(1, n + 1) if n % c == 0])
        return [x, count], d.opt(axis=axis) if axis in (0, -x.rank) else {"axis": axis}
    cut = d.randint(0, n)
    return [x, d.of([cut, n - cut], [cut, -1])], {"axis": axis}


recipe("split", split, 1.5)


def tile(d):
    x = shaped(d)
    return [x, d.shape_like([d.of(0, 1, 2, 3) for _ in x.shape])]


recipe("tile", tile)


def repeat(d):
    x = d.x(MOST, d.shape(0, 3))
    if x.rank == 0 or d.rare(0.3):
        return [x, d.randint(0, 3)]
    axis = d.axis(x.rank)
    return [x, d.of(d.randint(0, 3), [d.randint(0, 3) for _ in range(x.shape[axis])])], {"axis": axis}


recipe("repeat", repeat)


def pad(d, **more):
    mode = d.of("CONSTANT", "REFLECT", "SYMMETRIC", "constant")
    x = d.x(("float32", "int32", "float64", "complex64", "bool"), d.full(1, 4))
    small = 3 if mode.lower() == "constant" else 0
    pads = [[d.randint(0, small or max(0, n - 1)), d.randint(0, small or max(0, n - 1))] for n in x.shape]
    options = {"mode": mode} if mode != "CONSTANT" or d.flag() else {}
    if mode.lower() == "constant" and x.dtype != "bool" and d.flag():
        options["constant_values"] = d.randint(-3, 3)
    return [x, d.of(pads, {"values": pads, "dtype": "int32", "how": "tensor"})], options


recipe("pad", pad, 1.5)


def cut(d):
    x = shaped(d, 1, 4)
    begin = [d.randint(0, n) for n in x.shape]
    size = [d.of(-1, d.randint(0, n - b)) for n, b in zip(x.shape, begin)]
    return [x, begin, size]


recipe("slice", cut, 1.5)


def strided(d):
    x = shaped(d, 1, 4)
    n = d.randint(1, x.rank)
    begin = [d.randint(-5, 5) for _ in range(n)]
    end = [d.randint(-5, 6) for _ in range(n)]
    strides = [d.of(1, 1, 2, -1, -2, 3) for _ in range(n)]
    masks = {k: d.randrange(1 << n) for k in ("begin_mask", "end_mask", "new_axis_mask")}
    if d.rare(0.3):
        masks["ellipsis_mask"] = 1 << d.randrange(n)
    options = d.opt(**masks)
    return [x, begin, end, strides], options


recipe("strided_slice", strided, 3)


def reverse(d):
    x = shaped(d)
    return [x, [a - x.rank if d.flag() else a for a in d.sample(range(x.rank), d.randint(0, x.rank))]]


def roll(d):
    x = shaped(d, 1, 4)
    if d.flag():
        return [x, d.randint(-6, 6), d.axis(x.rank)]
    axes = d.sample(range(x.rank), d.randint(1, x.rank))
    return [x, [d.randint(-6, 6) for _ in axes], axes]


recipe("reverse compat.v1.reverse_v2", reverse)
recipe("roll", roll)


def gather(d):
    x = d.x(MOST, d.full(1, 4))
    axis = d.axis(x.rank)
    where = axis % x.rank
    if d.rare(0.3):
        batch = d.randint(0, where)
        ids = d.integers(x.shape[:batch] + d.of([3], [], [2, 2]), 0, x.shape[axis])
        return [x, ids], {"axis": axis, "batch_dims": batch}
    return [x, d.integers(d.shape(0, 2), 0, x.shape[axis])], d.opt(axis=axis) if where == 0 else {"axis": axis}


recipe("gather", gather, 2)


def points(d, shape, depth, lead):
    """Indices into the first `depth` dimensions."""
    n = volume(lead)
    rows = [[d.randrange(s) for s in shape[:depth]] for _ in range(n)]
    for size in lead[:0:-1]:
        rows = [rows[i : i + size] for i in range(0, len(rows), size)]
    return {"values": rows if lead else rows[0], "dtype": d.choice(INDEX), "how": "tensor"}


def gather_nd(d):
    x = d.x(MOST, d.full(1, 4))
    if x.rank > 1 and d.rare(0.3):
        depth = d.randint(1, x.rank - 1)
        rows = [[[d.randrange(s) for s in x.shape[1 : 1 + depth]] for _ in range(2)] for _ in range(x.shape[0])]
        return [x, {"values": rows, "dtype": "int32", "how": "tensor"}], {"batch_dims": 1}
    return [x, points(d, x.shape, d.randint(1, x.rank), d.of([], [3], [2, 2]))]


recipe("gather_nd", gather_nd, 1.5)


def scatter(dtypes, unique=False):
    def make(d):
        x = d.x(dtypes, d.full(1, 3), how="tensor")
        depth, lead = d.randint(1, x.rank), d.of([3], [2, 2], [1])
        at = points(d, x.shape, depth, [1] if unique else lead)
        return [x, at, d.like(x, shape=([1] if unique else lead) + x.shape[depth:], how="tensor")]

    return make


SCATTERED = ("float32", "float64", "int32", "int64", "complex64", "float16")
recipe("tensor_scatter_nd_add tensor_scatter_nd_sub", scatter(SCATTERED))
recipe("tensor_scatter_nd_max tensor_scatter_nd_min", scatter(("float32", "int32", "float64")))
recipe("tensor_scatter_nd_update", scatter(MOST, unique=True))


def scatter_nd(d):
    shape = d.full(1, 3)
    depth, lead = d.randint(1, len(shape)), d.of([3], [2, 2], [1])
    at = points(d, shape, depth, lead)
    return [
        at,
        d.array(lead + shape[depth:], d.choice(SCATTERED), how="tensor"),
        {"values": shape, "dtype": at["dtype"], "how": "tensor"},
    ]


recipe("scatter_nd", scatter_nd)


def scatter_ref(d):
    """The old functions that write into a variable, by rows; what they give is read."""
    x = d.x(("float32", "float64"), d.full(1, 3), how="numpy", low=0.5, high=2)
    n = d.randint(1, x.shape[0])
    rows = d.given(d.sample(range(x.shape[0]), n), "int32", how="tensor")
    return [{"variable": x}, rows, d.like(x, shape=[n, *x.shape[1:]], how="tensor", low=0.5, high=2)]


def scatter_ref_nd(d):
    x = d.x(("float32", "float64"), d.full(1, 3), how="numpy")
    depth = d.randint(1, x.rank)
    return [{"variable": x}, points(d, x.shape, depth, [1]), d.like(x, shape=[1, *x.shape[depth:]], how="tensor")]


recipe(under("compat.v1.scatter_", "add sub mul div max min update"), scatter_ref, 0.5)
recipe(under("compat.v1.scatter_nd_", "add sub update"), scatter_ref_nd, 0.5)
recipe(
    "compat.v1.assign compat.v1.assign_add compat.v1.assign_sub",
    lambda d: (lambda x: [{"variable": x}, d.like(x, how="tensor")])(d.x(("float32", "int32"), how="numpy")),
    0.5,
)


def masked(d):
    x = d.x(MOST, d.full(1, 4))
    axis = d.randint(0, x.rank - 1) if d.rare(0.4) else 0
    n = d.randint(1, x.rank - axis)
    return [x, d.array(x.shape[axis : axis + n], "bool")], {"axis": axis} if axis or d.flag() else {}


recipe("boolean_mask compat.v1.boolean_mask", masked)


def where(d):
    if d.rare(0.25):
        return [d.x(("bool", "float32", "int32"), fill="halves")]
    x = d.x(MOST)
    y = d.like(x, shape=d.beside(x.shape))
    x["how"] = y["how"] = "tensor"
    return [d.array(d.beside(x.shape), "bool"), x, y]


recipe("where compat.v1.where_v2", where, 1.5)
recipe(
    "compat.v1.where",
    lambda d: (lambda x: [d.array(d.of(x.shape, x.shape[:1]), "bool"), dict(x, how="tensor"), d.like(x, how="tensor")])(
        d.x(MOST, d.full(1, 3))
    ),
    0.6,
)


def one_hot(d):
    ids = d.array(d.shape(0, 3), d.of("int32", "int64", "uint8"), low=0, high=6)
    options = d.opt(
        axis=d.of(-1, 0, d.randint(-1, ids.rank)), dtype=d.dtype("float32", "int32", "float64", "float16", "int64")
    )
    if d.flag():
        options.pop("dtype", None)
        options.update(d.opt(on_value=d.number(1, 3), off_value=d.number(-2, 0)))
    return [ids, d.randint(0, 6)], options


recipe("one_hot", one_hot, 1.5)
recipe("fill", lambda d: [d.shape_like(d.shape()), d.of(3, 2.5, True, "x", d.x(MOST, [], how="tensor"))])
recipe("zeros ones", lambda d: ([d.shape_like(d.shape())], d.opt(dtype=d.dtype(*NUMBERS, "bool"))))
recipe("zeros_like ones_like", lambda d: ([d.x(ANY[:-1])], d.opt(dtype=d.dtype(*NUMBERS, "bool"))))
recipe(
    "compat.v1.zeros_like compat.v1.ones_like",
    lambda d: ([d.x(ANY[:-1])], d.opt(dtype=d.dtype(*NUMBERS), optimize=d.flag())),
    0.5,
)
recipe(
    "eye",
    lambda d: (
        [d.randint(1, 4)],
        d.opt(num_columns=d.randint(1, 4), batch_shape=d.full(0, 2), dtype=d.dtype("float32", "int32", "complex64")),
    ),
)


def ranged(d):
    if d.flag():
        start, limit, step = d.number(-3, 3), d.number(-3, 8), d.of(0.5, 1.0, 0.3, 2)
        return [start, limit, step] if limit >= start else [limit, start, step], d.opt(
            dtype=d.dtype("float32", "float64")
        )
    args = d.of(
        [d.randint(0, 6)],
        [d.randint(-3, 2), d.randint(2, 7)],
        [d.randint(-3, 2), d.randint(2, 9), d.randint(1, 3)],
        [5, -3, -2],
    )
    return args, d.opt(dtype=d.dtype("int32", "int64", "float32"))


recipe("range", ranged)
recipe(
    "linspace compat.v1.lin_space",
    lambda d: (
        lambda s: ([d.array(s, "float32"), d.array(s, "float32"), d.randint(1, 6)], {"axis": d.axis(len(s) + 1)})
    )(d.of([], [2], [2, 3])),
)
recipe("rank", lambda d: [d.x(ANY)])
recipe("shape size", lambda d: ([d.x(ANY)], d.opt(out_type=d.dtype(*INDEX))))
recipe(
    "shape_n",
    lambda d: (
        [[d.x(ANY, how="tensor"), d.x(("float32",), how="tensor")][: d.randint(1, 2)]],
        d.opt(out_type=d.dtype(*INDEX)),
    ),
)
recipe("identity stop_gradient", lambda d: [d.x(ANY)], 0.6)
recipe("identity_n", lambda d: [[d.x(ANY, how="tensor"), d.x(ANY, how="tensor")]], 0.5)
recipe("ensure_shape", lambda d: (lambda x: [x, [None if d.rare(0.3) else n for n in x.shape]])(d.x(MOST)), 0.6)
recipe("broadcast_to", lambda d: (lambda s: [d.array(d.beside(s), d.choice(MOST)), d.shape_like(s)])(d.full(0, 4)))
recipe(
    "broadcast_dynamic_shape broadcast_static_shape",
    lambda d: (lambda s: [d.given(s, how="tensor"), d.given(d.beside(s), how="tensor")])(d.full(1, 4)),
    0.5,
)
recipe(
    "meshgrid",
    lambda d: (
        [d.array([d.some()], d.of("float32", "int32"), how="tensor") for _ in range(d.randint(1, 3))],
        d.opt(indexing=d.of("xy", "ij")),
    ),
)
recipe("convert_to_tensor", lambda d: (lambda x: ([x], d.opt(dtype=d.dtype(x.dtype))))(d.x(ANY)))
recipe("constant", lambda d: (lambda x: ([x], d.opt(dtype={"dtype": x.dtype})))(d.x(ANY, how=d.of("numpy", "list"))))
recipe(
    "sequence_mask",
    lambda d: (
        [d.array(d.shape(0, 2), d.of("int32", "int64"), low=0, high=5)],
        d.opt(maxlen=d.randint(1, 7), dtype=d.dtype("bool", "float32", "int32")),
    ),
)


def reverse_sequence(d):
    x = d.x(("float32", "int32", "string"), d.full(2, 4), how="tensor")
    seq, batch = d.sample(range(x.rank), 2)
    return [x, d.integers([x.shape[batch]], 0, x.shape[seq] + 1, how="tensor")], {"seq_axis": seq, "batch_axis": batch}


def old_reverse_sequence(d):
    args, options = reverse_sequence(d)
    return args, {
        d.of("seq_axis", "seq_dim"): options["seq_axis"],
        d.of("batch_axis", "batch_dim"): options["batch_axis"],
    }


recipe("reverse_sequence", reverse_sequence)
recipe("compat.v1.reverse_sequence", old_reverse_sequence, 0.6)
recipe(
    "unravel_index",
    lambda d: [d.integers(d.of([], [4]), 0, 24, "int32", how="tensor"), d.given([2, 3, 4], "int32", how="tensor")],
)
recipe(
    "dynamic_partition",
    lambda d: (lambda x, n: [x, d.integers(x.shape[: d.randint(1, x.rank)], 0, n, "int32"), n])(
        d.x(("float32", "int32", "string"), d.shape(1, 3), how="tensor"), d.randint(1, 4)
    ),
)


def stitch(d):
    order, inner = d.perm(6), d.of([], [2])
    k = d.randint(1, 5)
    parts = [order[:k], order[k:]]
    return [
        [{"values": p, "dtype": "int32", "how": "tensor"} for p in parts],
        [d.array([len(p), *inner], "float32", how="tensor") for p in parts],
    ]


recipe("dynamic_stitch", stitch)


def to_batch(d):
    block = [d.randint(1, 3), d.randint(1, 3)]
    pads = [[d.randint(0, 2), 0] for _ in block]
    size = [b * d.randint(2, 3) for b in block]
    shape = [d.some(), *[s - p[0] for s, p in zip(size, pads)], d.some()]
    return [d.array(shape, d.of("float32", "int32")), block, pads]


def from_batch(d):
    block = [d.randint(1, 3), d.randint(1, 3)]
    shape = [d.randint(1, 2) * block[0] * block[1], d.randint(1, 3), d.randint(1, 3), 2]
    crops = [[d.randint(0, b - 1), 0] for b in block]
    return [d.array(shape, d.of("float32", "int32")), block, crops]


recipe("space_to_batch space_to_batch_nd", to_batch)
recipe("batch_to_space compat.v1.batch_to_space_nd", from_batch)
recipe(
    "compat.v1.batch_to_space",
    lambda d: (
        lambda b: ([d.array([4 * d.some(), 2, 3, 2], "float32"), [[0, d.randint(0, 1)], [1, 0]]], {"block_size": b})
    )(2),
    0.5,
)


def blocks(d, deep):
    layout, b = d.of("NHWC", "NHWC", "NCHW"), d.randint(2, 3)
    n, h, w, c = d.some(), d.randint(1, 3), d.randint(1, 3), d.randint(1, 2)
    h, w, c = (h, w, c * b * b) if deep else (h * b, w * b, c)
    shape = [n, h, w, c] if layout == "NHWC" else [n, c, h, w]
    return [d.array(shape, d.of("float32", "int32", "float16"), how="tensor"), b], {
        "data_format": layout
    } if layout != "NHWC" else {}


recipe("nn.space_to_depth", lambda d: blocks(d, False))
recipe("nn.depth_to_space", lambda d: blocks(d, True))
recipe("compat.v1.batch_gather", lambda d: [d.array([3, 4, 2], "float32"), d.integers([3, 2], 0, 4)], 0.5)
recipe("get_static_value", lambda d: [d.x(ANY, how="tensor")], 0.4)
recipe("type_spec_from_value", lambda d: [d.x(ANY, how="tensor")], 0.3)
recipe("is_tensor", lambda d: [d.of(d.x(FLOATS), 3, None)], 0.3)
recipe(
    "clip_by_global_norm",
    lambda d: [[d.x(("float32",), how="tensor") for _ in range(d.randint(1, 3))], d.number(0.2, 4)],
)
recipe("linalg.global_norm", lambda d: [[d.x(("float32",), how="tensor") for _ in range(d.randint(1, 3))]])
recipe(
    "vectorized_map",
    lambda d: [
        {"name": d.of("math.square", "math.reduce_sum", "math.exp")},
        d.x(("float32",), d.full(1, 3), how="tensor"),
    ],
    0.5,
)
recipe(
    "map_fn",
    lambda d: [
        {"name": d.of("math.square", "math.reduce_sum", "math.cumsum")},
        d.x(("float32",), d.full(2, 3), how="tensor"),
    ],
    0.6,
)
recipe(
    "foldl foldr",
    lambda d: (
        lambda x: (
            [{"name": d.of("math.add", "math.multiply", "math.subtract")}, x],
            d.opt(initializer=d.like(x, shape=x.shape[1:], how="tensor")),
        )
    )(d.x(("float32",), d.full(1, 3), how="tensor")),
    0.6,
)
recipe(
    "scan",
    lambda d: (
        lambda x: (
            [{"name": d.of("math.add", "math.multiply", "math.subtract")}, x],
            d.opt(initializer=d.like(x, shape=x.shape[1:], how="tensor"), reverse=d.flag()),
        )
    )(d.x(("float32",), d.full(1, 3), how="tensor")),
    0.6,
)
recipe(
    "edit_distance",
    lambda d: (
        [d.sparse([2, 2, 4], "int64", count=5, low=0, high=3), d.sparse([2, 2, 3], "int64", count=5, low=0, high=3)],
        d.opt(normalize=d.flag()),
    ),
)

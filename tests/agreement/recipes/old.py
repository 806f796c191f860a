"""TensorFlow 1's names: today's recipes where the arguments are today's, others where they were in another order."""

from agreement.draw import FLOATS, INDEX
from agreement.recipes import arrays, images, linalg, nn, reductions, texts  # noqa: F401  (what they hold is used)
from agreement.recipes.table import RECIPES, recipe, under

SAME = (
    "shape size transpose concat split constant pad gather gather_nd nn.space_to_depth nn.depth_to_space"
    " convert_to_tensor nn.conv1d nn.conv3d nn.convolution nn.depthwise_conv2d nn.separable_conv2d nn.conv2d_transpose"
    " nn.conv3d_transpose nn.pool nn.max_pool_with_argmax image.draw_bounding_boxes image.crop_and_resize nn.crelu"
    " nn.ctc_beam_search_decoder nn.nce_loss nn.sampled_softmax_loss nn.sufficient_statistics nn.weighted_moments"
    " nn.weighted_cross_entropy_with_logits linalg.matrix_transpose strings.length io.decode_csv strings.to_hash_bucket"
    " io.serialize_sparse io.serialize_many_sparse nn.batch_norm_with_global_normalization"
)
for _name in SAME.split():
    if _name in RECIPES:
        recipe("compat.v1." + _name, RECIPES[_name][0], 0.5)
recipe(under("compat.v1.sparse_segment_", "sum mean sqrt_n"), RECIPES["sparse.segment_sum"][0], 0.4)
recipe(
    "compat.v1.nn.dropout",
    lambda d: _kept(d),
    0.4,
)


def _kept(d):
    name = d.of("keep_prob", "rate")
    return [d.x(("float32",), how="tensor")], {name: 1.0 if name == "keep_prob" else 0.0}


def _spaced(d):
    return [d.array([d.some(), 4, 6, 2], "float32"), [[0, 0], [d.randint(0, 1) * 2, 0]]], {"block_size": 2}


recipe("compat.v1.space_to_batch", _spaced, 0.4)
recipe(
    "compat.v1.nn.dilation2d",
    lambda d: [
        d.array([1, 6, 6, 2], "float32"),
        d.array([2, 3, 2], "float32"),
        [1, d.randint(1, 2), 1, 1],
        [1, d.randint(1, 2), 1, 1],
        d.of("SAME", "VALID"),
    ],
    0.5,
)
recipe(
    "compat.v1.nn.erosion2d",
    lambda d: [
        d.array([1, 6, 6, 2], "float32"),
        d.array([2, 3, 2], "float32"),
        [1, d.randint(1, 2), 1, 1],
        [1, d.randint(1, 2), 1, 1],
        d.of("SAME", "VALID"),
    ],
    0.5,
)
recipe(
    "compat.v1.nn.embedding_lookup_sparse",
    lambda d: (RECIPES["nn.embedding_lookup_sparse"][0](d)[:3], {"combiner": d.of("sum", "mean", "sqrtn")}),
    0.5,
)
recipe(
    "compat.v1.nn.ctc_loss",
    lambda d: (
        [
            {
                "sparse": {
                    "indices": [[0, 0], [0, 1], [1, 0]],
                    "values": d.array([3], "int32", low=0, high=3, how="tensor"),
                    "shape": [2, 2],
                }
            },
            d.array([6, 2, 4], "float32", how="tensor"),
            {"values": [6, d.randint(4, 6)], "dtype": "int32", "how": "tensor"},
        ],
        d.opt(ctc_merge_repeated=d.flag()),
    ),
    0.5,
)
recipe("compat.v1.sparse.add", lambda d: (RECIPES["sparse.add"][0](d), d.opt(thresh=0)), 0.4)
recipe(
    "compat.v1.strings.split",
    lambda d: ([d.words(d.of([3], [2, 2]), how="tensor")], d.opt(sep=d.of(" ", ","), result_type=d.of("RaggedTensor"))),
    0.4,
)
recipe("compat.v1.check_numerics", lambda d: [d.x(FLOATS, how="tensor"), "message"], 0.3)
recipe("compat.v1.verify_tensor_all_finite", lambda d: [d.x(FLOATS[:4], how="tensor"), "message"], 0.3)
recipe(
    "compat.v1.clip_by_average_norm", lambda d: [d.x(("float32",), d.full(1, 3), how="tensor"), d.number(0.1, 2)], 0.4
)
recipe("compat.v1.is_numeric_tensor", lambda d: [d.x(("float32", "bool", "string", "int32"), how="tensor")], 0.3)
recipe(
    "compat.v1.image.resize_image_with_pad",
    lambda d: (
        [d.array([2, 5, 4, 3], "float32", how="tensor"), d.randint(1, 8), d.randint(1, 8)],
        d.opt(method=d.randint(0, 3), align_corners=d.flag()),
    ),
    0.5,
)
recipe("compat.v1.image.extract_image_patches", RECIPES["image.extract_patches"][0], 0.5)
recipe(
    "compat.v1.sparse_reduce_sum_sparse compat.v1.sparse_reduce_max_sparse",
    lambda d: (lambda s: ([d.sparse(s)], d.opt(axis=d.axis(len(s)), keepdims=d.flag())))(d.full(1, 3)),
    0.4,
)
recipe("compat.v1.convert_to_tensor_or_sparse_tensor", lambda d: [d.of(d.x(FLOATS), d.sparse())], 0.3)
recipe("compat.v1.convert_to_tensor_or_indexed_slices", lambda d: [d.x(FLOATS)], 0.3)


# ---- checks that hold


def ordered_pair(d, low, high):
    """Every element of the first less than every one of the second."""
    shape, dtype = d.full(0, 2), d.of("float32", "int32")
    return d.array(shape, dtype, low=-9, high=low), d.array(shape, dtype, low=high, high=9)


def _rising(d):
    return list(ordered_pair(d, 0, 1))


def _falling(d):
    return list(reversed(ordered_pair(d, 0, 1)))


def _twice(d):
    x = d.x(("float32", "int32"), how="tensor")
    return [x, x]


for _space in ("debugging.", "compat.v1."):
    recipe(under(_space, "assert_less assert_less_equal"), _rising, 0.3)
    recipe(under(_space, "assert_greater assert_greater_equal assert_none_equal"), _falling, 0.3)
    recipe(under(_space, "assert_equal assert_near"), _twice, 0.3)
    recipe(under(_space, "assert_positive assert_non_negative"), lambda d: [d.x(("float32",), low=1, high=2)], 0.3)
    recipe(under(_space, "assert_negative assert_non_positive"), lambda d: [d.x(("float32",), low=-2, high=-1)], 0.3)
    recipe(under(_space, "assert_rank assert_rank_at_least"), lambda d: (lambda x: [x, x.rank])(d.x(("float32",))), 0.3)
    recipe(_space + "assert_rank_in", lambda d: (lambda x: [x, [x.rank, 7]])(d.x(("float32",))), 0.3)
    recipe(_space + "assert_integer", lambda d: [d.x(INDEX, how="tensor")], 0.3)
    recipe(_space + "assert_scalar", lambda d: [d.x(FLOATS, [], how="tensor")], 0.3)
    recipe(_space + "assert_type", lambda d: (lambda x: [x, {"dtype": x.dtype}])(d.x(FLOATS, how="tensor")), 0.3)
recipe("tuple", lambda d: [[d.x(FLOATS, how="tensor"), d.x(FLOATS, how="tensor")]], 0.3)

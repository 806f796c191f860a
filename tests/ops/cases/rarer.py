"""Operations that few programs use, of several families."""

import numpy as np

from tenfold.testing.cases import case, f32, f64

HOST = {"xla": False, "why": "runs on NumPy"}
AXES = {"unknown": "dims", "why": "the rank says which axes there are"}
SEED = "tf.constant([1, 2, 3], tf.uint32)"

CASES = [
    case("tf.matrix_square_root(x)", x=np.array([[4.0, 1.0], [0.0, 9.0]], np.float32)),
    case("tf.guarantee_const(x)", x=f32(2, 3)),
    case("tf.fingerprint(x)", x=f32(3, 4), grad=False, why="bytes"),
    case("tf.fingerprint(tf.constant(['ab', 'c', '']))"),
    case("tf.fingerprint(tf.constant([['ab', 'c'], ['d', 'e']]))"),
    case("tf.fingerprint(tf.constant('ab'))"),
    case(f"tf.random_index_shuffle(tf.range(5), {SEED}, tf.constant(4))"),
    case(f"tf.random_index_shuffle(tf.range(11), {SEED}, tf.constant(10))"),
    case("tf.ragged_fill_empty_rows(tf.constant([0, 0, 2], tf.int64), x, 4, 9.0)", x=f32(3)),
    case("tf.ragged_fill_empty_rows(tf.constant([2, 0, 0], tf.int64), x, 4, 9.0)", x=f32(3)),
    case("tf.ragged_fill_empty_rows_grad(tf.constant([0, 2], tf.int64), x)", x=f32(3)),
    case("tf.required_space_to_batch_paddings([7, 5], [2, 3])"),
    case("tf.required_space_to_batch_paddings([7, 5], [2, 3], [[1, 1], [0, 2]])"),
    case("tf.extract_volume_patches(x, [1, 2, 2, 2, 1], [1, 2, 2, 2, 1], 'VALID')", x=f32(1, 4, 4, 4, 2)),
    case("tf.extract_volume_patches(x, [1, 3, 2, 3, 1], [1, 2, 1, 2, 1], 'SAME')", x=f32(1, 3, 3, 4, 1)),
    case("tf.conv(x, w, [1, 1, 1, 1], 'VALID')", x=f32(1, 5, 4, 2), w=f32(3, 2, 2, 3), **AXES),
    case("tf.conv(x, w, [1, 2, 2, 1], 'SAME')", x=f32(1, 5, 4, 2), w=f32(3, 2, 2, 3), **AXES),
    case(
        "tf.conv(x, w, [1, 1, 1, 1], 'EXPLICIT', [0, 0, 1, 1, 0, 2, 0, 0])",
        x=f32(1, 4, 4, 2),
        w=f32(3, 2, 2, 1),
        **AXES,
    ),
    case("tf.conv(x, w, [1, 1, 1, 1], 'VALID', dilations=[1, 2, 2, 1])", x=f32(1, 5, 5, 1), w=f32(2, 3, 1, 2), **AXES),
    case("tf.conv(x, w, [1, 1, 1, 1], 'VALID', batch_dims=2)", x=f32(2, 1, 4, 4, 2), w=f32(3, 2, 2, 2), **AXES),
    case("tf.conv(x, w, [1, 1, 1, 1, 1], 'VALID')", x=f32(1, 3, 3, 3, 2), w=f32(2, 2, 2, 2, 1), **AXES),
    case("tf.conv(x, w, [1, 1, 1, 1], 'VALID')", x=f32(1, 4, 4, 2), w=f32(3, 3, 1, 2)),
    case("tf.approx_top_k(x, 2)", x=f32(3, 5), **AXES),
    case("tf.nn.approx_max_k(x, 2, aggregate_to_topk=False)", x=f32(2, 4), **AXES),
    case("tf.math.sobol_sample(3, 5)", **HOST),
    case("tf.math.sobol_sample(5, 2, skip=100, dtype=tf.float64)", **HOST),
    case("tf.nn.isotonic_regression(x)", x=f32(2, 6), **AXES),
    case("tf.nn.isotonic_regression(x, decreasing=False, axis=0)", x=f64(4, 2), **AXES),
    case("tf.nn.isotonic_regression(tf.constant([3, 1, 2]))"),
    case(
        "tf.sparse.sampled_addmm(tf.constant([[0, 0], [1, 1]], tf.int64), v, tf.constant([2, 2]), a, b, 0.5, 2.0)",
        v=f32(2),
        a=f32(2, 3),
        b=f32(3, 2),
        grad=False,
        why="the result is float32 whatever comes in",
    ),
    *(
        case(
            f"tf.nn.safe_embedding_lookup_sparse(t, tf.SparseTensor([[0, 0], [0, 1], [2, 0]], tf.constant({ids}, "
            f"tf.int64), [3, 2]), {weights}, combiner={combiner!r}, default_id={default})",
            t=f32(3, 4),
            **AXES,
        )
        for ids, weights, combiner, default in (
            ([1, 2, 0], None, "sum", None),
            ([1, -1, 0], None, "mean", 2),
            ([1, 2, 0], "tf.SparseTensor([[0, 0], [0, 1], [2, 0]], [0.5, 2.0, -1.0], [3, 2])", "mean", None),
            ([1, 2, 0], "tf.SparseTensor([[0, 0], [0, 1], [2, 0]], [0.5, 2.0, -1.0], [3, 2])", "sum", None),
        )
    ),
    case(
        "tf.nn.safe_embedding_lookup_sparse(t, tf.SparseTensor([[0, 0, 0], [0, 1, 1], [1, 0, 0]], "
        "tf.constant([1, 2, 0], tf.int64), [2, 2, 2]))",
        t=f32(3, 4),
        **AXES,
    ),
    case(
        "tf.nn.safe_embedding_lookup_sparse(t, tf.SparseTensor([[0, 0], [0, 1], [2, 0]], tf.constant([1, 2, 0], "
        "tf.int64), [3, 2]), combiner='sqrtn')",
        t=f32(3, 4),
        v1=True,
        **AXES,
    ),
    case("tf.experimental.numpy.ascontiguousarray(x)", x=f32(2, 3), **AXES),
]

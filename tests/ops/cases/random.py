"""Random numbers that depend on the arguments alone; what a seed's state does is in test_random."""

import numpy as np

from tenfold.testing.cases import case, f32, ints, pos

QUANTILE = "the gradient of a draw is that of its quantile, which rejection hides from finite differences"
SHAPE_IS_DATA = "the shape is data"

DRAWN = (np.array([4, 0, 7]), np.array([[0.3], [0.6]], np.float32), np.array([0.5, 0.3, 0.1], np.float32))
OF_TWO = (np.array([4, 0]), np.full((2, 2), 0.2, np.float32), np.array([0.5, 0.3], np.float32))
CLASSES = {"w": f32(9, 5), "b": f32(9), "x": f32(2, 5), "y": ints([[4], [2]], "int64")}

CASES = [
    case("tf.random.stateless_uniform([3, 2], s)", s=ints([1, 2])),
    case("tf.random.stateless_uniform([3, 2], s, minval=a, maxval=2.0, dtype=a.dtype)", s=ints([1, 2]), a=f32(2)),
    case("tf.random.stateless_uniform([5], s, -2, 9, tf.int64)", s=ints([-3, 2], "int64")),
    case("tf.random.stateless_uniform([5], s, 9, 9, tf.int32)", s=ints([1, 2])),
    case("tf.random.stateless_uniform([5], s, None, None, tf.uint32)", s=ints([1, 2])),
    case("tf.random.stateless_uniform([5], s, 0, dtype=tf.int32)", s=ints([1, 2])),
    case("tf.random.stateless_uniform([5], s, dtype=tf.bool)", s=ints([1, 2])),
    case("tf.random.stateless_uniform([5], [1, 2, 3])"),
    case("tf.random.stateless_uniform([2], s, dtype=tf.bfloat16)", s=ints([1, 2])),
    case("tf.random.stateless_uniform(tf.shape(x), [7, 8])", x=f32(2, 3), grad=False, why="x gives only its shape"),
    case("tf.random.stateless_uniform(n, [7, 8])", n=ints([2, 3]), xla=False, why=SHAPE_IS_DATA),
    case("tf.random.stateless_normal([7], s, m, d, m.dtype)", s=ints([4, 5]), m=f32(7), d=pos(1)),
    case("tf.random.stateless_normal([3], s, dtype=tf.float64)", s=ints([4, 5])),
    case("tf.random.stateless_truncated_normal([40], s, 1.0, d, d.dtype)", s=ints([6, 5]), d=pos()),
    case("tf.random.stateless_gamma([4, 3], s, a, b)", s=ints([6, 5]), a=pos(3), b=pos(4, 1), grad=False, why=QUANTILE),
    case("tf.random.stateless_gamma([4, 3], [6, 5], [1.0, 2.0, 3.0], b, b.dtype)", b=pos(3)),
    case("tf.random.stateless_poisson([9, 2], s, r)", s=ints([6, 5]), r=f32([3.0, 30.0])),
    case("tf.random.stateless_poisson([3], s, r)", s=ints([6, 5]), r=f32([3.0, 30.0])),
    case("tf.random.stateless_binomial([9, 2], s, [10.0, 90.0], p)", s=ints([6, 5]), p=f32([0.3, 0.6])),
    case("tf.random.stateless_categorical(x, 5, s)", x=f32(3, 4), s=ints([6, 5])),
    case("tf.random.stateless_categorical(x, 5, s, tf.int32)", x=f32(3, 4), s=ints([6, 5])),
    case("tf.random.stateless_categorical(x, 5, [1, 2])", x=f32(3)),
    case(
        "tf.random.experimental.stateless_shuffle(x, s)", x=f32(9, 2), s=ints([6, 5]), grad=False, why="there is none"
    ),
    case("tf.random.experimental.index_shuffle(i, [3, 4], 99)", i=ints([0, 1, 99])),
    case("tf.random.split(s, 3)", s=ints([6, 5])),
    case("tf.random.fold_in(s, 4)", s=ints([6, 5], "int64")),
    case("tf.random.create_rng_state(2**70 + 3, 'philox')"),
    case("tf.nn.nce_loss(w, b, y, x, 3, 9, sampled_values=drawn)", drawn=DRAWN, **CLASSES),
    case("tf.nn.nce_loss(w, b, y, x, 3, 9, 1, drawn, True)", drawn=DRAWN, **CLASSES),
    case(
        "tf.nn.nce_loss([w[:5], w[5:]], b, y, x, 2, 9, 2, drawn)",
        drawn=OF_TWO,
        **{**CLASSES, "y": ints([[4, 1], [2, 8]])},
    ),
    case("tf.nn.sampled_softmax_loss(w, b, y, x, 3, 9, 1, drawn)", drawn=DRAWN, **CLASSES),
    case(
        "tf.nn.sampled_softmax_loss(w, b, y, x, 3, 9, remove_accidental_hits=False, sampled_values=drawn)",
        drawn=DRAWN,
        **CLASSES,
    ),
    case("tf.nn.nce_loss(w, b, y, x, 3, 9, 1, drawn, False, 'div')", drawn=DRAWN, v1=True, **CLASSES),
]

"""Random numbers again: every width, 64-bit seeds, empty shapes, TensorFlow 1's signatures, what is refused."""

from tenfold.testing.cases import case, f32, f64, ints, pos

CASES = [
    *(
        case(f"tf.random.stateless_{kind}([5], s, dtype=tf.{t})", s=ints([3, 7], "int64"))
        for kind in ("uniform", "normal", "truncated_normal")
        for t in ("float16", "bfloat16", "float64")
    ),
    *(
        case(f"tf.random.stateless_{kind}([0, 2], s)", s=ints([3, 7]))
        for kind in ("uniform", "normal", "truncated_normal")
    ),
    *(case(f"tf.random.stateless_{kind}([], s)", s=ints([3, 7])) for kind in ("uniform", "normal", "truncated_normal")),
    *(
        case(f"tf.random.stateless_{kind}([2], [1, 2], alg=tf.random.Algorithm.PHILOX)")
        for kind in ("uniform", "normal")
    ),
    case("tf.random.stateless_uniform([3], [1, 2], alg='philox')"),
    case("tf.random.stateless_uniform([3], [1, 2], alg='nonsense')"),
    case("tf.random.stateless_uniform([3], [1, 2], minval=5, maxval=2, dtype=tf.int32)"),
    case("tf.random.stateless_uniform([3], [1, 2], dtype=tf.string)"),
    case("tf.random.stateless_uniform([-1], [1, 2])"),
    case("tf.random.stateless_multinomial(x, 4, [1, 2])", v1=True, x=f32(2, 3)),
    case("tf.random.stateless_multinomial(x, 4, s, tf.int32)", v1=True, x=f64(2, 3), s=ints([5, 6], "int64")),
    case("tf.random.stateless_poisson([4], [6, 5], r, tf.int64)", r=pos()),
    case("tf.random.stateless_poisson([0], [6, 5], r)", r=pos()),
    case("tf.random.stateless_binomial([5], s, 9.0, 0.4)", s=ints([6, 5])),
    case(
        "tf.random.stateless_gamma([3], [6, 5], a)",
        a=pos(),
        grad=False,
        why="rejection hides the quantile from finite differences",
    ),
    case("tf.random.stateless_gamma([2, 0], [6, 5], a)", a=pos(), grad=False, why="the dtype is fixed"),
    case("tf.random.experimental.stateless_shuffle(x, [3, 4])", x=ints([[1, 2], [3, 4], [5, 6]], "int64")),
    case("tf.random.split(s)", s=ints([6, 5], "int64")),
    case("tf.random.fold_in(s, tf.constant(9, tf.int64))", s=ints([6, 5])),
    case("tf.random.create_rng_state([1, 2, 3], tf.random.Algorithm.PHILOX)"),
    case("tf.zeros_initializer()([2, 3]), tf.ones_initializer()([2], tf.int32), tf.constant_initializer(2.5)([1, 2])"),
    case("tf.constant_initializer([1, 2, 3, 4])([2, 2], tf.float64)"),
    case("tf.constant_initializer([1, 2, 3])([2, 2])"),
    case("tf.zeros_initializer()([2], tf.string)"),
]

"""Good calls of what draws from the global seeds, and of generators."""

from bad.calls import made

from tenfold.testing.cases import case, f32


@made
def generator(tf):
    return tf.random.Generator.from_seed(3)


CASES = [
    case("tf.random.set_seed(3)"),
    case("tf.random.uniform([2, 3], minval=0, maxval=5, dtype=tf.int32, seed=3)"),
    case("tf.random.uniform((2,), 0.0, 1.0)"),
    case("tf.random.normal([2, 3], mean=0.0, stddev=[1.0, 2.0, 3.0], dtype=tf.float32, seed=3)"),
    case("tf.random.truncated_normal([2, 3], mean=0.0, stddev=1.0, dtype=tf.float32, seed=3)"),
    case("tf.random.shuffle(x, seed=3)", x=f32(4, 2)),
    case("tf.random.categorical(x, num_samples=3, dtype=tf.int64, seed=3)", x=f32(4, 2)),
    case("tf.random.gamma([2], alpha=[1.0, 2.0], beta=[1.0, 2.0], dtype=tf.float32, seed=3)"),
    case("tf.random.poisson([2], lam=[1.0, 2.0], dtype=tf.float32, seed=3)"),
    case("tf.set_random_seed(3)", v1=True),
    case("tf.get_seed(3)", v1=True),
    case("tf.random_uniform([2, 3], 0, 5, tf.int32, seed=3)", v1=True),
    case("tf.random_poisson(lam=[1.0, 2.0], shape=[2], dtype=tf.float32, seed=3)", v1=True),
    case("tf.multinomial(x, num_samples=3, seed=3, output_dtype=tf.int32)", v1=True, x=f32(4, 2)),
    case("tf.random.Generator.from_seed(3, alg='philox')"),
    case("tf.random.Generator.from_state([1, 2, 3], alg='philox')"),
    case("tf.random.Generator.from_key_counter(key=1, counter=[2, 3], alg='philox')"),
    case("tf.random.Generator.from_non_deterministic_state(alg='philox')"),
    case("tf.random.Generator(state=[1, 2, 3], alg='philox')"),
    case("tf.random.Generator(copy_from=g)", g=generator),
    case("tf.random.set_global_generator(g)", g=generator),
    case("g.normal([2, 3], mean=0.0, stddev=1.0, dtype=tf.float32)", g=generator),
    case("g.truncated_normal([2, 3], mean=0.0, stddev=1.0, dtype=tf.float32)", g=generator),
    case("g.uniform([2, 3], minval=0, maxval=5, dtype=tf.int32)", g=generator),
    case("g.uniform_full_int([2, 3], dtype=tf.uint64)", g=generator),
    case("g.binomial([2, 3], counts=5.0, probs=[0.1, 0.5, 0.9], dtype=tf.int32)", g=generator),
    case("g.make_seeds(count=2)", g=generator),
    case("g.split(count=2)", g=generator),
    case("g.skip(delta=2)", g=generator),
    case("g.reset([1, 2, 3])", g=generator),
    case("g.reset_from_seed(3)", g=generator),
    case("g.reset_from_key_counter(1, [2, 3])", g=generator),
]

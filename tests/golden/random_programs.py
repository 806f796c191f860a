"""Programs that draw random numbers: run under TensorFlow to record what they draw, under Tenfold to check it.

Each takes the module `tf` (and the Keras programs `keras`) and yields (name, value) pairs.
"""

import numpy as np


def eager_uniform(tf):
    tf.random.set_seed(42)
    yield "first", tf.random.uniform([3])
    yield "second", tf.random.uniform([3])
    yield "matrix", tf.random.uniform([2, 3], -1.0, 3.0)
    yield "scalar", tf.random.uniform([])
    yield "empty", tf.random.uniform([0, 4])
    yield "long", tf.random.uniform([4099])
    for dtype in ("float16", "bfloat16", "float64"):
        yield dtype, tf.random.uniform([33], dtype=dtype)
        yield dtype + "_range", tf.random.uniform([9], -2, 5, dtype=dtype)
    yield "int32", tf.random.uniform([101], -5, 7, dtype=tf.int32)
    yield "int32_wide", tf.random.uniform([9], -(2**31), 2**31 - 1, dtype=tf.int32)
    yield "int64", tf.random.uniform([101], 3, 10**15, dtype=tf.int64)
    yield "int64_wide", tf.random.uniform([9], -(2**62), 2**62, dtype=tf.int64)
    yield "again", tf.random.uniform([3])
    tf.random.set_seed(2**40 + 5)
    yield "large_seed", tf.random.uniform([5])
    tf.random.set_seed(-3)
    yield "negative_seed", tf.random.uniform([5])
    tf.random.set_seed(0)
    yield "zero_seeds", tf.random.uniform([5], seed=0)


def eager_normal(tf):
    tf.random.set_seed(42)
    yield "first", tf.random.normal([3])
    yield "second", tf.random.normal([2, 3], 1.5, 0.5)
    yield "long", tf.random.normal([1001])
    yield "truncated", tf.random.truncated_normal([5])
    yield "truncated_long", tf.random.truncated_normal([2003], 1.0, 2.0)
    for dtype in ("float16", "bfloat16", "float64"):
        yield dtype, tf.random.normal([33], dtype=dtype)
        yield "truncated_" + dtype, tf.random.truncated_normal([301], dtype=dtype)


def eager_others(tf):
    tf.random.set_seed(42)
    yield "gamma", tf.random.gamma([50], [0.3, 1.0, 2.5, 40.0])
    yield "gamma_beta", tf.random.gamma([7], [[0.5], [3.0]], [1.0, 2.0, 3.0])
    yield "gamma_float64", tf.random.gamma([40, 2], 0.7, dtype=tf.float64)
    yield "gamma_tiny", tf.random.gamma([40], 0.001)
    yield "poisson", tf.random.poisson([60], [0.0, 0.4, 3.0, 9.9, 10.0, 200.0])
    yield "poisson_float64", tf.random.poisson([5, 3], 4.0, dtype=tf.float64)
    yield "poisson_int32", tf.random.poisson([30], [2.0, 30.0], dtype=tf.int32)
    logits = tf.constant([[0.1, 2.0, -1.0, 0.5], [1.0, -np.inf, 1.0, 3.0], [5.0, 0.0, 0.0, 0.0]])
    yield "categorical", tf.random.categorical(logits, 7)
    yield "categorical_int32", tf.random.categorical(tf.cast(logits, tf.float64), 6, dtype=tf.int32)
    yield "categorical_one", tf.random.categorical(tf.zeros([6, 30]), 1)
    yield "shuffle", tf.random.shuffle(tf.range(50))
    yield "shuffle_rows", tf.random.shuffle(tf.reshape(tf.range(24), [8, 3]))
    yield "shuffle_one", tf.random.shuffle(tf.range(1))
    yield "after", tf.random.uniform([2])


def eager_op_seeds(tf):
    tf.random.set_seed(5)
    for i in range(3):
        yield f"uniform{i}", tf.random.uniform([3], seed=1)
    yield "other_shape", tf.random.uniform([2, 2], seed=1)
    yield "scaled", tf.random.uniform([2], 2.0, 4.0, seed=1)
    yield "float64", tf.random.uniform([3], seed=1, dtype=tf.float64)
    for i in range(2):
        yield f"int{i}", tf.random.uniform([3], 0, 10, seed=1, dtype=tf.int32)
        yield f"normal{i}", tf.random.normal([5], seed=1)
        yield f"truncated{i}", tf.random.truncated_normal([5], seed=1)
        yield f"gamma{i}", tf.random.gamma([2], [0.5, 2.0], seed=1)
        yield f"poisson{i}", tf.random.poisson([3], [5.0, 20.0], seed=1)
        yield f"categorical{i}", tf.random.categorical(tf.zeros([2, 9]), 5, seed=1)
        yield f"shuffle{i}", tf.random.shuffle(tf.range(11), seed=1)
    tf.random.set_seed(5)
    yield "reset", tf.random.uniform([3], seed=1)
    yield "unseeded", tf.random.uniform([3])
    tf.random.set_seed(None)
    yield "default_global", tf.random.uniform([3], seed=9)
    yield "default_global_again", tf.random.uniform([3], seed=9)


def stateless(tf):
    for seed in ([1, 2], [-7, 2**31 - 1], np.array([2**40, -(2**50)])):
        name = f"{int(seed[0])}_"
        yield name + "uniform", tf.random.stateless_uniform([5], seed)
        yield name + "range", tf.random.stateless_uniform([2, 3], seed, -1.0, 4.0)
        yield name + "float64", tf.random.stateless_uniform([5], seed, dtype=tf.float64)
        yield name + "float16", tf.random.stateless_uniform([5], seed, dtype=tf.float16)
        yield name + "int32", tf.random.stateless_uniform([9], seed, -3, 50, dtype=tf.int32)
        yield name + "int64", tf.random.stateless_uniform([9], seed, -3, 2**40, dtype=tf.int64)
        for dtype in ("int32", "int64", "uint32", "uint64"):
            yield name + "full_" + dtype, tf.random.stateless_uniform([3], seed, None, None, dtype=dtype)
        yield name + "normal", tf.random.stateless_normal([7], seed, 1.0, 3.0)
        yield name + "truncated", tf.random.stateless_truncated_normal([77], seed)
        yield name + "gamma", tf.random.stateless_gamma([20, 3], seed, [0.5, 1.0, 3.0], 2.0)
        yield name + "poisson", tf.random.stateless_poisson([20, 2], seed, [4.0, 50.0])
        yield name + "poisson_float", tf.random.stateless_poisson([20, 2], seed, [4.0, 50.0], dtype=tf.float32)
        counts, probs = [10.0, 100.0, 40.0, 0.0, 7.0], [0.8, 0.3, 0.5, 0.5, 1.0]
        yield name + "binomial", tf.random.stateless_binomial([40, 5], seed, counts, probs)
        yield name + "categorical", tf.random.stateless_categorical(tf.zeros([2, 5]), 6, seed)
        yield name + "shuffle", tf.random.experimental.stateless_shuffle(tf.range(20), seed)
        yield name + "split", tf.random.experimental.stateless_split(seed, 3)
        yield name + "fold_in", tf.random.experimental.stateless_fold_in(seed, 11)
        yield name + "philox", tf.random.stateless_uniform([3], seed, alg="philox")
    order = [tf.random.experimental.index_shuffle(i, [1, 2], 9) for i in range(10)]
    yield "index_shuffle", tf.stack(order)
    yield "index_shuffle_wide", tf.random.experimental.index_shuffle(np.arange(20), [5, 9], 99999)


def generator(tf):
    g = tf.random.Generator.from_seed(1)
    yield "normal", g.normal([3])
    yield "normal_scaled", g.normal([2, 2], 5.0, 0.1)
    yield "uniform", g.uniform([5])
    yield "uniform_range", g.uniform([5], -1.0, 1.0, dtype=tf.float64)
    yield "int32", g.uniform([5], 0, 10, dtype=tf.int32)
    yield "int64", g.uniform([5], None, None, dtype=tf.int64)
    yield "full", g.uniform_full_int([3])
    yield "truncated", g.truncated_normal([9])
    yield "binomial", g.binomial([6, 2], [10.0, 100.0], [0.3, 0.4])
    yield "seeds", g.make_seeds(3)
    yield "state", g.state
    yield "key", g.key
    children = g.split(2)
    yield "child", children[1].uniform([3])
    yield "child_state", children[1].state
    yield "skipped", g.skip(3)
    yield "after_skip", g.uniform([2])
    g.reset_from_seed(7)
    yield "reset", g.uniform([2])
    g.reset([1, 2, 3])
    yield "reset_state", g.uniform([2])
    g.reset_from_key_counter(5, [2**63, 3])
    yield "reset_key_counter", g.uniform([2])
    yield "from_state", tf.random.Generator.from_state([-1, 4, 9], alg="philox").uniform([9])
    yield "from_key_counter", tf.random.Generator.from_key_counter(3, [-1, -1], alg="philox").normal([9])
    yield "big_seed", tf.random.Generator.from_seed(2**100 + 17).state
    yield "rng_state", tf.random.create_rng_state(-5, "philox")
    yield "auto", tf.random.Generator.from_seed(12, alg="auto_select").uniform([4])
    tf.random.set_global_generator(tf.random.Generator.from_seed(3))
    yield "global", tf.random.get_global_generator().uniform([2])
    g = tf.random.Generator.from_seed(8)

    @tf.function
    def f():
        return g.normal([2]), g.uniform([3])

    for i in range(2):
        yield f"traced{i}_normal", f()[0]
        yield f"traced{i}_uniform", f()[1]


def traced(tf):
    tf.random.set_seed(42)

    @tf.function
    def f():
        a, b = tf.random.uniform([3]), tf.random.uniform([2])
        seeded = tf.random.uniform([2], seed=7)
        return a, b, seeded, tf.random.normal([4]), tf.random.truncated_normal([5]), tf.random.shuffle(tf.range(9))

    @tf.function
    def g():
        return tf.random.gamma([2], [0.5, 3.0]), tf.random.poisson([4], 7.0), tf.random.categorical(tf.zeros([2, 8]), 5)

    for call in range(3):
        for i, value in enumerate(f()):
            yield f"f{call}_{i}", value
        for i, value in enumerate(g()):
            yield f"g{call}_{i}", value
    yield "eager_between", tf.random.uniform([2])
    tf.random.set_seed(42)
    yield "seed_set_again", f()[0]
    tf.random.set_seed(3)
    yield "other_seed", f()[0]

    @tf.function
    def h(x):
        return tf.random.uniform(tf.shape(x)), tf.random.normal(tf.shape(x))

    for call in range(2):
        for size in (3, 2):
            u, n = h(tf.zeros([size]))
            yield f"h{call}_{size}_uniform", u
            yield f"h{call}_{size}_normal", n


def traced_control(tf):
    tf.random.set_seed(11)

    @tf.function
    def inner():
        return tf.random.uniform([2])

    @tf.function
    def outer():
        return tf.random.uniform([2]), inner(), inner(), tf.random.uniform([2])

    @tf.function
    def loop(n):
        first = tf.random.uniform([2])
        total = tf.while_loop(
            lambda i, _: i < n,
            lambda i, kept: (i + 1, tf.concat([kept, tf.random.uniform([2])], 0)),
            (tf.constant(0), tf.zeros([0])),
            shape_invariants=(tf.TensorShape([]), tf.TensorShape([None])),
            parallel_iterations=1,  # else TensorFlow draws in whatever order its threads come
        )[1]
        return first, total, tf.random.uniform([2])

    @tf.function
    def branch(flag):
        return tf.cond(flag, lambda: tf.random.uniform([2]), lambda: tf.random.normal([2])), tf.random.uniform([2])

    for call in range(2):
        for i, value in enumerate(outer()):
            yield f"outer{call}_{i}", value
        for i, value in enumerate(loop(tf.constant(3))):
            yield f"loop{call}_{i}", value
        for i, value in enumerate(branch(tf.constant(call == 0))):
            yield f"branch{call}_{i}", value


def graph(tf):
    v1 = tf.compat.v1
    with tf.Graph().as_default():
        v1.set_random_seed(1234)
        ops = {
            "a": v1.random_uniform([3]),
            "b": v1.random_normal([3]),
            "c": v1.truncated_normal([4]),
            "seeded": v1.random_uniform([2], seed=5),
            "d": v1.random_uniform([3], 0, 10, dtype=tf.int32),
            "e": v1.multinomial(tf.zeros([2, 7]), 6),
            "f": v1.random_shuffle(tf.range(13)),
            "g": v1.random_gamma([3], [0.5, 2.0]),
            "h": v1.random_poisson([4.0, 40.0], [3]),
        }
        with v1.Session() as session:
            for run in range(2):
                for name, value in session.run(ops).items():
                    yield f"{name}{run}", value
            yield "a_alone", session.run(ops["a"])
        with v1.Session() as session:
            yield "new_session", session.run(ops["a"])
    with tf.Graph().as_default():
        unseeded = v1.random_uniform([3], seed=5)
        v1.set_random_seed(9)
        later = v1.random_uniform([3])
        variable = v1.Variable(v1.glorot_uniform_initializer()([3, 2]))
        normal = v1.Variable(v1.truncated_normal_initializer(stddev=0.1)([3, 2]))
        seeded = v1.Variable(v1.random_normal_initializer(seed=3)([3, 2]))
        dropped = tf.nn.dropout(tf.ones([8]), rate=0.5)
        with v1.Session() as session:
            yield "op_seed_only", session.run(unseeded)
            yield "graph_seed_later", session.run(later)
            session.run(v1.global_variables_initializer())
            yield "variable", session.run(variable)
            yield "normal_variable", session.run(normal)
            yield "seeded_variable", session.run(seeded)
            yield "dropout", session.run(dropped)


def dropout(tf):
    tf.random.set_seed(42)
    x = tf.ones([4, 5])
    yield "plain", tf.nn.dropout(x, 0.4)
    yield "noise_shape", tf.nn.dropout(x, 0.4, noise_shape=[4, 1])
    yield "seeded", tf.nn.dropout(x, 0.4, seed=3)
    yield "seeded_again", tf.nn.dropout(x, 0.4, seed=3)
    yield "stateless", tf.nn.experimental.stateless_dropout(x, 0.3, seed=[1, 2])


def candidates(tf):
    tf.random.set_seed(5)
    true = np.array([[3], [7], [0]], np.int64)
    parts = ("sampled_candidates", "true_expected_count", "sampled_expected_count")
    for sampler in ("uniform_candidate_sampler", "log_uniform_candidate_sampler"):
        for unique in (True, False):
            for call in range(2):
                drawn = getattr(tf.random, sampler)(true, 1, 6, unique, 50, seed=3)
                for part in parts:
                    yield f"{sampler}_{unique}_{call}_{part}", getattr(drawn, part)
        drawn = getattr(tf.random, sampler)(true, 1, 40, True, 41)
        for part in parts:
            yield f"{sampler}_nearly_all_{part}", getattr(drawn, part)
    yield "all", tf.random.all_candidate_sampler(true, 1, 9, True).sampled_candidates
    hits = tf.nn.compute_accidental_hits(true, [7, 3, 1], 1)
    yield from zip(("hit_rows", "hit_places", "hit_weights"), hits, strict=True)


def sampled_losses(tf):
    tf.random.set_seed(5)
    weights = tf.constant(np.linspace(-1, 1, 150, dtype=np.float32).reshape(50, 3))
    inputs, labels = tf.constant([[0.5, -1.0, 2.0], [1.0, 1.0, -0.5]]), tf.constant([[3], [7]], tf.int64)
    yield "nce", tf.nn.nce_loss(weights, tf.zeros([50]), labels, inputs, 20, 50)
    yield "softmax", tf.nn.sampled_softmax_loss(weights, tf.zeros([50]), labels, inputs, 20, 50)
    yield "softmax_seeded", tf.nn.sampled_softmax_loss(weights, tf.zeros([50]), labels, inputs, 20, 50, seed=4)


def gamma_gradient(tf):
    tf.random.set_seed(42)
    alpha = tf.constant([0.001, 0.05, 0.5, 1.0, 1.5, 4.0, 30.0, 300.0, 3000.0] * 4)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(alpha)
        sample = tf.random.gamma([1], alpha)
        scaled = tf.random.stateless_gamma([2, 36], [3, 4], alpha, 2.0)
    yield "alpha", alpha
    yield "sample", sample[0]
    yield "gradient", tape.gradient(sample, alpha)
    yield "stateless_gradient", tape.gradient(scaled, alpha)


TENSORFLOW = (
    eager_uniform,
    eager_normal,
    eager_others,
    eager_op_seeds,
    stateless,
    generator,
    traced,
    traced_control,
    graph,
    dropout,
    gamma_gradient,
    candidates,
    sampled_losses,
)


def keras_initializers(tf, keras):
    names = ("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal", "Orthogonal")
    names += ("RandomUniform", "RandomNormal", "TruncatedNormal")
    keras.utils.set_random_seed(7)
    for name in names:
        yield name, getattr(keras.initializers, name)()([4, 3])
    for name in names:
        yield name + "_seeded", getattr(keras.initializers, name)(seed=5)([4, 3])
    yield "conv", keras.initializers.GlorotUniform()([3, 3, 2, 4])
    yield "uniform_op_after", tf.random.uniform([2])
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(3, input_shape=(4,)), keras.layers.Dense(2)])
    for i, weights in enumerate(model.get_weights()):
        yield f"model{i}", weights


def keras_dropout(tf, keras):
    keras.utils.set_random_seed(7)
    x = tf.ones([3, 5])
    layer, seeded = keras.layers.Dropout(0.4), keras.layers.Dropout(0.4, seed=9)
    yield "first", layer(x, training=True)
    yield "second", layer(x, training=True)
    yield "seeded", seeded(x, training=True)
    yield "seeded_again", seeded(x, training=True)
    yield "other", keras.layers.Dropout(0.4)(x, training=True)
    yield "noise_shape", keras.layers.Dropout(0.4, noise_shape=(3, 1))(x, training=True)
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.layers.Dense(4, input_shape=(5,)), keras.layers.Dropout(0.5)])
    yield "kernel", model.get_weights()[0]
    yield "model", model(x, training=True)
    yield "model_again", model(x, training=True)


def keras_noise(tf, keras):
    keras.utils.set_random_seed(7)
    layer = keras.layers.GaussianNoise(0.5)
    yield "first", layer(tf.ones([3, 5]), training=True)
    yield "second", layer(tf.ones([3, 5]), training=True)


KERAS = (keras_initializers, keras_dropout)
RULES = (keras_noise,)  # recorded to find the rule by which layers draw, which test_random_bits states

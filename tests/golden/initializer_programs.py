"""What the initializers outside Keras make: run under TensorFlow by `record_initializers`, under Tenfold by a test."""

V2 = {
    "uniform": lambda tf: tf.random_uniform_initializer(),
    "normal": lambda tf: tf.random_normal_initializer(),
    "normal_seeded": lambda tf: tf.random_normal_initializer(seed=3),
    "uniform_seeded": lambda tf: tf.random_uniform_initializer(1.0, 2.0, seed=3),
    "constant": lambda tf: tf.constant_initializer(3),
    "zeros": lambda tf: tf.zeros_initializer(),
    "ones": lambda tf: tf.ones_initializer(),
}

V1 = {
    "random_uniform": {},
    "random_normal": {"stddev": 0.5},
    "truncated_normal": {"seed": 3},
    "uniform_unit_scaling": {"seed": 3},
    "variance_scaling": {"distribution": "uniform", "mode": "fan_out"},
    "glorot_uniform": {},
    "glorot_normal": {"seed": 3},
    "he_normal": {},
    "he_uniform": {},
    "lecun_normal": {},
    "lecun_uniform": {"seed": 1},
    "orthogonal": {"seed": 2, "gain": 2.0},
    "constant": {"value": 2},
    "zeros": {},
    "ones": {},
}


def v2(tf):
    """Two calls of each, (name, array): with a seed of its own an initializer repeats itself."""
    tf.random.set_seed(7)
    for name, make in V2.items():
        initializer = make(tf)
        yield f"{name}/first", initializer((2, 3)).numpy()
        yield f"{name}/again", initializer(tf.TensorShape([4]), dtype=tf.float64).numpy()
    yield "integers", tf.random_uniform_initializer(0, 10, seed=1)((4,), dtype=tf.int32).numpy()
    yield "listed", tf.constant_initializer([1, 2, 3, 4])((2, 2)).numpy()


def v1(tf):
    """Each in one graph under the graph seed 5, (name, array)."""
    old = tf.compat.v1
    with old.Graph().as_default():
        old.set_random_seed(5)
        made = {}
        for name, arguments in V1.items():
            initializer = getattr(old.initializers, name)(**arguments)
            made[f"{name}/matrix"], made[f"{name}/window"] = initializer((5, 3)), initializer([2, 3, 2, 4])
        made["identity"] = old.initializers.identity(gain=2.0)((3, 4))
        made["integers"] = old.random_uniform_initializer(0, 9, dtype=tf.int32, seed=3)([3])
        with old.Session() as session:
            yield from session.run(made).items()

"""Datasets that functions find outside of themselves, or use twice: orders go on, caches stay."""

BEFORE = """
D = tf.data.Dataset
def collected(make):
    def collect():
        found, i = tf.TensorArray(tf.int64, 0, dynamic_size=True, element_shape=[]), 0
        for x in make():
            found, i = found.write(i, tf.cast(x, tf.int64)), i + 1
        return found.stack()
    return tf.function(collect)
def results(*functions):
    return D.from_tensor_slices(np.stack([f().numpy() for f in functions]))
count = [0]
def counted(x):
    count[0] += 1
    return x + 100 * count[0]
shuffled = D.range(6).shuffle(6, seed=1)
cached = D.range(3).map(lambda x: tf.numpy_function(counted, [x], tf.int64)).cache()
small = D.range(4).shuffle(4, seed=2)
"""


def of(programs):
    return {f"captured_{name}": BEFORE + lines for name, lines in programs.items()}


PROGRAMS = of(
    {
        "shuffle": "ds = results(*[collected(lambda: shuffled)] * 3)",
        "shuffle_and_more": "ds = results(*[collected(lambda: shuffled.map(lambda x: 2 * x))] * 3)",
        "by_two_functions": """
f, g = collected(lambda: shuffled), collected(lambda: shuffled)
ds = results(f, g, f)
""",
        "and_made": """
ds = results(*[collected(lambda: shuffled.concatenate(D.range(6, 10).shuffle(4, seed=3)))] * 3)
""",
        "beside_python": """
f = collected(lambda: shuffled)
ds = D.from_tensor_slices([f().numpy(), [int(x) for x in shuffled], f().numpy()])
""",
        "cache": "ds = results(*[collected(lambda: cached)] * 3)",
        "cache_in_flat_map": "ds = D.range(3).flat_map(lambda x: cached)",
        "in_flat_map": "ds = D.range(3).flat_map(lambda x: small)",
        "in_flat_map_and_more": "ds = D.range(3).flat_map(lambda x: small.map(lambda y: y + 10 * x))",
        "in_interleave": "ds = D.range(3).interleave(lambda x: small, cycle_length=2)",
        "in_flat_map_of_a_function": """
@tf.function
def f():
    inner = D.range(4).shuffle(4, seed=2)
    return D.range(3).flat_map(lambda x: inner).batch(12).get_single_element()
ds = results(f, f)
""",
        "reduced": """
f = tf.function(lambda: shuffled.reduce(tf.constant(0, tf.int64), lambda s, x: 10 * s + x))
ds = results(f, f, f)
""",
        "twice_in_a_function": """
@tf.function
def f():
    made, s = D.range(6).shuffle(6, seed=1), tf.constant(0, tf.int64)
    for x in made:
        s = 10 * s + x
    for x in made:
        s = 10 * s + x
    return s
ds = results(f, f)
""",
        "epochs_in_a_function": """
@tf.function
def f():
    made, s = D.range(3).shuffle(3, seed=1), tf.constant(0, tf.int64)
    for _ in tf.range(3):
        for x in made:
            s = 10 * s + x
    return s
ds = results(f, f)
""",
        "epochs_of_what_was_there": """
@tf.function
def f():
    s = tf.constant(0, tf.int64)
    for _ in tf.range(2):
        for x in shuffled:
            s = 10 * s + x
    return s
ds = results(f, f)
""",
        "under_a_condition": """
@tf.function
def g(p):
    s = tf.constant(0, tf.int64)
    if p:
        for x in shuffled:
            s = 10 * s + x
    return s
f = lambda: g(tf.constant(True))
ds = results(f, f)
""",
        "made_by_a_function": """
f = tf.function(lambda: D.range(6).shuffle(6, seed=1))
made = f()
ds = results(*[collected(lambda: made)] * 2, *[collected(f)] * 2)
""",
    }
)

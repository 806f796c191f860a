"""Random numbers of functions: they go on while one iterator has elements, and begin anew with the next."""

_DRAWS = """
        draw = lambda *_: tf.random.uniform([], 0, 1000, tf.int32, seed=3)
        d = tf.data.Dataset.range(3).map(draw)
        n = tf.data.Dataset.range(6)
"""
_ENDS = {
    "repeat": "d.repeat(2)",
    "shuffle_and_repeat": "d.shuffle(3, 1).repeat(2)",
    "batch_and_repeat": "d.batch(2).repeat(2)",
    "zip_with_itself": "tf.data.Dataset.zip((d, d))",
    "zip_of_batches": "tf.data.Dataset.zip((d.batch(2), d.batch(1)))",
    "concatenate_with_itself": "d.concatenate(d)",
    "cache": "d.cache().repeat(2)",
    "flat_map": "n.take(2).flat_map(lambda i: tf.data.Dataset.range(3).map(draw))",
    "flat_map_of_repeat": "n.take(2).flat_map(lambda i: tf.data.Dataset.range(2).map(draw).repeat(2))",
    "repeat_of_flat_map": "n.take(2).flat_map(lambda i: tf.data.Dataset.range(2).map(draw)).repeat(2)",
    "interleave": "n.take(2).interleave(lambda i: tf.data.Dataset.range(3).map(draw), 2)",
    "filter": "n.filter(lambda x: draw() > 400).repeat(2)",
    "scan": "n.take(3).scan(0, lambda s, x: (s, draw())).repeat(2)",
    "take_while": "n.take_while(lambda x: draw() < 900).repeat(2)",
    "window": "n.map(draw).window(2).flat_map(lambda w: w).repeat(2)",
    "group": "n.group_by_window(lambda x: tf.cast(draw() % 2, tf.int64), lambda k, w: w.batch(2), 2).repeat(2)",
    "parallel": "n.map(draw, num_parallel_calls=1).repeat(2)",
}
PROGRAMS = {f"draws_{name}": f"{_DRAWS}        ds = {end}\n" for name, end in _ENDS.items()}

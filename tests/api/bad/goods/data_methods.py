"""Good calls of datasets' methods, and of what makes datasets."""

from bad.calls import made

from tenfold.testing.cases import case

METHODS = """
    batch(2, drop_remainder=True) | padded_batch(2, padded_shapes=[]) | ragged_batch(2) | cache()
    cardinality() | concatenate(other) | enumerate(start=1) | filter(lambda v: v > 1) | flat_map(nested)
    interleave(nested, cycle_length=2, block_length=1) | group_by_window(lambda v: v % 2, lambda k, d: d.batch(2), 2)
    bucket_by_sequence_length(lambda v: 1, [2], [2, 2]) | map(lambda v: v + 1, num_parallel_calls=2) | options()
    prefetch(1) | reduce(np.int64(0), lambda a, b: a + b) | repeat(2) | scan(np.int64(0), lambda s, v: (s + v, v))
    shard(2, 0) | shuffle(3, seed=1, reshuffle_each_iteration=True) | skip(1) | take(2) | take_while(lambda v: v < 2)
    window(2, shift=1, stride=1, drop_remainder=True) | with_options(tf.data.Options()) | as_numpy_iterator() | unique()
    apply(lambda d: d.batch(2)) | rejection_resample(lambda v: v, [0.5, 0.5]) | snapshot('snap') | save('saved')
    get_single_element() | ignore_errors() | random(seed=1)
    prefetch(tf.data.AUTOTUNE, name='p')
"""
SOURCES = """
    range(5) | from_tensors([1, 2]) | from_tensor_slices([1, 2]) | from_tensor_slices({'a': [1], 'b': [2]})
    from_generator(lambda: iter([1]), output_signature=tf.TensorSpec([], tf.int32)) | list_files('*.txt')
    from_generator(gen, output_types=tf.int32, output_shapes=[], args=[]) | zip((d, d)) | random(seed=1)
    choose_from_datasets([d, d], tf.data.Dataset.range(1)) | sample_from_datasets([d, d], weights=[0.5, 0.5], seed=1)
    load('missing') | counter(start=1)
"""


@made
def d(tf):
    return tf.data.Dataset.range(4)


@made
def nested(tf):
    return lambda v: tf.data.Dataset.from_tensors(v)


@made
def gen(tf):
    return lambda: iter([1])


@made
def iterator(tf):
    return iter(tf.data.Dataset.range(4))


INPUTS = {"d": d, "nested": nested, "gen": gen, "other": d}


def _case(text, **more):
    words = set("".join(c if c.isalnum() else " " for c in text).split())
    return case(text, **{n: v for n, v in INPUTS.items() if n in words}, **more)


def _texts(table):
    return [t.strip() for t in table.replace("\n", "|").split("|") if t.strip()]


CASES = [
    *[
        _case(f"list(dataset.{text})", dataset=d)
        for text in _texts(METHODS)
        if not text.startswith(("options", "as_num", "get_single", "card", "random", "save", "reduce"))
    ],
    *[
        _case(f"dataset.{text}", dataset=d)
        for text in _texts(METHODS)
        if text.startswith(("options", "as_num", "card", "save", "reduce"))
    ],
    *[_case(f"list(tf.data.Dataset.{text}.take(3))") for text in _texts(SOURCES)],
    case("list(d.batch(2).unbatch())", d=d),
    case("list(d.batch(2).rebatch(2))", d=d),
    case("list(d.batch(2).sparse_batch(2, [3]))", d=d),
    case("tf.data.TFRecordDataset('missing')"),
    case("tf.data.TextLineDataset('missing')"),
    case("tf.data.FixedLengthRecordDataset('missing', 3)"),
    case("tf.data.Options()"),
    case("tf.data.NumpyIterator(d)", d=d),
    case("tf.data.DatasetSpec(tf.TensorSpec([], tf.int64))"),
    case("next(iterator)", iterator=iterator),
    case("iterator.get_next()", iterator=iterator),
    case("tf.data.experimental.CsvDataset('missing', [tf.int32])"),
    case("tf.data.experimental.make_csv_dataset('missing', 2)"),
    case("tf.data.experimental.SqlDataset('sqlite', 'missing', 'select', (tf.int32,))"),
    case("tf.data.experimental.Counter()"),
    case("tf.data.experimental.cardinality(d)", d=d),
    case("tf.data.experimental.assert_cardinality(4)(d)", d=d),
    case("tf.data.experimental.get_single_element(d)", d=made(lambda tf: tf.data.Dataset.range(1))),
    case("tf.data.experimental.dense_to_ragged_batch(2)"),
    case("tf.data.experimental.dense_to_sparse_batch(2, [3])"),
    case("tf.data.experimental.RandomDataset(1)"),
    case(
        "tf.data.experimental.from_variant(tf.data.experimental.to_variant(d), d.element_spec)",
        d=d,
    ),
    case("tf.data.experimental.get_next_as_optional(iterator)", iterator=iterator),
    case("tf.data.experimental.at(d, 1)", d=d),
    case("tf.experimental.Optional.from_value(1)"),
]

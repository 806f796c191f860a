"""What programs see of transformations beyond the elements that tests/golden/data has: messages, graphs, NumPy."""

import logging

import numpy as np
import pytest

import tenfold as tf

Dataset = tf.data.Dataset


def values(dataset):
    return [e.tolist() for e in dataset.as_numpy_iterator()]


def test_a_dataset_is_reduced_inside_of_a_function():
    @tf.function
    def total(n):
        doubled = Dataset.range(n).map(lambda x: 2 * x)
        return doubled.reduce(tf.constant(0, tf.int64), lambda s, x: s + x + n), doubled.batch(9).get_single_element()

    found, all_of_them = total(tf.constant(4, tf.int64))
    assert found.numpy() == 28
    assert all_of_them.numpy().tolist() == [0, 2, 4, 6]


def test_windows_are_reduced_counted_and_batched_by_a_map():
    def looked_at(w):
        return w.reduce(np.int64(0), lambda a, b: a + b), w.cardinality(), w.batch(9).get_single_element()

    found = list(Dataset.range(5).window(3).map(looked_at).as_numpy_iterator())
    assert [(int(a), int(b), c.tolist()) for a, b, c in found] == [(3, 3, [0, 1, 2]), (7, 2, [3, 4])]


def test_a_dataset_captured_by_an_inner_function():
    nested = Dataset.range(4).window(2).map(lambda w: Dataset.range(2).flat_map(lambda i: w.map(lambda x: x + 10 * i)))
    assert [values(d) for d in nested] == [[0, 1, 10, 11], [2, 3, 12, 13]]


@pytest.mark.parametrize("count", [0, 2])
def test_a_single_element_must_be_single(count):
    with pytest.raises(tf.errors.InvalidArgumentError, match="empty" if count == 0 else "more than one"):
        Dataset.range(count).get_single_element()


def test_arrays_of_all_kinds():
    made = Dataset.range(1).map(
        lambda x: {"a": (x, None), "r": tf.ragged.constant([[1], [2, 3]]), "s": tf.sparse.from_dense([x, 5]), "t": "b"}
    )
    (found,) = made.as_numpy_iterator()
    assert found["a"] == (0, None)
    assert [r.tolist() for r in found["r"]] == [[1], [2, 3]]
    assert found["s"].tolist() == [0, 5]
    assert found["t"] == b"b"
    with pytest.raises(TypeError, match="not supported for datasets that produce values of type"):
        Dataset.range(3).window(2).as_numpy_iterator()


def test_padding_values_and_shapes_are_checked_when_the_dataset_is_made():
    rows = Dataset.range(1, 4).map(lambda x: tf.fill([x], x))
    with pytest.raises(TypeError, match=r"give tf.constant\(-1, tf.int64\)"):
        rows.padded_batch(2, padding_values=-1)
    with pytest.raises(ValueError, match="2 dimensions instead of 1"):
        rows.padded_batch(2, [None, None])
    with pytest.raises(ValueError, match="must nest as the elements do"):
        rows.map(lambda x: (x, x)).padded_batch(2, ([None], [None], [None]))
    with pytest.raises(tf.errors.DataLossError, match=r"padded_shapes says \[2\], the largest element is \[3\]"):
        list(rows.padded_batch(3, [2]))


def test_the_sizes_of_rebatch():
    batches = Dataset.range(4).batch(2)
    for sizes in (0, [], [0, 0], [-1, 2]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="that are not all 0"):
            batches.rebatch(sizes)
    with pytest.raises(TypeError, match="`batch_size` must be a whole number"):
        batches.rebatch(1.5)


def test_what_a_state_becomes_is_checked():
    with pytest.raises(TypeError, match="Convert one of them with tf.cast"):
        Dataset.range(3).reduce(0, lambda s, x: tf.cast(s, tf.float32))
    with pytest.raises(TypeError, match="must return a pair of the new state and the output"):
        Dataset.range(3).scan(0, lambda s, x: s)


def test_ignored_errors_are_logged(caplog):
    broken = Dataset.range(3).map(lambda x: tf.debugging.check_numerics(1 / (tf.cast(x, tf.float32) - 1), "one"))
    with caplog.at_level(logging.WARNING, "tenfold"):
        assert values(broken.ignore_errors(log_warning=True)) == [-1.0, 1.0]
    assert "one" in caplog.text
    with pytest.raises(TypeError, match="log_warning"):
        broken.ignore_errors(log_warning=3)


def test_apply_functions_take_the_arguments_of_the_method():
    assert values(Dataset.range(5).batch(2).apply(tf.data.experimental.unbatch())) == list(range(5))
    with pytest.raises(TypeError, match="unexpected keyword"):
        tf.data.experimental.unbatch(size=3)
    with pytest.raises(TypeError, match="must return a `tf.data.Dataset` object"):
        Dataset.range(3).apply(lambda d: 3)


def test_what_tensorflow_1_asks_of_a_dataset():
    made = Dataset.range(3).map(lambda x: (x, {"a": tf.sparse.from_dense([x])}))
    v1 = tf.compat.v1.data
    assert v1.get_output_types(made) == made.output_types == (tf.int64, {"a": tf.int64})
    assert v1.get_output_shapes(iter(made)) == made.output_shapes == (tf.TensorShape([]), {"a": tf.TensorShape([1])})
    assert v1.get_output_classes(made) == made.output_classes == (tf.Tensor, {"a": tf.SparseTensor})
    assert tf.data.experimental.get_structure(iter(made)) == made.element_spec
    with pytest.raises(
        TypeError, match="must be a `tf.data.Dataset` or tf.data.Iterator object, but got <class 'int'>"
    ):
        v1.get_output_types(3)
    chain = v1.Dataset.from_tensor_slices([1, 2, 3, 4]).map_with_legacy_function(lambda x: x * 2)
    assert values(chain.filter_with_legacy_function(lambda x: x > 2).batch(2)) == [[4, 6], [8]]
    assert isinstance(chain, v1.Dataset)


def test_elements_for_devices():
    experimental = tf.data.experimental
    assert values(Dataset.range(2).apply(experimental.prefetch_to_device("/gpu:0"))) == [0, 1]
    assert values(Dataset.range(2).apply(experimental.copy_to_device("/gpu:0"))) == [0, 1]


def test_lists_and_padding_are_checked():
    with pytest.raises(ValueError, match="If you want an empty dataset"):
        tf.data.experimental.from_list([])
    with pytest.raises(TypeError, match="elements of one type"):
        tf.data.experimental.from_list([1, "a"])
    for dataset, message in [
        (Dataset.range(3), "requires its input dataset to be a dictionary"),
        (Dataset.range(3).map(lambda x: {"a": x}), "has 3 elements, more than 2"),
        (Dataset.range(3).map(lambda x: {"a": x}).repeat(), "known number of elements"),
    ]:
        with pytest.raises(ValueError, match=message):
            dataset.apply(tf.data.experimental.pad_to_cardinality(2))
    with pytest.raises(ValueError, match="allows only one of"):
        tf.data.experimental.map_and_batch(lambda x: x, 2, num_parallel_batches=1, num_parallel_calls=1)


def test_functions_are_python_in_debug_mode(monkeypatch):
    from tenfold.data.plan.debug import debugging

    monkeypatch.setattr(debugging, "on", False)
    tf.data.experimental.enable_debug_mode()
    seen = []

    def doubled(x):
        seen.append(x)
        return [2 * x, {"x": x}]

    made = list(Dataset.range(3).map(doubled).filter(lambda d, x: d > 0))
    assert [int(d) for d, _ in made] == [2, 4]
    assert [int(x) for x in seen[1:]] == [0, 1, 2]  # the first is the trace's
    with pytest.raises(ValueError, match="eager mode"), tf.Graph().as_default():
        tf.data.experimental.enable_debug_mode()


def test_a_class_of_a_program_that_makes_a_dataset():
    class Numbers(Dataset):
        def _made(n):
            yield from ((i,) for i in range(n))

        def __new__(cls, n=3):
            spec = tf.TensorSpec((1,), tf.int64)
            return Dataset.from_generator(cls._made, output_signature=spec, args=(n,))

    assert values(Numbers().batch(2)) == [[[0], [1]], [[2]]]
    with pytest.raises(TypeError, match="has no elements of its own: make one with"):
        Dataset()
    assert Dataset.range(2)
    assert len(Dataset.range(2)) == 2


def test_no_field_of_a_transformation_hides_a_method():
    import ast
    import pathlib

    folder = pathlib.Path(tf.__file__).parent / "data"
    methods = {name for name, value in vars(Dataset).items() if callable(value)}
    hidden = [
        (file.name, node.attr)
        for file in folder.rglob("*.py")
        for cls in ast.parse(file.read_text()).body
        if isinstance(cls, ast.ClassDef) and any(getattr(b, "id", "")[:1].isupper() for b in cls.bases)
        for node in ast.walk(cls)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in methods
    ]
    assert hidden == []


def test_an_element_by_its_number():
    at = tf.data.experimental.at
    assert at(Dataset.range(5), 2).numpy() == 2
    assert at(Dataset.range(9).filter(lambda x: x > 3), 1).numpy() == 5
    for dataset, index in [
        (Dataset.range(5), 5),
        (Dataset.range(5), -1),
        (Dataset.range(5).filter(lambda x: x > 3), 1),
    ]:
        with pytest.raises(tf.errors.OutOfRangeError, match="Index out of range"):
            at(dataset, index)


def test_tables_of_elements():
    experimental, keys = tf.data.experimental, tf.constant(["a", "c", "x"])
    words = Dataset.from_tensor_slices(["a", "b", "c"]).filter(lambda w: w != "b")
    assert experimental.index_table_from_dataset(words).lookup(keys).numpy().tolist() == [0, 1, -1]
    hashed = experimental.index_table_from_dataset(words, num_oov_buckets=1)
    assert hashed.lookup(keys).numpy().tolist() == [0, 1, 2]
    pairs = Dataset.from_tensor_slices((["a", "c"], [0.5, 1.5]))
    table = experimental.table_from_dataset(pairs, default_value=9.0, vocab_size=1)
    assert table.lookup(keys).numpy().tolist() == [0.5, 9.0, 9.0]
    made = tf.lookup.StaticHashTable(experimental.DatasetInitializer(pairs), 7.0)
    assert made.lookup(keys).numpy().tolist() == [0.5, 1.5, 7.0]
    with pytest.raises(ValueError, match=r"pairs of scalars, \(key, value\)"):
        experimental.DatasetInitializer(words)
    with pytest.raises(ValueError, match="not both"):
        experimental.table_from_dataset(pairs, num_oov_buckets=2, default_value=1.0)


@pytest.mark.parametrize(
    ("version", "text"),
    [
        ("2.4", "<BatchDataset shapes: ((None,), {x: (None, 2)}), types: (tf.int64, {x: tf.float32})>"),
        ("2.8", "<BatchDataset element_spec=(TensorSpec(shape=(None,), dtype=tf.int64, name=None), {'x': TensorSpec("),
        ("2.15", "<_BatchDataset element_spec=(TensorSpec("),
    ],
)
def test_a_dataset_shows_itself_as_in_its_era(version, text, monkeypatch):
    from tenfold.api import era

    monkeypatch.setattr(era, "_chosen", version)
    made = Dataset.range(2).map(lambda x: (x, {"x": tf.zeros([2])})).batch(2)
    assert repr(made).startswith(text)


def test_an_empty_batch_of_ragged_and_of_sparse_rows():
    rows = Dataset.range(3).map(lambda x: (tf.range(x), tf.sparse.from_dense([x, 1])))
    ragged, sparse = list(rows.ragged_batch(2).rebatch([0, 3]))[0]
    assert (ragged.shape[0], ragged.to_list(), ragged.dtype) == (0, [], tf.int64)
    assert (sparse.dense_shape.numpy().tolist(), sparse.values.shape[0]) == ([0, 2], 0)


class Point(tf.experimental.BatchableExtensionType):
    x: tf.Tensor
    rest: tf.RaggedTensor
    name: str = "p"


class Closed(tf.experimental.ExtensionType):
    x: tf.Tensor


def test_values_of_a_programs_own_type_are_batched_and_taken_apart():
    rows = Dataset.range(3).map(lambda n: Point([n, n], tf.RaggedTensor.from_row_lengths(tf.range(n), [n])))
    batches = rows.batch(2)
    assert batches.element_spec.x == tf.TensorSpec((None, 2), tf.int64)
    assert [p.x.numpy().tolist() for p in batches] == [[[0, 0], [1, 1]], [[2, 2]]]
    assert [p.rest.to_list() for p in batches] == [[[[]], [[0]]], [[[0, 1]]]]
    assert [(p.rest.to_list(), p.name) for p in batches.unbatch()] == [([[]], "p"), ([[0]], "p"), ([[0, 1]], "p")]
    with pytest.raises(TypeError, match="make the class a tf.experimental.BatchableExtensionType"):
        Dataset.range(3).map(Closed).batch(2)


def test_a_function_may_make_its_layers_variables_when_it_is_traced():
    """Once, as in TensorFlow; passes see what is assigned to them later. A variable that each call makes is refused."""
    layer = tf.keras.layers.Dense(1, kernel_initializer="ones")
    ds = Dataset.range(3).batch(1).map(lambda x: layer(tf.cast(x, tf.float32)[:, None]))
    assert [float(v) for v in ds] == [0, 1, 2] and len(layer.weights) == 2
    layer.kernel.assign([[5.0]])
    assert [float(v) for v in ds] == [0, 5, 10]
    with pytest.raises(
        ValueError, match=r"only supports singleton tf.Variables(.|\n)*Made again: Variable:0 in .*test_"
    ):
        Dataset.range(3).map(lambda x: x + tf.Variable(1, dtype=tf.int64))


def test_iterators_have_next_as_a_method():
    iterator = iter(Dataset.range(1))
    assert int(iterator.next()) == 0
    with pytest.raises(StopIteration):
        iterator.next()

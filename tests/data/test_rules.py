"""The optimiser's rules: each fires on several spellings of its pattern, and changes no element and no order."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.data.rules import numbers
from tenfold.data.run import shorter as optimizer

Dataset = tf.data.Dataset
X, Y = np.arange(120.0, dtype="float32").reshape(30, 2, 2), np.arange(30)
summed, largest = lambda x: tf.reduce_sum(tf.stack([x, x])), lambda x: tf.reduce_max(tf.stack([x, x + 1]))
TEXT = np.arange(40, dtype="int32")


def kinds(dataset):
    """The classes of a plan as it runs, from the last transformation to the source."""
    node, found = optimizer.shorter(dataset), []
    while True:
        found.append(type(node).__name__)
        if not node.inputs or found[-1] == "Gathered":
            return found
        node = node.inputs[0]


def plain(value):
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return [str(value.dtype), np.asarray(value).tolist()]


def elements(make, monkeypatch, rules):
    """Two passes over the dataset."""
    tf.random.set_seed(7)
    with monkeypatch.context() as m:
        if not rules:
            m.setattr(optimizer, "RULES", [])
        dataset = make()
        return [[plain(e) for e in dataset] for _ in range(2)]


SPELLINGS = {
    "gathered": [
        lambda: Dataset.from_tensor_slices((X, Y)).shuffle(10).batch(4),
        lambda: (
            Dataset.from_tensor_slices({"x": X, "y": Y}).repeat(2).shuffle(50, seed=3).batch(7, drop_remainder=True)
        ),
        lambda: Dataset.from_tensor_slices(X).batch(4),
        lambda: Dataset.from_tensor_slices(X).skip(3).take(20).batch(6, drop_remainder=True),
        lambda: Dataset.from_tensor_slices(X).shard(3, 1).shuffle(4, reshuffle_each_iteration=False),
        lambda: Dataset.from_tensor_slices(["a", "b", "c"]).shuffle(3, seed=1),
        lambda: Dataset.from_tensor_slices(Y).batch(4).shuffle(3, seed=2).repeat(2).take(9),
    ],
    "map of batches": [
        lambda: Dataset.from_tensor_slices((X, Y)).map(lambda x, y: (x / 255, y)).batch(4),
        lambda: Dataset.from_tensor_slices((X, Y)).map(lambda x, y: (x / 255, tf.one_hot(y, 30))).shuffle(9).batch(4),
        lambda: (
            Dataset.from_tensor_slices({"x": X, "y": Y}).map(lambda d: tf.cast(d["y"], tf.float32) * d["x"]).batch(4)
        ),
        lambda: Dataset.from_tensor_slices(X).map(lambda x: (x[:1], x[..., tf.newaxis], tf.reshape(x, [-1]))).batch(7),
        lambda: Dataset.from_tensor_slices(X).map(lambda x: tf.stack([x, x - X[0]])).map(tf.abs).batch(3).skip(1),
        lambda: Dataset.from_tensor_slices(X).map(lambda x: tf.expand_dims(tf.concat([x, x], -1), 1)).batch(4),
        lambda: Dataset.from_tensor_slices(X).map(lambda x: x, num_parallel_calls=2).batch(4),
    ],
    "windows": [
        lambda: Dataset.from_tensor_slices(TEXT).window(5, shift=1, drop_remainder=True).flat_map(lambda w: w.batch(5)),
        lambda: Dataset.from_tensor_slices(TEXT).window(5, shift=1).flat_map(lambda w: w.batch(5, drop_remainder=True)),
        lambda: (
            Dataset.from_tensor_slices(TEXT).window(5, 2, 3, True).flat_map(lambda w: w.batch(5)).shuffle(9).batch(4)
        ),
        lambda: (
            Dataset.from_tensor_slices((X, Y))
            .window(4, drop_remainder=True)
            .flat_map(lambda x, y: Dataset.zip((x.batch(4), y.batch(4))))
        ),
        lambda: Dataset.from_tensor_slices(TEXT).window(50, drop_remainder=True).flat_map(lambda w: w.batch(50)),
    ],
    "fused": [
        lambda: Dataset.range(9).map(lambda x: x + 1).map(largest),
        lambda: Dataset.from_tensor_slices((X, Y)).map(lambda x, y: (x * 2, y)).map(lambda x, y: summed(x)),
        lambda: Dataset.from_tensor_slices({"x": X}).map(lambda d: d["x"] + X[0]).map(tf.abs).map(summed),
        lambda: Dataset.range(9).map(lambda x: -x, 2).map(lambda x: tf.cond(x > 3, lambda: x, lambda: -x), 2).batch(2),
        lambda: Dataset.range(9).map(lambda x: x * x).map(tf.strings.as_string),
        lambda: Dataset.range(9).filter(lambda x: summed(x) > 2).filter(lambda x: x < 7),
        lambda: Dataset.from_tensor_slices((X, Y)).filter(lambda x, y: summed(x) > 2).filter(lambda x, y: y < Y[9]),
        lambda: Dataset.range(9).filter(lambda x: x > 2).filter(lambda x: x < 7).filter(lambda x: tf.equal(x, x)),
    ],
    "idle": [
        lambda: Dataset.range(9).take(-1),
        lambda: Dataset.range(9).skip(0),
        lambda: Dataset.range(9).repeat(1),
        lambda: Dataset.range(9).prefetch(0),
        lambda: Dataset.range(9).repeat(1).take(-1).skip(0),
    ],
}
FIRST = {"gathered": "Gathered", "map of batches": "Map", "windows": "Gathered", "fused": "", "idle": "Range"}
CASES = [(rule, i) for rule, makes in SPELLINGS.items() for i in range(len(makes))]


@pytest.mark.parametrize(("rule", "i"), CASES)
def test_a_rule_fires_and_changes_nothing(rule, i, monkeypatch):
    make = SPELLINGS[rule][i]
    found = kinds(make())
    if rule == "fused":
        assert "function=" in make().explain() and ", " in make().explain().split("as it runs:")[1]
    else:
        assert FIRST[rule] in found and (rule == "idle" or found[-1] == "Gathered"), found
    assert rule != "map of batches" or "Batch" not in found
    assert elements(make, monkeypatch, rules=True) == elements(make, monkeypatch, rules=False)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dataset.range(9).map(summed).map(largest),  # either may fail
        lambda: Dataset.range(9).map(lambda x: x + 1, 2).map(largest),
        lambda: Dataset.range(9).map(lambda x: x + 1).map(lambda x: tf.numpy_function(abs, [x], tf.int64)),
        lambda: Dataset.range(9).map(lambda x: x + 1).map(lambda x: tf.random.uniform([], 0, 9, tf.int64) + x),
        lambda: Dataset.range(9).filter(lambda x: x > 0).filter(lambda x: summed(9 // x) > 2),
    ],
)
def test_what_stays_two_functions(make, monkeypatch):
    assert kinds(make()) in (["Map", "Map", "Range"], ["Filter", "Filter", "Range"])
    assert elements(make, monkeypatch, rules=True) == elements(make, monkeypatch, rules=False)


@pytest.mark.parametrize("batches", [1, 3, 8])
@pytest.mark.parametrize(
    "order",
    [
        lambda ds: ds.shuffle(7, seed=1).repeat(),
        lambda ds: ds.shuffle(7).repeat(3).shuffle(50).take(80),
        lambda ds: ds.repeat(3).shuffle(100),
        lambda ds: ds.take(10).shuffle(1).repeat(2).skip(1),
        lambda ds: ds.take(0).shuffle(5).repeat(),
    ],
)
def test_a_pass_that_is_left_has_drawn_as_much_with_rules_as_without(order, batches, monkeypatch):
    def found(rules):
        tf.random.set_seed(5)
        with monkeypatch.context() as m:
            if not rules:
                m.setattr(optimizer, "RULES", [])
            dataset = order(Dataset.from_tensor_slices(Y)).batch(5)
            return [[plain(e) for _, e in zip(range(batches), dataset)] for _ in range(3)]

    assert found(True) == found(False)


def test_numbers_are_drawn_alike_without_the_library(monkeypatch):
    def found():
        tf.random.set_seed(5)
        return [plain(e) for e in Dataset.from_tensor_slices(Y).shuffle(9).repeat(2).shuffle(20).batch(8)]

    with_it = found()
    monkeypatch.setattr(numbers.library, "functions", lambda: None)
    assert found() == with_it


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dataset.from_tensor_slices(X).map(lambda x: x + tf.random.uniform([])).batch(4),
        lambda: Dataset.from_tensor_slices(X).map(lambda x: tf.debugging.check_numerics(x, "no")).batch(4),
        lambda: Dataset.from_tensor_slices(X).map(lambda x: tf.reduce_sum(x)).batch(4),
        lambda: Dataset.from_tensor_slices(Y).map(lambda y: 1).batch(4),
        lambda: Dataset.from_tensor_slices(Y).map(lambda y: tf.numpy_function(lambda v: v, [y], tf.int64)).batch(4),
    ],
)
def test_what_might_differ_is_called_for_each_element(make, monkeypatch):
    assert kinds(make())[:2] == ["Batch", "Map"]
    assert elements(make, monkeypatch, rules=True) == elements(make, monkeypatch, rules=False)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dataset.from_tensor_slices(TEXT).window(5, shift=1).flat_map(lambda w: w.batch(5)),
        lambda: Dataset.from_tensor_slices(TEXT).window(6, drop_remainder=True).flat_map(lambda w: w.batch(4)),
        lambda: (
            Dataset.from_tensor_slices(TEXT).window(5, drop_remainder=True).flat_map(lambda w: w.map(tf.abs).batch(5))
        ),
    ],
)
def test_windows_that_are_no_views(make, monkeypatch):
    assert "Window" in kinds(make())
    assert elements(make, monkeypatch, rules=True) == elements(make, monkeypatch, rules=False)


def lists(*rows):
    return Dataset.from_generator(lambda: iter(rows), output_signature=tf.TensorSpec([None], tf.float32))


BREAKS = lambda x: tf.debugging.assert_none_equal(x, tf.constant(1, tf.int64)) is None or x >= 0


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: lists([1, 2, 3], [4, 5]).map(lambda x: x[:2]).batch(2), [[[1, 2], [4, 5]]]),
        (lambda: lists([1, 2, 3], [4]).map(lambda x: x + [1.0, 2.0, 3.0]).batch(2), [[[2, 4, 6], [5, 6, 7]]]),
        (lambda: Dataset.zip((Dataset.range(2), lists([1], [2, 3]))).map(lambda a, b: a + 1).batch(2), [[1, 2]]),
        (lambda: lists([1], [2, 3]).map(lambda x: x[1]).skip(1), ["InvalidArgumentError"]),
        (
            lambda: Dataset.from_tensor_slices(np.zeros([3, 0])).map(lambda x: tf.reshape(x, [0, 3])).batch(3),
            [[[]] * 3],
        ),
        (
            lambda: Dataset.range(7).filter(BREAKS).map(lambda x: x + 1).batch(3),
            ["InvalidArgumentError", [4, 5, 6], [7]],
        ),
    ],
)
def test_elements_of_unequal_shapes_and_errors_are_tensorflows_with_rules(make, expected):
    """As TensorFlow 2.21 has them."""
    found, elements = [], iter(make())
    while True:
        try:
            found.append(next(elements).numpy().tolist())
        except StopIteration:
            break
        except tf.errors.InvalidArgumentError as e:
            found.append(type(e).__name__)
            if len(found) == len(expected):
                break
    assert found == expected


@pytest.mark.parametrize("size", [-2, 10**12])
def test_a_buffer_of_all_elements(size):
    rows = [e.numpy().tolist() for e in Dataset.from_tensor_slices(Y[:7]).shuffle(3, 4).shuffle(size, 2).batch(3)]
    assert rows == [[2, 5, 6], [0, 1, 3], [4]]
    assert [e.numpy() for e in Dataset.range(4).shuffle(size, 2).repeat(2)] == [0, 3, 2, 1, 1, 2, 3, 0]


@pytest.mark.parametrize("size", [0, -1, -3])
def test_no_buffer(size):
    with pytest.raises(tf.errors.InvalidArgumentError, match="greater than zero, or tf.data.UNKNOWN_CARDINALITY"):
        Dataset.range(4).shuffle(size)


def test_a_seed_that_a_graph_computes():
    @tf.function
    def shuffled(seed):
        return Dataset.range(6).shuffle(4, seed).batch(6).get_single_element()

    assert shuffled(tf.constant(3, tf.int64)).numpy().tolist() == [0, 3, 2, 1, 4, 5]
    assert shuffled(tf.constant(4, tf.int64)).numpy().tolist() == [3, 2, 1, 4, 0, 5]
    with pytest.raises(TypeError, match="when the dataset is made"):
        tf.function(lambda again: Dataset.range(6).shuffle(4, 1, again))(tf.constant(True))

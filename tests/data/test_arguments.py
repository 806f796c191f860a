"""What is no number, truth, list, string or function: errors of TensorFlow's classes, which name the argument."""

import warnings

import numpy as np
import pytest

import tenfold as tf

D = tf.data.Dataset
INVALID = tf.errors.InvalidArgumentError
NUMBERED = {
    "take": lambda v: D.range(6).take(v),
    "skip": lambda v: D.range(6).skip(v),
    "repeat": lambda v: D.range(6).repeat(v),
    "batch": lambda v: D.range(6).batch(v),
    "shard": lambda v: D.range(6).shard(v, 0),
    "window": lambda v: D.range(6).window(v).map(lambda w: 0),
    "enumerate": lambda v: D.range(6).enumerate(v),
    "range": lambda v: D.range(v),
    "rebatch": lambda v: D.range(6).batch(3).rebatch(v),
    "map": lambda v: D.range(6).map(lambda x: x, num_parallel_calls=v),
}


@pytest.mark.parametrize("made", NUMBERED.values(), ids=NUMBERED)
def test_whole_numbers(made):
    """As TensorFlow converts them to int64."""
    two = list(made(2).as_numpy_iterator())
    for value in (np.int8(2), np.array(2), np.float32(2), np.float64(2), np.ceil(1.5), tf.constant(2), tf.Variable(2)):
        assert repr(list(made(value).as_numpy_iterator())) == repr(two)
    assert repr(list(made(True).as_numpy_iterator())) == repr(list(made(1).as_numpy_iterator()))
    for value, kind in (
        ("x", TypeError),
        (1.5, TypeError),
        (np.float32("nan"), ValueError),
        (tf.constant(2.0), ValueError),
        (tf.constant(True), ValueError),
        ({}, ValueError),
        (lambda: 2, ValueError),
        (D.range(2), ValueError),
    ):
        with pytest.raises(kind, match="must be a whole number; received"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made(value)


def test_one_number_is_no_list():
    for value in ([2], (2,), np.array([2]), []):
        with pytest.raises(INVALID, match=r"count must be a scalar; received shape \("):
            D.range(6).take(value)


def test_truths():
    for value in (np.bool_(True), np.array(True), np.int32(1), tf.constant(True)):
        assert int(D.range(5).batch(2, value).cardinality()) == 2
    for value, kind in ((1, TypeError), ("x", TypeError), (None, ValueError), (tf.constant(1), ValueError)):
        with pytest.raises(kind, match="`drop_remainder` must be True or False"):
            D.range(5).batch(2, value)


@pytest.mark.parametrize(
    ("made", "argument"),
    [
        (D.sample_from_datasets, "datasets"),
        (lambda v: D.choose_from_datasets(v, D.range(1)), "datasets"),
        (lambda v: tf.data.experimental.CsvDataset("x", v), "record_defaults"),
        (lambda v: tf.data.experimental.CsvDataset("x", [tf.int32], select_cols=v), "select_cols"),
        (lambda v: tf.data.experimental.CsvDataset("x", [tf.int32], exclude_cols=v), "exclude_cols"),
        (lambda v: tf.data.experimental.make_csv_dataset(v, 2), "file_pattern"),
        (lambda v: D.range(2).bucket_by_sequence_length(lambda x: x, v, [1]), "bucket_boundaries"),
    ],
)
def test_lists(made, argument):
    for value in (3, D.range(3).repeat(), tf.int64, object(), np.array(1), {1: 2}):
        with pytest.raises(TypeError, match=f"`{argument}` must be a list of .*; received"):
            made(value)


def test_strings_and_functions():
    csv = tf.data.experimental.CsvDataset
    for made in (
        lambda v: D.range(2).cache(v),
        lambda v: D.range(2).snapshot(v),
        lambda v: tf.data.TextLineDataset("x", v),
        lambda v: csv("x", [tf.int32], na_value=v),
        lambda v: D.range(2).save(v),
        D.load,
    ):
        for value in (3, 1.5, [1], tf.constant(3)):
            with pytest.raises(TypeError, match="string"):
                made(value)
    for value in (3, [1], np.array([1, 2])):
        with pytest.raises(ValueError, match="Compression must be"):
            D.range(2).save("x", value)
    for made in (lambda v: D.load("x", reader_func=v), lambda v: D.range(2).snapshot("x", reader_func=v)):
        with pytest.raises(TypeError, match="`reader_func` must be a function; received 3"):
            made(3)


def test_a_function_without_return_is_told():
    with pytest.raises(INVALID, match="map: the function prints returns NoneTensorSpec.., in which there is no tensor"):

        def prints(x):
            x + 1

        D.range(3).map(prints)
    for value in (None, (), {"a": None}):
        with pytest.raises(INVALID, match="from_tensors: received .* in which there is no tensor"):
            D.from_tensors(value)
        with pytest.raises(ValueError, match="from_tensor_slices needs at least one tensor"):
            D.from_tensor_slices(value)
    assert next(iter(D.range(3).map(lambda x: (x, None))))[1] is None


def test_datasets_stand_in_tuples_and_dictionaries():
    for value in (([D.range(2)],), (D.range(2), []), (3,)):
        with pytest.raises(TypeError, match="zip needs datasets, as arguments or in a structure of tuples"):
            D.zip(value)
    with pytest.raises(INVALID, match="zip needs at least one dataset"):
        D.zip(())


def test_numbers_of_narrow_dtypes_wrap():
    """As TensorFlow's do."""
    assert [int(x) for x in D.range(300, output_type=tf.uint8).skip(254).take(3)] == [254, 255, 0]
    assert [int(x) for x in D.range(126, 130, output_type=tf.int8)] == [126, 127, -128, -127]
    for dtype in (tf.bool, tf.string):
        with pytest.raises(INVALID, match=f"range: Unsupported data type: {dtype.name}"):
            D.range(5, output_type=dtype)


def test_numbers_beyond_64_bits_that_a_generator_yields():
    ds = D.from_generator(lambda: iter([1, -(2**70), 3]), output_signature=tf.TensorSpec([], tf.int64))
    elements = iter(ds)
    assert int(next(elements)) == 1
    with pytest.raises(INVALID, match="could not be converted to the expected type"):
        next(elements)
    assert int(next(elements)) == 3


def test_series_that_are_none():
    series = tf.keras.utils.timeseries_dataset_from_array
    with pytest.raises(ValueError, match="must have a dimension of time"):
        series(3, None, 2)
    with pytest.raises(TypeError, match="`sequence_stride` must be a whole number"):
        series(np.arange(6), None, 2, 1.5)
    assert list(series(np.arange(6), None, 2**31)) == []

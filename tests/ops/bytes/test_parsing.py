"""Features as programs write them, and parsing in functions, in graphs of version 1, and again and again."""

import copy
import json
import pickle

import numpy as np
import pytest

import tenfold as tf
from tenfold.io import messages
from tenfold.ops.bytes.parsing import wanted

io, v1 = tf.io, tf.compat.v1
RaggedFeature = io.RaggedFeature


def example(**features):
    made = messages.Example()
    for name, values in features.items():
        kind = (
            "bytes_list"
            if isinstance(values[0], bytes)
            else "float_list"
            if isinstance(values[0], float)
            else "int64_list"
        )
        getattr(made.features.feature[name], kind).value.extend(values)
    return made.SerializeToString()


ONE, TWO = example(a=[1, 2], s=[b"x", b"y"]), example(a=[3, 4])


def test_features_are_named_tuples():
    fixed = io.FixedLenFeature([2], tf.int64)
    assert repr(fixed) == "FixedLenFeature(shape=[2], dtype=tf.int64, default_value=None)"
    assert fixed == io.FixedLenFeature([2], tf.int64, None) != fixed._replace(shape=[3])
    assert fixed._fields == ("shape", "dtype", "default_value") and isinstance(fixed, tuple)
    assert repr(io.VarLenFeature(tf.string)) == "VarLenFeature(dtype=tf.string)"
    assert repr(io.SparseFeature("i", "v", tf.float32, 9)) == (
        "SparseFeature(index_key='i', value_key='v', dtype=tf.float32, size=9, already_sorted=False)"
    )
    assert repr(io.FixedLenSequenceFeature([], tf.string)) == (
        "FixedLenSequenceFeature(shape=[], dtype=tf.string, allow_missing=False, default_value=None)"
    )
    ragged = RaggedFeature("int64", partitions=[RaggedFeature.RowLengths("n"), RaggedFeature.UniformRowLength(2)])
    assert repr(ragged) == (
        "RaggedFeature(dtype=tf.int64, value_key=None, partitions=(RowLengths(key='n'), UniformRowLength(length=2)), "
        "row_splits_dtype=tf.int32, validate=False)"
    )
    assert pickle.loads(pickle.dumps(ragged)) == ragged == copy.deepcopy(ragged)
    for key in (5, b"v", ["v"]):
        with pytest.raises(ValueError, match="`value_key` must be a string"):
            RaggedFeature(tf.int64, key)


def test_names_of_version_one():
    assert v1.FixedLenFeature is v1.io.FixedLenFeature is io.FixedLenFeature
    assert v1.parse_example is v1.io.parse_example and v1.parse_single_example is v1.io.parse_single_example
    assert v1.io.parse_sequence_example is io.parse_sequence_example
    with pytest.raises(AttributeError, match="tf.io.parse_example"):
        tf.parse_example  # noqa: B018
    with pytest.raises(AttributeError, match="FromString"):
        io.decode_proto  # noqa: B018


def test_in_a_function():
    @tf.function
    def parse(serialized):
        found = io.parse_example(serialized, {"a": io.FixedLenFeature([2], tf.int64), "s": io.VarLenFeature(tf.string)})
        return found["a"] * 2, tf.sparse.to_dense(found["s"])

    for _ in range(3):
        doubled, dense = parse(tf.constant([ONE, TWO]))
        assert doubled.numpy().tolist() == [[2, 4], [6, 8]]
        assert dense.numpy().tolist() == [[b"x", b"y"], [b"", b""]]


def test_in_a_graph_of_version_one():
    with tf.Graph().as_default(), v1.Session() as session:
        strings = v1.placeholder(tf.string, [None])
        features = {
            "a": v1.FixedLenFeature([2], tf.int64),
            "s": v1.VarLenFeature(tf.string),
            "r": RaggedFeature(tf.int64, "n"),
        }
        found = v1.parse_example(strings, features, name="parsed")
        assert found["a"].op.name == "parsed/parsed" and found["a"].op.type == "ParseExampleV2"
        got = session.run(found, {strings: [ONE, TWO]})
        assert got["a"].tolist() == [[1, 2], [3, 4]] and got["s"].dense_shape.tolist() == [2, 2]
        assert got["r"].to_list() == [[], []]
        with pytest.raises(tf.errors.InvalidArgumentError, match="Feature: a .* is required"):
            session.run(found["a"], {strings: [b""]})
        one = io.parse_single_example(v1.placeholder(tf.string), {"a": io.FixedLenFeature([2], tf.int64)})["a"]
        assert one.op.name == "ParseSingleExample/ParseExample/ParseExampleV2" and one.shape == [2]


def test_a_default_may_be_a_tensor_of_the_graph():
    with tf.Graph().as_default(), v1.Session() as session:
        default = v1.placeholder(tf.int64, [2])
        found = io.parse_example([TWO, b""], {"a": io.FixedLenFeature([2], tf.int64, default)})["a"]
        assert session.run(found, {default: [8, 9]}).tolist() == [[3, 4], [8, 9]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="tensor of int32; cast"):
        io.parse_example([TWO], {"a": io.FixedLenFeature([2], tf.int64, tf.constant([8, 9]))})


def test_what_was_asked_for_is_kept_and_never_mistaken():
    """Equal features are prepared once; what differs in a sign, a type or a later change is another thing."""
    shape = [1]
    features = lambda default: {"f": io.FixedLenFeature(shape, tf.float32, default)}
    found = lambda default: io.parse_example([b""], features(default))["f"].numpy()
    assert wanted.asked(features(1.0), (tuple,)) is wanted.asked(features(1.0), (tuple,))
    assert np.signbit(found([-0.0])) and not np.signbit(found([0.0]))
    assert found([1]) == found([1.0]) == found([True]) == 1
    default = np.array([5.0])
    assert found(default) == 5
    default[0] = 6
    assert found(default) == 6
    shape[0] = 2
    assert found([1.0, 2.0]).shape == (1, 2)
    for i in range(300):
        assert found([float(i), 0.0])[0, 0] == i
    assert len(wanted._KEPT) <= 256


def test_what_was_asked_for_does_not_change_with_lists_of_the_program():
    default, array, keys, sizes = [1, 2], np.array([3, 4]), ["k"], [5]
    fixed = lambda d: {"kept": io.FixedLenFeature([2], tf.int64, d)}
    sparse = lambda keys, sizes: {"kept": io.SparseFeature(keys, "v", tf.float32, sizes)}
    one = example(k=[3], v=[1.0])
    with tf.Graph().as_default():
        io.parse_example([b""], fixed(default))
        io.parse_example([b""], fixed(array))
    io.parse_example([one], sparse(keys, sizes))
    default[0], array[0], keys[0], sizes[0] = 8, 9, "other", 7
    assert io.parse_example([b""], fixed([1, 2]))["kept"].numpy().tolist() == [[1, 2]]
    assert io.parse_example([b""], fixed(np.array([3, 4])))["kept"].numpy().tolist() == [[3, 4]]
    assert io.parse_example([one], sparse(["k"], [5]))["kept"].dense_shape.numpy().tolist() == [1, 5]


@pytest.mark.parametrize("features", [{1: io.VarLenFeature(tf.int64)}, {3: RaggedFeature(tf.int64)}])
def test_names_of_features_are_strings(features):
    with pytest.raises(TypeError, match="by name, str or bytes; received [13] of type int"):
        io.parse_example([ONE], features)


def test_rows_of_partitions_that_cannot_be():
    divided = lambda partition, **parts: io.parse_example(
        [example(v=[1, 2, 3], **parts)], {"q": RaggedFeature(tf.int64, "v", [partition("p")], validate=True)}
    )["q"]
    for partition, p in (
        (RaggedFeature.RowLengths, [1, 1]),
        (RaggedFeature.RowLengths, [-1, 4]),
        (RaggedFeature.RowSplits, [0, 3, 1]),
        (RaggedFeature.RowStarts, [1, 2]),
        (RaggedFeature.RowLimits, [1, 2]),
        (RaggedFeature.ValueRowIds, [0, 1]),
        (RaggedFeature.ValueRowIds, [2, 1, 0]),
        (RaggedFeature.ValueRowIds, [0, 0, 2**62]),
        (RaggedFeature.ValueRowIds, [0, 0, -5]),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError):
            divided(partition, p=p)


def test_json():
    text = '{"features": {"feature": {"a": {"int64List": {"value": [1, "2"]}}}}}'
    found = io.decode_json_example([text])
    assert io.parse_example(found, {"a": io.FixedLenFeature([2], tf.int64)})["a"].numpy().tolist() == [[1, 2]]
    for bad in (
        "[" * 100_000,
        '{"features": {"feature": {"a": ' * 200,
        "\xff".encode("latin1"),
        "[1]",
        "[]",
        "null",
        "",
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Error while parsing JSON"):
            io.decode_json_example(bad)


def of_json(feature):
    found = io.decode_json_example(json.dumps({"features": {"feature": {"a": feature}}}, ensure_ascii=False))
    return io.parse_example([found], {"a": io.VarLenFeature(tf.string)})["a"].values.numpy().tolist()


@pytest.mark.parametrize("name", ["bytesList", "bytes_list"])
def test_bytes_in_json_are_base64(name):
    good = {"YQ": b"a", "YQ==": b"a", "YWL=": b"ab", "+_": b"\xfb", "-_+/": b"\xfb\xff\xbf", "": b""}
    assert of_json({name: {"value": list(good)}}) == list(good.values())
    for value in ("****", "YQ=", "Y", " YQ==", "YW Ii", "YQ===", "=", "a=bc", "YW==I=", "YW\u00e9"):
        with pytest.raises(tf.errors.InvalidArgumentError, match="a value of 'a' is no base64|Invalid base64"):
            of_json({name: {"value": ["YQ", value]}})


def test_messages_in_json_are_objects():
    assert of_json({"bytesList": None}) == of_json({"bytesList": {"value": None}}) == of_json({}) == []
    for feature in ([], {"bytesList": []}, {"int64List": []}):
        with pytest.raises(tf.errors.InvalidArgumentError, match="Error while parsing JSON"):
            of_json(feature)
    with pytest.raises(tf.errors.InvalidArgumentError, match="features: expected an object"):
        io.decode_json_example('{"features": []}')

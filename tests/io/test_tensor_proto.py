"""Tensors' messages: the bytes that TensorFlow makes, the arrays that it reads, and what hostile messages get."""

import importlib.util
import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from google.protobuf import text_format

import tenfold as tf
from tenfold.io import messages
from tenfold.io.tensor_proto import LIMIT, from_array, to_array

GOLDEN = Path(__file__).parents[1] / "golden" / "io"
RECORDED = json.loads((GOLDEN / "tensors.json").read_text())

_spec = importlib.util.spec_from_file_location("tensor_programs", GOLDEN / "tensor_programs.py")
programs = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(programs)


def said(expression):
    try:
        value = eval(expression, {"tf": tf, "np": np})
    except (TypeError, ValueError) as e:
        return {"raises": type(e).__name__}
    data = value.SerializeToString() if isinstance(value, messages.TensorProto) else value.numpy()
    return data.decode("latin1")


@pytest.mark.parametrize("expression", programs.MADE)
def test_make_tensor_proto_gives_tensorflows_bytes(expression):
    assert said(expression) == RECORDED["made"][expression]


@pytest.mark.parametrize("expression", programs.SERIALIZED)
def test_serialize_tensor_gives_tensorflows_bytes(expression):
    assert said(expression) == RECORDED["serialized"][expression]


@pytest.mark.parametrize("array", programs.ARRAYS)
def test_arrays_come_back_from_either_encoding(array):
    array = np.asarray(eval(array, {"tf": tf, "np": np}))
    for proto in (from_array(array), from_array(array, content=False), tf.make_tensor_proto(array)):
        found = tf.make_ndarray(proto)
        assert (found.dtype, found.shape) == (array.dtype, array.shape) and found.flags.writeable
        assert found.tolist() == array.tolist() if array.dtype == object else found.tobytes() == array.tobytes()


@pytest.mark.parametrize("text", programs.READ)
def test_parse_tensor_reads_what_tensorflow_reads(text):
    proto = text_format.Parse(text, messages.TensorProto())
    recorded = RECORDED["read"][text]
    if recorded == "raises":
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.io.parse_tensor(proto.SerializeToString(), tf.float32)
        with pytest.raises((TypeError, ValueError)):
            tf.make_ndarray(proto)
        return
    dtype, shape, content = recorded
    array = tf.io.parse_tensor(proto.SerializeToString(), dtype).numpy()
    assert list(array.shape) == shape and array.dtype == tf.as_dtype(dtype).numpy
    if dtype == "string":
        assert array.reshape(-1).tolist() == [s.encode("latin1") for s in content]
    else:
        assert array.tobytes().decode("latin1") == content
        assert tf.make_ndarray(proto).tobytes() == array.tobytes()


def test_another_dtype_no_message_and_several_of_them_are_refused():
    one = tf.io.serialize_tensor([1, 2])
    for serialized, cause in (
        (one, r"parsed tensor \(int32\) and dtype \(float32\)"),
        (b"zzz", "base64 of its 3 bytes: enp6"),
        (b"", "dtype 0 .DT_INVALID."),
        ([one.numpy()], r"got shape: \[1\]"),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match=cause):
            tf.io.parse_tensor(serialized, tf.float32)


def test_a_cut_message_is_an_error_or_an_array():
    for array in (np.arange(6.0), np.array([b"a", b"bc"], object)):
        whole = from_array(array).SerializeToString()
        for end in range(len(whole)):
            try:
                tf.io.parse_tensor(whole[:end], tf.as_dtype(array.dtype))
            except tf.errors.InvalidArgumentError:
                continue


def test_few_bytes_do_not_ask_for_much_memory():
    tracemalloc.start()
    try:
        for dtype, size in (("INT8", LIMIT + 2), ("STRING", 1 << 40), ("COMPLEX128", 1 << 62), ("BOOL", 1 << 33)):
            text = f"dtype: DT_{dtype} tensor_shape {{ dim {{ size: {size} }} }}"
            with pytest.raises(ValueError, match=f"stand for {size} of .*at most 256 MiB|cannot have shape"):
                to_array(text_format.Parse(text, messages.TensorProto()))
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_quantised_elements_are_tuples_of_one():
    proto = tf.make_tensor_proto([(1,), (200,)], tf.quint8)
    assert tf.make_ndarray(proto).tolist() == [(1,), (200,)]
    assert to_array(proto).tolist() == [1, 200]
    again = tf.make_tensor_proto(tf.make_ndarray(proto))
    assert again == proto


def test_make_ndarray_wants_a_message():
    with pytest.raises(TypeError, match="takes a TensorProto; received 5"):
        tf.make_ndarray(5)


def test_every_dtype_has_its_number_in_the_messages():
    for name in (*programs.NUMBERS, *programs.FLOAT8, "string", "qint8", "quint8", "qint16", "quint16", "qint32"):
        dtype = tf.as_dtype(name)
        said = {"float16": "HALF", "float32": "FLOAT", "float64": "DOUBLE"}.get(name, name.upper())
        assert dtype.as_datatype_enum == messages.DataType.Value(f"DT_{said}")
        assert tf.as_dtype(dtype.as_datatype_enum) is dtype is tf.as_dtype(dtype.as_datatype_enum + 100)
    for name in ("resource", "variant"):
        assert tf.as_dtype(messages.DataType.Value(f"DT_{name.upper()}")) is getattr(tf, name)


def test_numbers_among_objects_are_no_strings():
    assert tf.make_ndarray(tf.make_tensor_proto(np.array(["a", b"b"], object))).tolist() == [b"a", b"b"]
    for array in (np.array([1, 2], object), np.array(["a", 1], object), np.array([None], object)):
        with pytest.raises(TypeError, match="Expected binary or unicode string, got"):
            tf.make_tensor_proto(array)

"""What the ops on bytes take: strings, of the shapes that TensorFlow takes; others are refused, never read as bytes."""

import sys
import zlib

import numpy as np
import pytest

import tenfold as tf

io, v1 = tf.io, tf.compat.v1
OF_STRINGS = {
    "encode_base64": io.encode_base64,
    "decode_base64": io.decode_base64,
    "decode_compressed": io.decode_compressed,
    "decode_raw": lambda x: io.decode_raw(x, tf.uint8),
    "decode_csv": lambda x: io.decode_csv(x, [[1]]),
    "decode_json_example": io.decode_json_example,
    "parse_tensor": lambda x: io.parse_tensor(x, tf.uint8),
    "read_file": io.read_file,
    "write_file": lambda x: io.write_file(x, x),
    "matching_files": io.matching_files,
    "deserialize_many_sparse": lambda x: io.deserialize_many_sparse([[x, x, x]], tf.float32),
}


@pytest.mark.parametrize("name", OF_STRINGS)
def test_numbers_are_no_strings(name):
    for number in (tf.constant(3), np.float64(2), 3):
        with pytest.raises(tf.errors.InvalidArgumentError, match="expected a string tensor; received one of dtype"):
            OF_STRINGS[name](number)


def test_one_name_and_one_content(tmp_path):
    path = str(tmp_path / "a")
    io.write_file(path, "content")
    for call in (
        lambda: io.read_file([path]),
        lambda: io.read_file([path, path]),
        lambda: io.write_file([path], "b"),
        lambda: io.write_file(path, ["b"]),
        lambda: io.matching_files([[path]]),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError, match="expected a scalar"):
            call()
    assert io.read_file(path).numpy() == b"content"
    assert io.matching_files([path, path]).numpy().tolist() == [path.encode()] * 2  # as in TensorFlow


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8 are Linux's")
def test_names_of_files_are_bytes(tmp_path):
    path = bytes(tmp_path) + b"/\xff.txt"
    io.write_file(path, "content")
    assert io.read_file(path).numpy() == b"content"
    assert io.matching_files(str(tmp_path / "*.txt")).numpy().tolist() == [path]


def test_ranks_are_known_while_a_graph_is_written():
    with tf.Graph().as_default():
        one, two = v1.placeholder(tf.string, [None]), v1.placeholder(tf.string, [None, 2])
        for call in (lambda: io.read_file(one), lambda: io.write_file("a", one), lambda: io.matching_files(two)):
            with pytest.raises(ValueError, match="shape must be rank [01] but is rank [12]"):
                call()
        assert io.read_file(v1.placeholder(tf.string)).shape == []


def test_raw_numbers_of_no_strings_have_the_shape_that_was_inferred():
    none = tf.constant([], tf.string)
    assert io.decode_raw(none, tf.int32).shape == [0, 0]
    assert io.decode_raw(none, tf.int32, fixed_length=8).shape == [0, 2]
    with tf.Graph().as_default():
        with pytest.raises(ValueError, match="must be a multiple of 4, the size of int32; received 7"):
            io.decode_raw(v1.placeholder(tf.string), tf.int32, fixed_length=7)


def test_decode_raw_of_the_first_version_has_two_names_for_its_strings():
    assert v1.decode_raw(bytes=["ab"], out_type=tf.uint8).numpy().tolist() == [[97, 98]]
    for arguments in (
        {"input_bytes": ["ab"], "bytes": ["cd"], "out_type": tf.uint8},
        {"out_type": tf.uint8},
        {"input_bytes": ["ab"]},
    ):
        with pytest.raises(ValueError, match="decode_raw (takes strings|needs out_type)"):
            v1.decode_raw(**arguments)


def test_rows_of_strings_are_decompressed():
    rows = tf.ragged.constant([[zlib.compress(b"a"), zlib.compress(b"")], [zlib.compress(b"bc")]])
    assert io.decode_compressed(bytes=rows, compression_type="ZLIB").to_list() == [[b"a", b""], [b"bc"]]


def test_none_is_no_compression():
    assert io.decode_compressed(["abc"], None).numpy().tolist() == [b"abc"]


def test_entries_of_sparse_strings_stand_once():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[2\] = \[1, 0\] is repeated"):
        io.serialize_many_sparse(tf.SparseTensor([[0, 1], [1, 0], [1, 0]], [1, 2, 3], [2, 2]))
    with pytest.raises(ValueError, match="received -1"):
        io.deserialize_many_sparse([["", "", ""]], tf.float32, rank=-1)

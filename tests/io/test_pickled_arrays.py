"""Pickles of plain data are read, by every protocol; what else they name is not run."""

import io
import os
import pickle
import pickletools

import numpy as np
import pytest

from tenfold.io import pickled_arrays

ARRAYS = {
    "bytes": np.arange(6, dtype="uint8").reshape(2, 3),
    "columns first": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "big end": np.arange(3, dtype=">i4"),
    "texts": np.array(["a", "bcd"]),
    "truths": np.array([True, False]),
    "none": np.zeros((0, 4), "float32"),
    "scalar": np.array(3, "int64"),
}


def load(data):
    return pickled_arrays.load(io.BytesIO(data), "the file")


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_arrays_come_back(protocol):
    found = load(pickle.dumps({"arrays": ARRAYS, "numbers": [1, 2.5], "pair": (None, "é")}, protocol))
    assert found["numbers"] == [1, 2.5] and found["pair"] == (None, "é")
    for name, expected in ARRAYS.items():
        array = found["arrays"][name]
        assert type(array) is np.ndarray and array.shape == expected.shape
        assert array.dtype == expected.dtype.newbyteorder("=")
        np.testing.assert_array_equal(array, expected)


def test_lists_in_an_array_of_objects(tmp_path):
    texts = np.empty(3, object)
    texts[:] = [[1, 2], [3], []]
    assert load(pickle.dumps(texts)).tolist() == [[1, 2], [3], []]
    np.savez(tmp_path / "a.npz", texts=texts, numbers=np.arange(3))
    arrays = pickled_arrays.load_npz(str(tmp_path / "a.npz"))
    assert arrays["texts"].tolist() == [[1, 2], [3], []] and arrays["texts"].dtype == object
    np.testing.assert_array_equal(arrays["numbers"], np.arange(3))


def test_python_2_wrote_bytes():
    """As CIFAR's files: protocol 2 of Python 2, where every text is of bytes (SHORT_BINSTRING)."""
    made = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R"
    kind = b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    array = made + b"(K\x01K\x02K\x02\x86" + kind + b"\x89U\x04abcdtb"
    found = load(b"\x80\x02}(U\x04data" + array + b"U\x06labels]K\x03au.")
    assert found[b"labels"] == [3]
    np.testing.assert_array_equal(found[b"data"], [[97, 98], [99, 100]])


class Runs:
    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (pickle.dumps(Runs(os.system, "exit 1")), "system, which is no plain data"),
        (pickle.dumps(Runs(eval, "1")), "builtins.eval"),
        (pickle.dumps(Runs(getattr, [], "append")), "builtins.getattr"),
        (b"(S'exit 1'\nios\nsystem\n.", "os.system"),
        (b"cnumpy\nndarray\n(K\x01\x85tR.", "not callable"),
        (b"cnumpy\ndtype\n}U\x08functionNsb.", "gives a state to a function"),
        (b"cnumpy\ndtype\nU\x03V16\x85R.", "array of 'V16'"),
        (pickle.dumps(np.zeros(2, [("a", "i4")])), "holds an array of"),
        (pickle.dumps(np.float32(2)), "multiarray.scalar"),
        (b"Pname\n.", "persistent"),
        (b"not a pickle", "remove it, so that it is downloaded again"),
    ],
)
def test_what_is_no_plain_data_is_refused(content, said):
    with pytest.raises(ValueError, match=said):
        load(content)


def test_an_array_says_how_long_it_is():
    content = pickle.dumps(np.arange(4, dtype="uint8"), 2)
    assert content.count(b"K\x04\x85") == 1
    with pytest.raises(ValueError, match=r"shape \(64,\) and uint8 from 4 parts"):
        load(content.replace(b"K\x04\x85", b"K\x40\x85"))
    objects = pickle.dumps(np.array([1, 2, None]), 2)
    assert objects.count(b"K\x03\x85") == 1
    with pytest.raises(ValueError, match=r"shape \(64,\) and object from 3 parts"):
        load(objects.replace(b"K\x03\x85", b"K\x40\x85"))


@pytest.mark.parametrize("protocol", [2, 4])
def test_damaged_pickles_are_errors_or_data(protocol):
    texts = np.empty(2, object)
    texts[:] = [[1, 2], [3]]
    content = pickle.dumps({"a": texts, "b": np.arange(3)}, protocol)
    assert pickletools.genops(content)
    for end in range(len(content)):
        with pytest.raises(ValueError, match="the file cannot be read"):
            load(content[:end])
    draw = np.random.RandomState(0)
    for _ in range(300):
        damaged = bytearray(content)
        damaged[draw.randint(len(content))] = draw.randint(256)
        try:
            load(bytes(damaged))
        except ValueError as error:
            assert "the file cannot be read" in str(error)


def test_damaged_npz(tmp_path):
    path = tmp_path / "a.npz"
    path.write_bytes(b"PK nothing")
    with pytest.raises(ValueError, match="not a whole .npz file; remove it"):
        pickled_arrays.load_npz(str(path))

import json
import pathlib
import runpy
from types import SimpleNamespace

import numpy as np
import pytest

from tenfold.core.values import format
from tenfold.v1 import dimension

RECORDER = pathlib.Path(__file__).parents[2] / "golden" / "record_format.py"
format_cases = SimpleNamespace(**runpy.run_path(str(RECORDER)))
GOLDEN = json.loads(format_cases.GOLDEN.read_text())
# Recorded beside NumPy 2.4: of these, older ones print other words, and TensorFlow passes on what NumPy prints.
IN_NUMPYS_WORDS = {"large scalar", "summarised", "summarised matrix", "summarised strings"}
OLDER_NUMPY = np.lib.NumpyVersion(np.__version__) < "2.4.0"
PRINTERS = (format.tensor_repr, format.tensor_str, format.tensor_format, format.variable_repr)


@pytest.mark.parametrize("name", format_cases.ARRAYS)
def test_prints_as_tensorflow(name):
    if OLDER_NUMPY and name in IN_NUMPYS_WORDS:
        pytest.skip("recorded beside NumPy 2.4")
    array, dtype_name = format_cases.ARRAYS[name]
    assert format_cases.texts(array, dtype_name, *PRINTERS) == GOLDEN[name]


def test_numpy_scalars_print_as_arrays_of_rank_0():
    for array, dtype_name in format_cases.ARRAYS.values():
        if array.ndim == 0:
            of_array = format_cases.texts(array, dtype_name, *PRINTERS)
            scalar = array[()]
            assert format.tensor_repr(scalar, (), dtype_name) == of_array["repr"]
            assert format.tensor_str(scalar, (), dtype_name) == of_array["str"]
            assert format.tensor_format(scalar, "") == of_array["format"][""]


def test_symbolic_tensors():
    cases = [("x:0", (None, 2), "float32"), ("y:0", None, "string"), ("z:0", (), "int32"), ("w:0", (3,), "bool")]
    assert [[format.symbolic_repr(*case), format.symbolic_str(*case)] for case in cases] == GOLDEN["symbolic"]


def test_symbolic_tensors_of_version_1():
    dimension.disable_v2_tensorshape()
    try:
        assert format.symbolic_repr("x:0", (None, 2), "float32") == "<tf.Tensor 'x:0' shape=(?, 2) dtype=float32>"
        assert format.symbolic_str("x:0", (None, 2), "float32") == 'Tensor("x:0", shape=(?, 2), dtype=float32)'
    finally:
        dimension.enable_v2_tensorshape()


def test_variables_without_value_or_whole_shape():
    array = np.array([1.0, 2.0], "float32")
    assert format.variable_repr("v:0", None, (1,), "float32") == GOLDEN["graph variable"]
    assert format.variable_repr("u:0", array, (None,), "float32") == GOLDEN["open variable"]
    assert format.variable_repr("u:0", array, None, "float32") == GOLDEN["unranked variable"]


def test_print_options_hold():
    thirds = np.arange(10, dtype="float32") / 3
    with np.printoptions(precision=3, threshold=5):
        text = format.tensor_str(thirds, (10,), "float32")
    assert text == "tf.Tensor([0.    0.333 0.667 ... 2.333 2.667 3.   ], shape=(10,), dtype=float32)"


def test_format_of_an_array_says_what_to_do():
    with pytest.raises(
        TypeError, match=r"format '\.2f' needs a scalar tensor, but this one has shape \(2,\): format one"
    ):
        format.tensor_format(np.zeros(2), ".2f")

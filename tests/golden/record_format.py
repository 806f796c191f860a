"""Arrays to print, and the recorder of how TensorFlow prints them.

Run it with a Python that has TensorFlow 2.21 and NumPy 2: python tests/golden/record_format.py
"""

import json
import pathlib

import ml_dtypes
import numpy as np

GOLDEN = pathlib.Path(__file__).with_name("format.json")


def _array(value, dtype="float32"):
    return np.array(value, ml_dtypes.bfloat16 if dtype == "bfloat16" else dtype)


# name -> (array, name of the dtype)
ARRAYS = {
    "scalar": (_array(1.0), "float32"),
    "third": (_array(1 / 3), "float32"),
    "tenth": (_array(0.1), "float32"),
    "pi": (_array(3.1415927), "float32"),
    "tiny": (_array(1e-10), "float32"),
    "huge": (_array(1e20), "float32"),
    "large scalar": (_array(123456789.0), "float32"),
    "minus zero": (_array(-0.0), "float32"),
    "nan": (_array(np.nan), "float32"),
    "infinite": (_array(-np.inf), "float32"),
    "half scalar": (_array(0.1, "float16"), "float16"),
    "brain scalar": (_array(0.1, "bfloat16"), "bfloat16"),
    "double scalar": (_array(1 / 3, "float64"), "float64"),
    "int": (_array(2, "int32"), "int32"),
    "long": (_array(-7, "int64"), "int64"),
    "byte": (_array(255, "uint8"), "uint8"),
    "true": (_array(True, "bool"), "bool"),
    "complex": (_array(1 + 2j, "complex64"), "complex64"),
    "double complex": (_array(0.1j, "complex128"), "complex128"),
    "string": (_array(b"ab", object), "string"),
    "empty string": (_array(b"", object), "string"),
    "utf-8": (_array("h\u00e9".encode(), object), "string"),
    "newline": (_array(b"line\nbreak", object), "string"),
    "long string": (_array(b"a" * 200, object), "string"),
    "vector": (_array([1.0, 2.0]), "float32"),
    "negative": (_array([0.5, -1.25, 3.0]), "float32"),
    "mixed sizes": (_array([1e-5, 1.0, 1e10]), "float32"),
    "not finite": (_array([np.nan, np.inf, -1.0]), "float32"),
    "ones": (_array([[[1.0]]]), "float32"),
    "matrix": (_array([[1, 2], [3, 4]], "int32"), "int32"),
    "cube": (np.zeros([2, 2, 2], "float32"), "float32"),
    "half": (_array([1.5, 2], "float16"), "float16"),
    "brain": (_array([[1.5, 2]], "bfloat16"), "bfloat16"),
    "doubles": (_array([1.5, 2], "float64"), "float64"),
    "longs": (_array([1, -2], "int64"), "int64"),
    "bytes": (_array([1, 200], "uint8"), "uint8"),
    "unsigned": (_array([1, 2], "uint64"), "uint64"),
    "bools": (_array([True, False], "bool"), "bool"),
    "complexes": (_array([1 + 2j, -1j], "complex128"), "complex128"),
    "strings": (_array([b"a", b"it's", b'q"'], object), "string"),
    "string matrix": (_array([[b"a", b"bc"], [b"d", b"e"]], object), "string"),
    "long strings": (_array([b"a" * 60] * 3, object), "string"),
    "empty": (np.zeros([0], "float32"), "float32"),
    "empty matrix": (np.zeros([0, 3], "float32"), "float32"),
    "no strings": (np.zeros([0], object), "string"),
    "wide": (np.arange(30, dtype="float32") / 7, "float32"),
    "summarised": (np.arange(2000, dtype="int32"), "int32"),
    "summarised matrix": (np.arange(2000, dtype="float32").reshape(40, 50) / 3, "float32"),
    "summarised strings": (_array([[b"a"] * 40] * 30, object), "string"),
}

SPECS = ["", ".3f", "d", "10", ">12"]


def texts(array, dtype_name, tensor_repr, tensor_str, tensor_format, variable_repr):
    """How one array prints in every way: a dictionary of texts, or of the name of the exception class."""
    formats = {}
    for spec in SPECS:
        try:
            formats[spec] = tensor_format(array, spec)
        except (TypeError, ValueError) as error:
            formats[spec] = type(error).__name__
    return {
        "repr": tensor_repr(array, array.shape, dtype_name),
        "str": tensor_str(array, array.shape, dtype_name),
        "variable": variable_repr("v:0", array, array.shape, dtype_name),
        "format": formats,
    }


def record():
    import tensorflow as tf

    printers = (
        lambda a, shape, dtype: repr(tf.constant(a, dtype)),
        lambda a, shape, dtype: str(tf.constant(a, dtype)),
        lambda a, spec: format(tf.constant(a), spec),
        lambda name, a, shape, dtype: repr(tf.Variable(a, dtype=dtype, name="v")),
    )
    golden = {name: texts(array, dtype, *printers) for name, (array, dtype) in ARRAYS.items()}
    with tf.Graph().as_default():
        golden["symbolic"] = [
            [repr(x), str(x)]
            for x in (
                tf.compat.v1.placeholder(tf.float32, [None, 2], name="x"),
                tf.compat.v1.placeholder(tf.string, name="y"),
                tf.compat.v1.placeholder(tf.int32, [], name="z"),
                tf.compat.v1.placeholder(tf.bool, [3], name="w"),
            )
        ]
        golden["graph variable"] = repr(tf.Variable([1.0], name="v"))
    golden["open variable"] = repr(tf.Variable([1.0, 2.0], shape=[None], name="u"))
    golden["unranked variable"] = repr(tf.Variable([1.0, 2.0], shape=tf.TensorShape(None), name="u"))
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    record()

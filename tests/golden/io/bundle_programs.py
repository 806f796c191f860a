"""What the checkpoints in bundles.npz hold: read by the recorder, which has TensorFlow, and by the tests."""

import ml_dtypes
import numpy as np

_NUMBERS = "float32 float64 float16 int8 int16 int32 int64 uint8 uint16 uint32 uint64 complex64 complex128".split()
QUANTIZED = {"qint8": "int8", "quint8": "uint8", "qint16": "int16", "quint16": "uint16", "qint32": "int32"}


def _strings(*values):
    out = np.empty(len(values), object)
    out[:] = values
    return out


def dtypes():
    """{name: (array, name of the dtype)} of each dtype, several shapes, in the order in which they are written."""
    out = {f"of/{name}": (np.array([[0, 1, 2], [100, 3, 1]], name), name) for name in _NUMBERS}
    for name in ("bfloat16", "float8_e5m2", "float8_e4m3fn"):
        out[f"of/{name}"] = (np.array([0, 1.5, -2, 0.25], getattr(ml_dtypes, name)), name)
    for name, stored in QUANTIZED.items():
        out[f"of/{name}"] = (np.array([1, 2, 100], stored), name)
    out["of/bool"] = (np.array([[True], [False]]), "bool")
    out["of/string"] = (_strings(b"one", b"", b"\0\xff", "d\u00fcrr".encode(), b"x" * 130), "string")
    out["a scalar"] = (np.float32(-0.0), "float32")
    out["a true scalar"] = (np.array(True), "bool")
    out["a string"] = (np.array(b"alone", object), "string")
    out["a long string"] = (np.array(b"long" * 5000, object), "string")
    out["no floats"] = (np.zeros([0, 3], "float32"), "float32")
    out["no strings"] = (np.zeros([2, 0], object), "string")
    out["names may be d\u00fcrr"] = (np.array([np.nan, np.inf, -np.inf, 5e-324]), "float64")
    out["strings in rows"] = (_strings(*(b"%d" % n * n for n in range(6))).reshape(2, 3), "string")
    return out


def many():
    """Enough, under names long enough, for an index of several blocks."""
    return {f"{n * 7919 % 1000:03d}/" + "layer/" * 120 + str(n): np.array([n], "int32") for n in range(500)}


# a tensor's name, its shape, and the parts that it is saved in: `shape_and_slices` without the shape
PARTS = (
    ("rows", (10, 3), ("0,4:-", "4,3:-", "7,3:-")),
    ("columns", (2, 300), ("0,2:0,100", "-:100,200")),
    ("blocks", (4, 4, 2), ("0,2:0,2:-", "0,2:2,2:-", "2,2:0,4:-")),
    ("line\0\u00ff", (70000,), ("0,64", "64,8128", "8192,61808")),
)


def whole(shape):
    """The tensor of which those are parts."""
    kind = "float32" if len(shape) > 1 else "uint8"
    return (np.arange(np.prod(shape)) % 251).astype(kind).reshape(shape)


def parts(which=PARTS):
    """(name, `shape_and_slices`, array) of every part."""
    for name, shape, specs in which:
        for spec in specs:
            extents = [
                slice(None) if e == "-" else slice(int(e.split(",")[0]), sum(map(int, e.split(","))))
                for e in spec.split(":")
            ]
            yield name, " ".join([*map(str, shape), spec]), whole(shape)[tuple(extents)]

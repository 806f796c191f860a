"""Differences that are no fault of ours: one table, each with its reason. `docs/reliability.md` shows it."""

import json
import re
from typing import NamedTuple


class Row(NamedTuple):
    """Calls whose name matches `names` may differ in one of `kinds`, where `when` holds, because of `why`."""

    names: str  # a pattern of the whole name, `compat.v1.` before it left out
    kinds: str  # by `comparing.difference`
    why: str
    when: object = lambda call, what: True


def _uses(*texts):
    """Whether the call has one of these texts in it."""
    return lambda call, what: any(t in str(call) for t in texts)


def _no_gradient_there(call, what):
    return "none there, one here" in what


EXPLAINED = [
    Row(
        r"nn\.(conv|max_pool|avg_pool|depthwise|separable|pool|atrous).*|keras\.layers\..*(Conv|Pooling).*",
        "raises, shape",
        "no window fits: TensorFlow hands out memory that it never wrote, or ends the process; here it is an error",
        lambda call, what: "would be negative" in what or "<= 0 due to downsampling" in what or "no window" in what,
    ),
    Row(
        r"(io|image)\.decode_and_crop_jpeg",
        "value",
        "TensorFlow spreads colours within the crop alone; here the crop is a part of the whole image",
    ),
    Row(r"(io|image)\.encode_png", "value", "another compressor writes other bytes for the same pixels"),
    Row(
        r"image\.(adjust_.*|stateless_random_.*|rgb_to_grayscale|per_image_standardization|resize.*)",
        "value, gradient",
        "TensorFlow adjusts float64 images in float32; here they stay float64",
        _uses("float64"),
    ),
    Row(
        r"nn\.(gelu|leaky_relu|silu|swish)|keras\.activations\.(gelu|relu)|signal\.kaiser.*window",
        "value",
        "TensorFlow rounds a constant of the formula to float32, for float64 too",
        _uses("float64"),
    ),
    Row(
        r"image\.hsv_to_rgb|sparse[._]concat|image\.crop_and_resize|nn\.fused_batch_norm",
        "gradient",
        "TensorFlow has no gradient there",
        _no_gradient_there,
    ),
    Row(
        r"image\.crop_and_resize",
        "gradient",
        "the gradient of a nearest pixel by the boxes is nothing; TensorFlow gives numbers",
        _uses("nearest"),
    ),
    Row(
        r"(image\.)?extract_(image_)?patches",
        "raises",
        "no window fits: TensorFlow has no patches, here it is an error",
        lambda call, what: "would be negative" in what,
    ),
    Row(
        r"(nn|keras\.layers)\.(max_pool3d|max_pool|MaxPooling3D|pool)",
        "gradient",
        "of equal largest elements each gets the whole gradient in TensorFlow's 3-D pooling, here the first, as in 2-D",
        lambda call, what: "halves" in str(call),
    ),
    Row(
        r"signal\.i?rfft[23]d",
        "gradient",
        "where `fft_length` cuts the input TensorFlow's gradient has the shape of the rest, or is not the derivative",
        _uses("fft_length"),
    ),
    Row(r"math\.erfc?", "NaN or infinity", "TensorFlow's erf of an infinite float64 is NaN", _uses("float64")),
    Row(
        r"math\.(logical_.*|reduce_any|reduce_all)|reduce_any|reduce_all|logical_.*",
        "raises",
        "an empty list is float32, as `tf.constant([])` is; TensorFlow takes it as the truth values that the op wants",
        lambda call, what: re.search(r"float32\[(\d+, )*0[,\]]", what),
    ),
    Row(
        r"linalg\.eigh_tridiagonal",
        "gradient",
        "TensorFlow differentiates the steps of its bisection, which gives no derivative of the eigenvalues",
    ),
    Row(
        r"math\.(unsorted_)?segment_prod",
        "gradient",
        "TensorFlow's gradient lacks the complex conjugate",
        _uses("complex"),
    ),
    Row(
        r"(math\.|nn\.|keras\.activations\.)?(log|sigmoid|sign|reciprocal_no_nan|exp.*|sqrt|rsqrt|reciprocal|asinh|tanh?|cosh|sinh|pow|divide.*)"
        r"|experimental\.numpy\..*",
        "NaN or infinity",
        "complex numbers with infinite or overflowing parts, where C++ libraries give one NaN or another",
        _uses("complex"),
    ),
    Row(
        r"experimental\.numpy\.linspace",
        "dtype",
        "TensorFlow ignores `dtype` there; here it is honoured",
        _uses("'dtype'"),
    ),
    Row(
        r"experimental\.numpy\.(moveaxis|rad2deg|deg2rad)",
        "structure",
        "TensorFlow hands NumPy's arrays back as they are; here they become tensors",
    ),
    Row(r"saturate_cast", "value", "TensorFlow turns every int64 into the least one when they stay int64"),
    Row(
        r"random\.(experimental\.)?create_rng_state",
        "raises",
        "a state for ThreeFry, of which TensorFlow's CPU draws nothing either, is refused when it is made",
        _uses("threefry"),
    ),
    Row(
        r"keras\.regularizers\.OrthogonalRegularizer",
        "NaN or infinity",
        "one row has no pairs: TensorFlow divides 0 by 0",
    ),
    Row(
        r"(math\.)?invert_permutation",
        "dtype",
        "TensorFlow makes int32 of NumPy's int64; here it stays",
        _uses("'numpy'"),
    ),
    Row(
        r"keras\.layers\.(BatchNormalization|LayerNormalization|MultiHeadAttention|TextVectorization)",
        "config",
        "axes and lengths of n-grams are written in another of their spellings; the same is meant",
        lambda call, what: _same_but(what, ("axis", "attention_axes", "ngrams")),
    ),
    Row(
        r"keras\.layers\.Lambda",
        "config",
        "a function with a name is written by its name, where TensorFlow writes its bytecode",
    ),
]


def _same_but(what, keys):
    """Whether two configurations, as `comparing` writes them, differ in these keys alone."""
    there, here = (json.loads(text) for text in what.split("\n        "))
    return all(there.get(k) == here.get(k) for k in there.keys() | here.keys() if k not in keys)


def reason(call, kind, what):
    """Why this difference is none of ours, or nothing."""
    name = call["name"].removeprefix("compat.v1.")
    for row in EXPLAINED:
        if re.fullmatch(row.names, name) and kind in row.kinds.split(", ") and row.when(call, what):
            return row.why
    return None


def as_table():
    """The rows of `docs/reliability.md`."""
    return "\n".join(f"| `{row.names.replace('|', chr(92) + '|')}` | {row.kinds} | {row.why} |" for row in EXPLAINED)

"""Second names that TensorFlow 1 had for things, and names of TensorFlow 0.x that meant the same as today's."""

V1 = {
    "core.base.errors": {"OpError": "OpError"},
    "core.values.dtypes": {"QUANTIZED_DTYPES": "QUANTIZED_DTYPES"},
    "ops.math.arithmetic": {"multiply": "mul", "subtract": "sub", "negative": "neg"},
    "ops.math.elementwise": {
        "reciprocal": "inv",
        "absolute": "complex_abs",
        **{name: f"debugging.{name}" for name in ("is_finite", "is_inf", "is_nan")},
    },
    "ops.strings.numbers": {"as_string": "dtypes.as_string"},
    "ops.math.composites": {name: f"debugging.{name}" for name in ("is_non_decreasing", "is_strictly_increasing")},
    "v1.ops.arrays": {"setdiff1d": "listdiff"},
}

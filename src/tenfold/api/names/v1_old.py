"""Second names that TensorFlow 1 had for things, and names of TensorFlow 0.x that meant the same as today's."""

V1 = {
    "core.errors": {"OpError": "OpError"},
    "core.dtypes": {"QUANTIZED_DTYPES": "QUANTIZED_DTYPES"},
    "ops.arithmetic": {"multiply": "mul", "subtract": "sub", "negative": "neg"},
    "ops.elementwise": {
        "reciprocal": "inv",
        "absolute": "complex_abs",
        **{name: f"debugging.{name}" for name in ("is_finite", "is_inf", "is_nan")},
    },
    "ops.string_numbers": {"as_string": "dtypes.as_string"},
    "ops.sums": {name: f"debugging.{name}" for name in ("is_non_decreasing", "is_strictly_increasing")},
    "ops.v1_array": {"setdiff1d": "listdiff"},
}

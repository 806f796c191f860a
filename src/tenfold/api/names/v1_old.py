"""Names of TensorFlow 0.x that meant the same as today's; TensorFlow 1 had dropped them already."""

V1 = {
    "ops.arithmetic": {"multiply": "mul", "subtract": "sub", "negative": "neg"},
    "ops.elementwise": {"reciprocal": "inv", "absolute": "complex_abs"},
    "ops.v1_array": {"setdiff1d": "listdiff"},
}

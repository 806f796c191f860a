"""Normalisation over chosen axes, `layer_normalization` of `ops/nn/layer_normalization.py`, against NumPy.

It has no name in TensorFlow's namespace, so each case calls `run`, which is the formula where there is no tenfold.
"""

import importlib

import numpy as np

from tenfold.testing.cases import bf16, case, f16, f32, f64


def run(tf, x, scale, offset, axes):
    """The result of tenfold's, of which alone there is a gradient; or what it should be, as a tensor of `tf`."""
    if type(x).__module__.startswith("tenfold"):
        return importlib.import_module("tenfold.ops.nn.layer_normalization").layer_normalization(
            x, scale, offset, axes, 0.01
        )[0]
    wide, scale, offset = (np.asarray(t.numpy(), np.float64) for t in (x, scale, offset))
    mean, variance = wide.mean(axes, keepdims=True), wide.var(axes, keepdims=True)
    y = (wide - mean) / np.sqrt(variance + 0.01) * scale + offset
    return tf.cast(y, x.dtype)


def one(axes, x, scale, **settings):
    return case(f"run(tf, x, s, b, {axes})", run=run, x=x, s=scale, b=scale, **settings)


CASES = [
    one("-1", f32(3, 4), f32(4)),
    one("(1, 2)", f32(2, 3, 2), f32(3, 2)),
    one("(0, 2)", f32(2, 3, 2), f32(1, 3, 1)),
    one("(1, 3)", f32(2, 3, 2, 2), f32(1, 1, 2, 2)),
    one("-1", f64(2, 3), f64(1)),
    one("-1", f16(2, 3), f32(3)),
    one("-1", bf16(2, 3), f32(3)),
    one("-1", f32(0, 3), f32(3)),
]

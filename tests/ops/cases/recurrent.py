"""Recurrences: simple_rnn, lstm and gru of `ops/recurrent/layers.py`, against loops in NumPy.

They have no name in TensorFlow's namespace, so each case calls `run`, which is the loop where there is no tenfold.
"""

import importlib

import numpy as np

from tenfold.testing.cases import bf16, bools, case, f16, f32, f64

STEP = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "hard_sigmoid": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "exponential": np.exp,
    "elu": lambda x: np.where(x < 0, np.exp(x) - 1, x),
    "selu": lambda x: 1.05070098736 * np.where(x < 0, 1.67326324235 * (np.exp(x) - 1), x),
    "softplus": lambda x: np.log(1 + np.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
}


def run(tf, name, *tensors, **options):
    """The op `name` of tenfold's; or what it should give, as tensors of `tf`."""
    if type(tensors[0]).__module__.startswith("tenfold"):
        return getattr(importlib.import_module("tenfold.ops.recurrent.layers"), name)(*tensors, **options)
    arrays = [np.asarray(t.numpy(), np.float64) for t in tensors]
    options = {k: getattr(v, "numpy", lambda v=v: v)() for k, v in options.items()}
    return [tf.cast(v, tensors[0].dtype) for v in loop(name, *arrays, **options)]


def loop(name, z, kernel, h, *rest, mask=None, dropped=None, zero_masked=False, **options):
    """Outputs and last states, one row of the batch and one step after the other."""
    rest = [*rest, None]
    outputs, c = np.zeros((*z.shape[:2], h.shape[1])), rest[0] if name == "lstm" else h
    h, c, bias = h.copy(), c.copy(), rest[0] if name == "gru" else None
    for b in range(z.shape[1]):
        multiplied = 1 if dropped is None else dropped[..., b, :].astype(float)
        for t in range(len(z)):
            if mask is None or mask[t, b]:
                h[b], c[b] = step(name, z[t, b], kernel, h[b], c[b], bias, multiplied, **options)
                outputs[t, b] = h[b]
            elif t and not zero_masked:
                outputs[t, b] = outputs[t - 1, b]
    return [outputs, h, c] if name == "lstm" else [outputs, h]


def step(name, x, kernel, h, c, bias, dropped, activation="tanh", recurrent_activation="sigmoid", reset_after=True):
    f, g = STEP[activation], STEP[recurrent_activation]
    kernels = np.split(kernel, kernel.shape[1] // len(h), 1)
    fed = [h * dropped] * len(kernels) if np.ndim(dropped) < 2 else [h * d for d in dropped]
    product = np.concatenate([a @ k for a, k in zip(fed, kernels)]) + (0 if bias is None else bias)
    if name == "simple_rnn":
        return f(x + product), c
    if name == "lstm":
        i, forget, a, o = np.split(x + product, 4)
        c = g(forget) * c + g(i) * f(a)
        return g(o) * f(c), c
    n = len(h)
    z, r = g(x[:n] + product[:n]), g(x[n : 2 * n] + product[n : 2 * n])
    inner = r * product[2 * n :] if reset_after else (r * fed[2]) @ kernels[2]
    return z * h + (1 - z) * f(x[2 * n :] + inner), c


GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}


def one(name, *options, make=f32, time=3, batch=2, units=3, bias=False, settings=None, **inputs):
    """A case of the op `name`; `options`: further arguments as written."""
    k, settings = GATES[name], {**(settings or {})}
    tensors = {
        "x": make(time, batch, k * units),
        "w": make(units, k * units, low=-0.9, high=0.9),
        "h": make(batch, units),
    }
    tensors |= {"c": make(batch, units)} if name == "lstm" else {}
    tensors |= {"b": make(k * units)} if bias else {}
    arguments = ", ".join(["tf", repr(name), *tensors, *options])
    return case(f"run({arguments})", run=run, **settings, **tensors, **inputs)


SECOND = {"second": False, "why": "of its own: tests/ops/nn hold second slopes of activations"}
APART = "dropped=tf.cast(np.arange(18).reshape(3, 2, 3) % 4, x.dtype)"  # each gate has its own
MASK = [[True, False], [False, False], [True, True], [False, True]]

SIMPLE = [
    one("simple_rnn"),
    one("simple_rnn", "mask=m", time=4, m=bools(MASK)),
    one("simple_rnn", "mask=m", "zero_masked=True", time=4, m=bools(MASK)),
    *[
        one("simple_rnn", f"activation={a!r}", settings=SECOND, units=2, time=2)
        for a in ("selu", "softsign", "exponential")
    ],
    one("simple_rnn", make=bf16, units=2),
]

LSTM = [
    one("lstm"),
    one("lstm", "mask=m", "dropped=tf.cast([[1.5, 0, 1.5], [0, 1.5, 1.5]], x.dtype)", time=4, m=bools(MASK)),
    one("lstm", "recurrent_activation='hard_sigmoid'", "activation='relu'", settings=SECOND),
    one("lstm", time=1, batch=1, units=2, make=f64),
    one("lstm", make=bf16, units=2, time=2),
    one("lstm", time=0, settings={"second": False, "why": "eagerly, a loop of no steps is no op"}),
    one("lstm", batch=0),
]

GRU = [
    one("gru", bias=True),
    one("gru", "mask=m", "zero_masked=True", time=4, m=bools(MASK)),
    one("gru", "dropped=tf.cast([[1.5, 0, 1.5], [0, 1.5, 1.5]], x.dtype)"),
    one("gru", "reset_after=False"),
    one("gru", APART, settings=SECOND),
    one("gru", APART, "reset_after=False", units=3, time=2),
    one(
        "gru",
        "reset_after=False",
        "mask=m",
        "dropped=tf.cast([[1.5, 0, 1.5], [0, 1.5, 1.5]], x.dtype)",
        time=4,
        m=bools(MASK),
    ),
    one("gru", "reset_after=False", "recurrent_activation='hard_sigmoid'", make=f64, units=2),
    one("gru", make=f16, units=2, time=2),
]

CASES = SIMPLE + LSTM + GRU

"""Ten steps of every optimizer, against what tf_keras 2.21 and Keras 3.15 recorded; see `trajectory_programs`."""

import sys
import types
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.api import era
from tenfold.core.base.thread import using
from tenfold.keras import optimizers
from tenfold.runtime import xla

FOLDER = Path(__file__).parents[2] / "golden" / "keras" / "optimizers"
sys.path.insert(0, str(FOLDER))

import trajectory_programs as programs  # noqa: E402

PARTS = 12  # of the texts, one of which runs each time
ERAS = {"keras3": "3", "legacy by era": "2.3"}
TOLERANCE = {"float16": 2e-2, "bfloat16": 8e-2}
LEGACY = {name: getattr(optimizers.legacy, name) for name in programs.LEGACY}
MODULES = {
    "new": optimizers,
    "legacy": types.SimpleNamespace(**LEGACY, schedules=optimizers.schedules),
    "legacy by era": optimizers,
    "keras3": optimizers,
}


def variable(value, name):
    return tf.Variable(value, name=name)


@pytest.mark.parametrize("part", [0, *[pytest.param(n, marks=pytest.mark.long) for n in range(1, PARTS)]])
@pytest.mark.parametrize("family", MODULES)
def test_ten_steps(family, part, monkeypatch):
    if family in ERAS:
        monkeypatch.setattr(era, "_chosen", ERAS[family])
    with np.load(FOLDER / f"trajectories_{family.split()[0]}.npz") as file:
        texts, sums, last = file["texts"].tolist(), file["sums"], file["last"]
    assert len(texts) > 80
    with using(gear="first"):
        for i, text in list(enumerate(texts))[(part + (family == "legacy")) % PARTS :: PARTS]:
            moved, end = programs.run(text, MODULES[family], tf, variable, sparse=family != "keras3")
            near = TOLERANCE.get(text.partition(":")[2], 1e-5)
            np.testing.assert_allclose(moved, sums[i], near, near, err_msg=text)
            np.testing.assert_allclose(end, last[i], near, near, err_msg=text)


OPTIMIZERS = [  # whose ops `tests/keras/parts` does not compile
    "Adafactor(0.05, weight_decay=0.1)",
    "Lamb(0.05)",
    "Muon(0.05, ns_steps=1)",
    "ScheduleFreeAdamW(0.05, warmup_steps=2)",
]


ACCUMULATING = [
    "SGD(0.1, gradient_accumulation_steps=2, loss_scale_factor=2.0, use_ema=True)",
    "Adam(0.05, adaptive_epsilon=True, clipnorm=0.5)",
]


@pytest.mark.skipif(not xla.available(), reason="second gear needs JAX")
@pytest.mark.parametrize("texts", [OPTIMIZERS, pytest.param(ACCUMULATING, marks=pytest.mark.long)])
def test_two_steps_in_one_program_of_each_gear(texts, monkeypatch):
    monkeypatch.setattr(era, "_chosen", "3")
    ends = [_two_steps(texts, gear) for gear in ("first", "second")]
    for first, second in zip(*ends):
        np.testing.assert_allclose(first, second, 1e-5, 1e-6)


def _two_steps(texts, gear):
    made = [eval("optimizers." + text) for text in texts]
    variables = [variable(np.float32(programs.START[2]), "matrix") for _ in made]

    @tf.function
    def step(gradient):
        for optimizer, v in zip(made, variables):
            optimizer.apply_gradients([(gradient, v)])

    with using(gear=gear):
        for *_, matrix, _ in programs.GRADIENTS[:2]:
            step(tf.constant(np.float32(matrix)))
    return [v.numpy() for v in variables]

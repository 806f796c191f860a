"""Losses, metrics, optimizers and their kin against the numbers recorded from tf_keras 2.21."""

import importlib.util
import pathlib

import numpy as np
import pytest

import tenfold as tf

FOLDER = pathlib.Path(__file__).parents[2] / "golden" / "keras"
GOLDEN = np.load(FOLDER / "keras_parts.npz")


def _programs():
    spec = importlib.util.spec_from_file_location("keras_parts_programs", FOLDER / "keras_parts_programs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("program", _programs().PROGRAMS, ids=lambda p: p.__name__)
def test_values_are_tf_keras_values(program):
    wrong, seen = [], 0
    for name, value in program(tf, tf.keras):
        got, want = np.asarray(value), GOLDEN[f"{program.__name__}/{name}"]
        seen += 1
        if (got.shape, got.dtype) != (want.shape, want.dtype):
            wrong.append(f"{name}: {got.dtype}{got.shape}, expected {want.dtype}{want.shape}")
        elif not np.allclose(got, want, 2e-5, 2e-6, equal_nan=True):
            wrong.append(f"{name}: {got}, expected {want}")
    assert not wrong, "\n".join(wrong)
    assert seen == sum(name.startswith(program.__name__ + "/") for name in GOLDEN.files)

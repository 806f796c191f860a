"""Policies, and what they do to layers, models and optimizers, against what tf_keras 2.21 was recorded to give."""

import importlib
import json

import numpy as np
import programs
import pytest

import tenfold as tf
from tenfold import keras

policy_programs = importlib.import_module("policy_programs")  # from the folder that `programs` has made known
RECORDED = json.loads((programs.GOLDEN / "policies.json").read_text())
ROUNDING = {"float16": 2e-3, "bfloat16": 1.6e-2, "float32": 2e-5, "float64": 2e-6}


def tolerance(name, dtype):
    """Of the narrowest type that a value has gone through."""
    passed = [kind for kind in ROUNDING if kind in name.split()[0].removeprefix("mixed_")] or [dtype]
    return max(ROUNDING[kind] for kind in (*passed, dtype))


@pytest.mark.parametrize("program", policy_programs.PROGRAMS, ids=lambda p: p.__name__)
def test_policies_do_what_tf_keras_s_do(program):
    wanted, found, wrong = RECORDED[program.__name__], policy_programs.run(program, tf, keras), []
    assert list(found) == list(wanted)
    for name, value in wanted.items():
        if isinstance(value, str) or found[name][0] != value[0]:
            wrong += [f"{name}: {found[name]}, expected {value}"] if found[name] != value else []
            continue
        allowed = tolerance(name, value[0]) * max(1.0, np.abs(np.nan_to_num(value[1], posinf=0, neginf=0)).max())
        if not np.allclose(found[name][1], value[1], 0.0, allowed, equal_nan=True):
            wrong.append(f"{name}: {found[name][1]}, expected {value[1]}")
    assert not wrong, "\n".join(wrong)

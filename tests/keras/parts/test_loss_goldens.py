"""Losses and metrics on every kind of labels, predictions, weights and masks against what tf_keras 2.21 gave."""

import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from programs import keras, tf

from tenfold.api import era

FOLDER = Path(__file__).parents[2] / "golden" / "keras" / "losses"
sys.path.insert(0, str(FOLDER))
outcomes = importlib.import_module("outcomes")
PROGRAMS = [p for name in ("loss_programs", "metric_programs") for p in importlib.import_module(name).PROGRAMS]
NEWER = importlib.import_module("newer_programs").PROGRAMS
# which of these it is depends, in TensorFlow, on whether a graph is being written
REFUSALS = [f"raises {error}" for error in ("ValueError", "TypeError", "InvalidArgumentError", "IndexError")]
# what tf_keras refuses and we take: labels of another dtype, numbers instead of vectors, one weight for all or per row
TAKEN = (
    *("CosineSimilarity ", "Huber () ()", "function Huber () ()", "Huber and labels", "MeanTensor btc by b"),
    *("BinaryIoU ", "IoU ", "MeanIoU ", "OneHotIoU ", "OneHotMeanIoU ", "F1Score ", "FBetaScore "),
    "CategoricalGeneralizedCrossEntropy by name",
)
ROUGH = {"float16": (2e-3, 1e-4), "bfloat16": (2e-2, 1e-3)}  # dtype -> relative and absolute tolerance


def differs(found, wanted):
    """Whether two outcomes differ by more than rounding."""
    if isinstance(wanted, str) and wanted.startswith("raises") and isinstance(found, str):
        return found not in (wanted, *REFUSALS) if wanted in REFUSALS else found != wanted
    if isinstance(wanted, dict):
        return (
            not isinstance(found, dict)
            or found.keys() != wanted.keys()
            or any(differs(found[k], wanted[k]) for k in wanted)
        )
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == 2 and isinstance(wanted[0], str):
        rtol, atol = ROUGH.get(wanted[0], (2e-5, 2e-6))
        return found[0] != wanted[0] or _numbers_differ(found[1], wanted[1], rtol, atol)
    if isinstance(wanted, list):
        return not isinstance(found, list) or len(found) != len(wanted) or any(map(differs, found, wanted))
    return _numbers_differ(found, wanted, 2e-5, 2e-6)


def _taken(name, wanted):
    return wanted in REFUSALS and name.startswith(TAKEN)


def _numbers_differ(found, wanted, rtol, atol):
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return True
        return any(_numbers_differ(f, w, rtol, atol) for f, w in zip(found, wanted))
    if isinstance(wanted, (str, bool, type(None))) or isinstance(found, (str, bool, list, type(None))):
        return found != wanted
    return not np.isclose(found, wanted, rtol, atol, equal_nan=True)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: f"{p.__module__[:4]} {p.__name__}")
def test_values_are_tf_keras_values(program):
    check(program)


@pytest.mark.parametrize("program", NEWER, ids=lambda p: p.__name__)
def test_values_are_keras_3_s_in_its_era(program):
    era.set_era("3")
    try:
        check(program)
    finally:
        era.set_era(None)


def check(program):
    recorded = json.loads((FOLDER / f"{program.__module__}.json").read_text())[program.__name__]
    found = {name: json.loads(json.dumps(outcomes.outcome(compute))) for name, compute in program(tf, keras)}
    wrong = [f"{n}: {found[n]}, expected {v}" for n, v in recorded.items() if differs(found[n], v) and not _taken(n, v)]
    assert not wrong, f"{len(wrong)} of {len(recorded)}\n" + "\n".join(wrong)
    assert found.keys() == recorded.keys()

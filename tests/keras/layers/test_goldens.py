"""Every layer: the numbers, gradients and masks of tf_keras (or Keras 3), and what `check_layer` holds a layer to."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.testing import check_layer

GOLDEN = Path(__file__).parents[2] / "golden" / "keras" / "layers"
sys.path.insert(0, str(GOLDEN))

from layer_cases import run_layer  # noqa: E402


def _all_cases():
    """(family's file of recorded numbers, name, case) of every case."""
    for path in sorted(set(GOLDEN.glob("*_layers.py")) - {GOLDEN / "record_layers.py"}):
        module = importlib.import_module(path.stem)
        for field, file in (("CASES", path.stem), ("KERAS3_CASES", f"{path.stem}_keras3")):
            yield from ((file, name, case) for name, case in getattr(module, field, {}).items())


CASES = [pytest.param(file, name, case, id=f"{file}: {name}") for file, name, case in _all_cases()]
CHECKED = [param for param in CASES if param.values[2].checks]
FIRST = set({(file, name.split()[0]): (file, name) for file, name, _ in reversed([p.values for p in CHECKED])}.values())
_RECORDED = {}


def recorded(file, name):
    """{what: value} that the oracle gave for a case."""
    if file not in _RECORDED:
        _RECORDED[file] = dict(np.load(GOLDEN / f"{file}.npz"))
    start = f"{name}: "
    return {key.removeprefix(start): value for key, value in _RECORDED[file].items() if key.startswith(start)}


@pytest.fixture(autouse=True)
def fresh_names():
    keras.backend.clear_session()


@pytest.mark.parametrize("file, name, case", CASES)
def test_numbers_are_those_recorded(file, name, case):
    wanted, found = recorded(file, name), run_layer(tf, keras, case)
    config = wanted.pop("config")
    assert list(found) == list(wanted)
    for what, value in wanted.items():
        assert np.shape(found[what]) == value.shape and np.asarray(found[what]).dtype == value.dtype, what
        if value.dtype.kind in "OSUb":
            assert np.array_equal(found[what], value), what
        else:
            np.testing.assert_allclose(found[what], value, rtol=max(case.rtol, 1e-5), atol=2e-6, err_msg=what)
    if not file.endswith("_keras3"):
        assert set(case.make(keras).get_config()) == set(config)


@pytest.mark.parametrize("file, name, case", CHECKED)
def test_layer_keeps_its_promises(file, name, case):
    options = {"trains": case.trains, "unknown": case.unknown, "mask": case.keeps, "saves": case.saves}
    second_gear = (file, name) in FIRST if case.xla is None else case.xla
    options |= {"rtol": case.rtol, "policies": case.policies, "call": case.call, "second_gear": second_gear}
    check_layer(lambda: case.made(keras), case.inputs, **options)

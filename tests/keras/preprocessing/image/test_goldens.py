"""Images against what Keras 2 gave: values of a seed, messages, warnings."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf

GOLDEN = Path(__file__).parents[3] / "golden" / "keras" / "images"
spec = importlib.util.spec_from_file_location("image_programs", GOLDEN / "programs.py")
programs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(programs)
REST = json.loads((GOLDEN / "images.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def arrays():
    with np.load(GOLDEN / "images.npz") as found:
        return dict(found)


@pytest.mark.parametrize("program", programs.PROGRAMS, ids=lambda p: p.__name__)
def test_as_keras(program, arrays, tmp_path):
    name = program.__name__
    found = programs.run(program, tf.keras.preprocessing.image, tmp_path)
    assert [str(getattr(f, "dtype", "")) for f in found] == arrays[f"{name}/dtypes"].tolist()
    for i, (ours, theirs) in enumerate(zip(found, REST[name], strict=True)):
        if not isinstance(ours, np.ndarray):
            theirs = pytest.approx(theirs, nan_ok=True) if is_numbers(ours) else theirs
            assert json.loads(json.dumps(ours)) == theirs, i
            continue
        expected = arrays[f"{name}/{i}"]
        assert ours.shape == expected.shape, i
        np.testing.assert_allclose(ours, expected, rtol=2e-5, atol=2e-4, err_msg=str(i))


def is_numbers(value):
    return isinstance(value, float) or isinstance(value, list) and any(isinstance(v, float) for v in value)

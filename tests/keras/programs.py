"""Programs recorded from tf_keras, run here and compared."""

import json
import sys
from pathlib import Path

import numpy as np

import tenfold as tf
from tenfold import keras

GOLDEN = Path(__file__).parent.parent / "golden" / "keras"
sys.path.insert(0, str(GOLDEN))
RECORDED = json.loads((GOLDEN / "keras_programs.json").read_text())


def check_program(name, program):
    """Run `program` and hold what it gives against the recording, numbers to 1e-4."""
    keras.backend.clear_session()
    compare(name, RECORDED[name], json.loads(json.dumps(program(tf, keras))))


def compare(where, wanted, found, rtol=1e-4, atol=1e-5):
    if isinstance(wanted, dict):
        assert isinstance(found, dict) and list(found) == list(wanted), (
            f"{where}: keys {list(found)}, expected {list(wanted)}"
        )
        for key, value in wanted.items():
            compare(f"{where}: {key}", value, found[key], rtol, atol)
    elif (
        isinstance(wanted, list)
        and any(isinstance(v, (dict, list, str, bool, type(None))) for v in wanted)
        and not _is_numbers(wanted)
    ):
        assert isinstance(found, list) and len(found) == len(wanted), f"{where}: {found}, expected {wanted}"
        for i, (w, f) in enumerate(zip(wanted, found)):
            compare(f"{where}[{i}]", w, f, rtol, atol)
    elif isinstance(wanted, (str, bool, type(None))):
        assert found == wanted and type(found) is type(wanted), f"{where}: {found!r}, expected {wanted!r}"
    else:
        assert np.shape(found) == np.shape(wanted), f"{where}: shape {np.shape(found)}, expected {np.shape(wanted)}"
        np.testing.assert_allclose(found, wanted, rtol=rtol, atol=atol, err_msg=where)


def _is_numbers(value):
    """Whether a list is an array of numbers."""
    try:
        return np.asarray(value).dtype.kind in "iuf"
    except ValueError:
        return False

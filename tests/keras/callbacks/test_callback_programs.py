"""Runs with callbacks in tf_keras and here: hooks in order, histories, weights, files, and text to the character."""

import json
import re
import sys

import numpy as np
import pytest
from programs import GOLDEN, compare

import tenfold as tf
from tenfold import keras

sys.path.insert(0, str(GOLDEN))

from callback_programs import PROGRAMS  # noqa: E402

pytestmark = pytest.mark.usefixtures("fresh_names")
RECORDED = json.loads((GOLDEN / "callbacks.json").read_text())
NUMBER = re.compile(r"(?<=[ ,\t])-?[0-9]+\.[0-9]+(?:e[+-][0-9]+)?")


@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    compare_texts_too(name, RECORDED[name], json.loads(json.dumps(PROGRAMS[name](tf, keras))))


def compare_texts_too(where, wanted, found):
    """`compare`, but of the numbers in a text the last digit may differ, and in a CSV file those beyond float32."""
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys(), where
        for key, value in wanted.items():
            compare_texts_too(f"{where}: {key}", value, found[key])
    elif isinstance(wanted, str):
        assert NUMBER.sub("0.0", found) == NUMBER.sub("0.0", wanted), where
        pairs = [[float(text) for text in NUMBER.findall(whole)] for whole in (found, wanted)]
        np.testing.assert_allclose(*pairs, rtol=2e-4, atol=1.1e-4, err_msg=where)
    else:
        compare(where, wanted, found)

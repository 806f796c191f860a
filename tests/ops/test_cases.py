"""Every case of every family in tests/ops/cases, against TensorFlow 2.21's values and against itself in both gears.

Making fast machine code of 2500 programs is most of what this would take, and what is checked is what they compute. So
one case in eight, always the same ones, is compiled as users' programs are, and the others quickly.

TENFOLD_TEST_XLA=0 leaves out second gear, =full compiles every case as users' programs are; `-k linalg`: one family.
"""

import importlib.util
import json
import os
from pathlib import Path

import ml_dtypes  # noqa: F401  (names bfloat16 to NumPy)
import numpy as np
import pytest

from tenfold.testing import check_op

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden"


def cases(path):
    """CASES of the file at `path`."""
    spec = importlib.util.spec_from_file_location(f"cases_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


def expected(family):
    """Key of a case -> what was recorded for it: a list of values, or the name of the class raised."""
    path = GOLDEN / "ops" / f"{family}.npz"
    if not path.exists():
        return {}
    with np.load(path) as f:
        index, data = json.loads(f["index"].tobytes()), f["data"].tobytes()
    return {k: e["raises"] if "raises" in e else [_value(v, data) for v in e["values"]] for k, e in index.items()}


def _value(entry, data):
    if "text" in entry:
        return entry["text"]
    if "strings" in entry:
        out = np.empty(len(entry["strings"]), object)
        out[:] = [s.encode("latin1") for s in entry["strings"]]
        return out.reshape(entry["shape"])
    start, stop = entry["at"]
    dtype = np.dtype(entry["dtype"])
    array = np.frombuffer(data[start:stop], dtype) if stop > start else np.empty(0, dtype)
    return array.reshape(entry["shape"])


def _all():
    for path in sorted((HERE / "cases").glob("[a-z]*.py")):
        family, golden = path.stem, expected(path.stem)
        try:
            found = cases(path)
        except Exception as e:  # one family's mistake is that family's failure
            yield pytest.param(e, None, family, id=family)
            continue
        for case in found:
            yield pytest.param(case, golden.get(case.key), family, id=f"{family}: {case.expression[:100]}")


@pytest.mark.parametrize("case, golden, family", list(_all()))
def test_case(case, golden, family):
    if isinstance(case, Exception):
        raise case
    assert golden is not None, f"nothing recorded for {case.expression}: run tests/golden/record_ops.py {family}"
    check_op(case, golden, quick=is_quick(case))


def is_quick(case):
    """Whether XLA may leave the machine code of the case as it comes: not in the eighth that the key chooses."""
    return os.environ.get("TENFOLD_TEST_XLA") != "full" and int(case.key, 16) % 8 != 0


def test_one_case_in_eight_is_compiled_as_users_programs_are(monkeypatch):
    keys = [case for path in sorted((HERE / "cases").glob("[a-z]*.py")) for case in cases(path)]
    monkeypatch.delenv("TENFOLD_TEST_XLA", raising=False)
    assert 1 / 10 < np.mean([not is_quick(case) for case in keys]) < 1 / 6
    monkeypatch.setenv("TENFOLD_TEST_XLA", "full")
    assert not any(map(is_quick, keys))

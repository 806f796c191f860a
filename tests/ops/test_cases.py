"""Every case of every family in tests/ops/cases, against TensorFlow 2.21's values and against itself in both gears.

Making fast machine code of 2500 programs is most of what this would take, and what is checked is what they compute. So
one case in eight, always the same ones, is compiled as users' programs are, and the others quickly. Many are compiled
as one program; where that fails, each alone, which then says what is wrong.

TENFOLD_TEST_XLA=0 leaves out second gear, =full compiles every case alone as users' programs are. With `-k linalg` (one
family) or `-k softplus` each case is a test of its own.
"""

import importlib.util
import json
import os
from pathlib import Path

import ml_dtypes  # noqa: F401  (names bfloat16 to NumPy)
import numpy as np
import pytest

from tenfold.testing import check_ops

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden"
TOGETHER = 24  # cases in a test: more save nothing, and a worker has them all


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


def families():
    """(family, its cases or what its file raised, what was recorded for them)."""
    for path in sorted((HERE / "cases").glob("[a-z]*.py")):
        try:
            found = cases(path)
        except Exception as e:  # one family's mistake is that family's failure
            found = e
        yield path.stem, found, expected(path.stem)


def pytest_generate_tests(metafunc):
    if "group" in metafunc.fixturenames:
        alone = metafunc.config.option.keyword or os.environ.get("TENFOLD_TEST_XLA") == "full"
        metafunc.parametrize("group, goldens", list(groups(1 if alone else TOGETHER)))


def groups(size):
    """Parameters of tests of up to `size` cases of a family that are compiled alike."""
    for family, found, golden in families():
        if isinstance(found, Exception):
            yield pytest.param(found, None, id=family)
            continue
        for kind in (True, False):
            alike = [case for case in found if is_quick(case) is kind]
            for i in range(0, len(alike), size):
                group = alike[i : i + size]
                yield pytest.param(group, golden, id=f"{family}: {group[0].expression[:100]}")


def test_cases(group, goldens):
    if isinstance(group, Exception):
        raise group
    lacking = [case.expression for case in group if goldens.get(case.key) is None]
    assert not lacking, f"nothing recorded for these: run tests/golden/record_ops.py: {lacking}"
    check_ops(group, [goldens[case.key] for case in group], quick=is_quick(group[0]))


def is_quick(case):
    """Whether XLA may leave the machine code of the case as it comes: not in the eighth that the key chooses."""
    return os.environ.get("TENFOLD_TEST_XLA") != "full" and int(case.key, 16) % 8 != 0


def test_one_case_in_eight_is_compiled_as_users_programs_are(monkeypatch):
    keys = [case for path in sorted((HERE / "cases").glob("[a-z]*.py")) for case in cases(path)]
    monkeypatch.delenv("TENFOLD_TEST_XLA", raising=False)
    assert 1 / 10 < np.mean([not is_quick(case) for case in keys]) < 1 / 6
    monkeypatch.setenv("TENFOLD_TEST_XLA", "full")
    assert not any(map(is_quick, keys))

"""No bad argument is answered with Python's or NumPy's own words: see `bad_arguments.py` in this folder."""

import importlib.util
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bad import driver, families, report  # noqa: E402
from bad.calls import places  # noqa: E402
from bad.outcomes import Judge, class_of  # noqa: E402
from bad.report import differs  # noqa: E402

import tenfold as tf  # noqa: E402
from tenfold.testing.cases import case, f32  # noqa: E402

OPS = [f for f, names in families.families().items() if f.startswith(("ops.", "v1.")) and f != "ops.lookup"]
FAULTY = """
import numpy as np


def ours():
    raise ValueError("ours: expected 1, received 2")


def raw():
    return {}["a"]


def raw_below():
    return np.zeros((2, 3)) + np.zeros(5)


def handed_on():
    try:
        np.zeros(6).reshape(4, -1)
    except ValueError as e:
        raise ValueError(f"{e} [Op:reshape]") from None


def said_in_its_words():
    raise ValueError("the truth value of an array is not known")
"""


@pytest.mark.parametrize(
    "name, fault",
    [("ours", ""), ("raw", "raw"), ("raw_below", "raw"), ("handed_on", "text"), ("said_in_its_words", "text")],
)
def test_who_raised_an_error_is_seen(name, fault, tmp_path):
    (tmp_path / "faulty.py").write_text(FAULTY)
    spec = importlib.util.spec_from_file_location("faulty", tmp_path / "faulty.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(Exception) as raised:  # noqa: PT011, B017  whatever it is
        getattr(module, name)()
    assert Judge(tmp_path, [])(raised.value)[0] == fault


def test_every_argument_is_a_place():
    good = case("tf.concat([x, tf.abs(y)], axis=0)", x=f32(2), y=f32(2))
    found = [p.source for p in places(good, None, lambda name: getattr(tf, name), set())]
    assert found == [
        "tf.concat(BAD, axis=0)",
        "tf.concat([BAD, tf.abs(y)], axis=0)",
        "tf.concat([x, BAD], axis=0)",
        "tf.concat([x, tf.abs(y)], axis=BAD)",
        "tf.concat([x, tf.abs(y)], axis=0, name=BAD)",
        "tf.concat([x, tf.abs(BAD)], axis=0)",
        "tf.concat([x, tf.abs(y, name=BAD)], axis=0)",
    ]


def test_differences():
    assert [differs(*pair) for pair in ("vv", "vT", "Tv", "TV", "-v", "vc")] == [
        "",
        "takes",
        "refuses",
        "class",
        "",
        "",
    ]
    assert class_of(tf.errors.InvalidArgumentError("")) == "InvalidArgumentError"
    assert class_of(UnicodeEncodeError("a", "b", 0, 1, "c")) == "ValueError"


def faults(names, sample):
    """What is wrong with the outcomes of one place in `sample` of these families, and how many calls there were."""
    known, counts = families.families(), Counter()
    plan = [row for family in names or known for row in driver.planned(family, known[family], sample)]
    lines = driver.outcomes(plan)
    said = [s for line in lines for s in report.judged(line, None, counts) if s[0] in report.FAULTS]
    return said, counts["calls"]


def test_no_bad_argument_is_answered_with_a_raw_error():
    said, calls = faults(OPS, 200)
    assert not said
    assert calls > 1000


@pytest.mark.long
@pytest.mark.parametrize("family", OPS)
def test_no_bad_argument_of_a_family_is_answered_with_a_raw_error(family):
    assert not faults([family], 1)[0]

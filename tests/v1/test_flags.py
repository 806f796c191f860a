"""tf.compat.v1.flags and app.run."""

import sys

import pytest

from tenfold.compat import v1
from tenfold.v1 import flags as module


@pytest.fixture
def flags(monkeypatch):
    """The module with flags of its own."""
    monkeypatch.setattr(module, "FLAGS", module.FlagValues())
    f = v1.flags
    f.DEFINE_string("name", "x", "A name.")
    f.DEFINE_integer("steps", 10, "Steps.", lower_bound=0)
    f.DEFINE_float("rate", None, "Rate.")
    f.DEFINE_boolean("train", True, "Train?")
    f.DEFINE_bool("fast", False, "Fast?")
    f.DEFINE_enum("mode", "a", ["a", "b"], "Mode.")
    f.DEFINE_list("layers", "1,2", "Layers.")
    f.DEFINE_multi_integer("size", [3], "Sizes.")
    return f


def test_parsing(flags):
    rest = flags.FLAGS(
        [
            "prog",
            "--name=y z",
            "-steps",
            "5",
            "--notrain",
            "--fast",
            "--mode=b",
            "--size=1",
            "--size",
            "2",
            "file",
            "--left",
        ]
    )
    assert rest == ["prog", "file", "--left"]
    f = flags.FLAGS
    assert (f.name, f.steps, f.rate, f.train, f.fast, f.mode, f.layers, f.size) == (
        "y z",
        5,
        None,
        False,
        True,
        "b",
        ["1", "2"],
        [1, 2],
    )
    assert f.flag_values_dict()["steps"] == 5 and f["steps"].present and not f["rate"].present


def test_reads_the_command_line_when_first_asked(flags, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["prog", "--rate=0.5"])
    assert not flags.FLAGS.is_parsed()
    assert flags.FLAGS.rate == 0.5 and flags.FLAGS.is_parsed()
    flags.FLAGS.unparse_flags()
    monkeypatch.setattr(sys, "argv", ["prog"])
    assert flags.FLAGS.rate is None


def test_setting(flags):
    flags.FLAGS(["prog"])
    flags.FLAGS.steps = 7
    flags.FLAGS.set_default("name", "other")
    assert flags.FLAGS.steps == 7 and flags.FLAGS.name == "other"
    with pytest.raises(AttributeError, match="did you mean 'steps'"):
        flags.FLAGS.step = 1
    with pytest.raises(AttributeError, match="no flag is named 'stepss'"):
        flags.FLAGS.stepss  # noqa: B018


@pytest.mark.parametrize(
    "argument, error",
    [
        *((a, "IllegalFlagValueError") for a in ("--steps=x", "--steps=-1", "--mode=c", "--train=maybe")),
        ("--stepz=3", "UnrecognizedFlagError"),
        ("--rate", "Error"),
    ],
)
def test_refuses(flags, argument, error):
    with pytest.raises(getattr(flags, error)):
        flags.FLAGS(["prog", argument])


def test_defined_twice(flags):
    with pytest.raises(flags.DuplicateFlagError):
        flags.DEFINE_string("name", "z", "Again.")


def test_required_and_validated(flags):
    flags.mark_flag_as_required("rate")
    flags.register_validator("steps", lambda v: v % 2 == 0, "must be even")
    with pytest.raises(flags.IllegalFlagValueError, match="rate"):
        flags.FLAGS(["prog"])
    with pytest.raises(flags.ValidationError, match="must be even"):
        flags.FLAGS(["prog", "--rate=1", "--steps=3"])
    flags.FLAGS(["prog", "--rate=1", "--steps=4"])


def test_app_run(flags):
    seen = []
    with pytest.raises(SystemExit) as end:
        v1.app.run(lambda argv: seen.append((argv, flags.FLAGS.steps)), ["prog", "--steps=3", "--unknown=1", "rest"])
    assert end.value.code is None and seen == [(["prog", "--unknown=1", "rest"], 3)]
    with pytest.raises(SystemExit) as end:
        v1.app.run(lambda argv: 0, ["prog", "--steps=x"])
    assert end.value.code == 1

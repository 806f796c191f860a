"""The rows on files: records that are what they say, and figures measured together that come apart."""

import importlib
import types

import pytest

from tenfold.io import messages


@pytest.fixture
def features(run):
    return importlib.import_module("ten_features")


def test_records_laid_out_by_hand_are_the_messages_that_a_program_builds(features):
    tf = types.SimpleNamespace(train=messages)
    for example, record in zip(features.examples(300), features.records(300)):
        assert features.message(tf, example) == messages.Example.FromString(record)


def test_records_vary(features):
    examples = [*features.examples(2000)]
    assert len({tuple(example) for example in examples}) > features.ORDERS / 2
    assert {len(example) for example in examples} == {9, 10}
    texts = {len(value) for example in examples for value in example["text"][1]}
    assert min(texts) == 0 and max(texts) == 200 and len(texts) > 190
    assert features.records(50) == features.records(60)[:50]


def test_figures_of_one_process_come_apart(run):
    values = {
        ("record_files", "tenfold"): [figures(write=1.0, read=3.0), figures(write=2.0, read=2.0)],
        ("record_files", "TensorFlow"): [figures(write=3.0, read=2.0), figures(write=4.0, read="NoFile: gone")],
        ("peak", "tenfold"): [1.0, 1.0],
    }
    failures = {("record_files", "tf.data"): "no tf"}
    rows = {name: run.row_of(name) for name in ("record_files", "peak")}
    assert run.sides_of(rows["record_files"]) == ["tenfold", "TensorFlow", "tf.data"]
    rows, values, failures = run.apart(rows, values, failures)
    assert values["record_files:write", "tenfold"] == [1.0, 2.0] and values["peak", "tenfold"] == [1.0, 1.0]
    assert failures["record_files:read", "TensorFlow"] == "NoFile: gone"
    assert failures["record_files:read", "tf.data"] == "no tf" and ("record_files:write", "tf.data") not in failures
    lines = run.table(rows, values, failures)[0].splitlines()
    assert lines[2].endswith(" | 1500 ms | TensorFlow | 3500 ms | 2.5x faster | at least 1.5x faster | yes |")
    assert "not measured: NoFile: gone" in next(line for line in lines if ": read |" in line)


def figures(**known):
    """What a side finds, with those that a test is not about."""
    names = "write serialize build read write_gzip read_gzip".split()
    return {**dict.fromkeys(names, 1.0), **known}


def test_a_figure_that_cannot_be_had_says_why(run, monkeypatch):
    passes = importlib.import_module("passes")
    monkeypatch.setattr(passes, "settle", lambda: None)  # the disk's time is not the test's
    assert passes.seconds(lambda: [][0], before=lambda: None) == "IndexError: list index out of range"
    assert passes.seconds(lambda: None, passes=2) < 1

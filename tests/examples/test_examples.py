"""Each example runs unchanged under `tenfold run`; numbers that follow from seeds are TensorFlow 2.21's own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RECORDED = {path.stem: path.read_text() for path in (EXAMPLES.parent / "tests/golden/examples").glob("*.txt")}
NUMBER = re.compile(r"-?\d+\.\d+")
TAPE = """\
step  20  loss  0.01839  w  2.922  b  1.937
step  40  loss  0.00875  w  2.989  b  1.993
step  60  loss  0.00875  w  2.990  b  1.994
step  80  loss  0.00875  w  2.990  b  1.994
step 100  loss  0.00875  w  2.990  b  1.994
"""
SESSION = """\
step  40  loss 0.000816  w 2.902  b 2.050
step  80  loss 0.000003  w 2.994  b 2.003
step 120  loss 0.000000  w 3.000  b 2.000
step 160  loss 0.000000  w 3.000  b 2.000
step 200  loss 0.000000  w 3.000  b 2.000
"""


def run(name, *arguments):
    """What the program prints; its failure, last asserts included, is the test's."""
    code = [sys.executable, "-m", "tenfold.cli.main", "run", str(EXAMPLES / f"{name}.py"), *map(str, arguments)]
    done = subprocess.run(code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_linear_regression_tape():
    assert run("linear_regression_tape") == TAPE


def test_tf1_session():
    assert run("tf1_session") == SESSION


def test_functional_mlp():
    told = run("functional_mlp")
    assert "Total params: 1,745" in told and "concatenate (Concatenate)" in told
    assert "accuracy on points it has not seen: 9" in told


def test_tfrecords():
    told = run("tfrecords")
    assert "  value: 3.4\n" in told and "150 records: (150, 4) int64 [b'setosa' b'versicolor' b'virginica']\n" in told
    assert "accuracy on irises it has not seen: 9" in told


def test_digits_cnn(tmp_path):
    told = run("digits_cnn", tmp_path)
    assert "Epoch 25/25" in told and "test accuracy: 9" in told
    assert sorted(p.name for p in tmp_path.iterdir()) == ["digits_cnn.h5", "learning_curves.png", "predictions.png"]
    assert all(path.stat().st_size > 10_000 for path in tmp_path.iterdir())


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_prints_what_it_prints_under_tensorflow(name):
    """The same words and counts; numbers after a point within a little of their last digits."""
    told, recorded = run(name), RECORDED[name]
    assert NUMBER.sub("#", told).split() == NUMBER.sub("#", recorded).split(), told
    mine, theirs = ([float(n) for n in NUMBER.findall(t)] for t in (told, recorded))
    assert mine == pytest.approx(theirs, rel=0.02, abs=0.011)


def test_every_example_has_its_test():
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")} | RECORDED.keys()
    assert {path.stem for path in EXAMPLES.glob("*.py")} <= tested

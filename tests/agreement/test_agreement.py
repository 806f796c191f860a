"""Good random calls of public functions give what TensorFlow gives: a sample recorded, the whole where that is."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from agreement import comparing, recording
from agreement.calls import Source, coverage
from agreement.explained import as_table, reason
from agreement.running import run

import tenfold as tf

ROOT = Path(__file__).parents[2]
ORACLE = ROOT / ".peers/tf/bin/python"
CALLS, OUTCOMES = recording.load(recording.SAMPLE)
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_the_sample_agrees(part):
    wrong = []
    for call, wanted in list(zip(CALLS, OUTCOMES))[part::PARTS]:
        told = comparing.difference_of(call, wanted, run(tf, call))
        if told and not reason(call, *told):
            wrong.append(f"{call['name']}: {told[0]}, {told[1]}\n    {call}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
@pytest.mark.skipif(not ORACLE.exists(), reason="`make peers` brings TensorFlow")
def test_a_whole_list_agrees(tmp_path):
    command = [sys.executable, "tests/agreement/main.py", "--oracle", str(ORACLE), "--out", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-5000:] + ended.stderr[-2000:]


def test_one_seed_gives_one_list():
    assert Source(tf, 3).list(1) == Source(tf, 3).list(1) != Source(tf, 4).list(1)


def test_recipes_reach_what_is_public():
    counts, missing = coverage(tf)
    assert sum(counts.values()) - len(missing) > 850, missing


def outcome(values, **more):
    return {"structure": "Tensor", "leaves": [np.asarray(values, np.float32)], **more}


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (outcome([1, 2]), None),
        (outcome([1, 2.0000002]), None),
        (outcome([1, 2.001]), "value"),
        (outcome([1, np.nan]), "NaN or infinity"),
        (outcome([[1, 2]]), "shape"),
        ({"structure": "Tensor", "leaves": [np.array([1.0, 2.0])]}, "dtype"),
        (outcome([1, 2], config="{}"), "config"),
        ({**outcome([1, 2]), "structure": "SparseTensor"}, "structure"),
        ({"raises": "ValueError", "message": ""}, "raises"),
        (outcome([1, 2], gradients=[None]), "gradient"),
        (outcome([1, 2], gradients=[np.float32(3)]), "gradient"),
    ],
)
def test_differences_are_seen(found, kind):
    wanted = outcome([1, 2], gradients=[np.float32(2)])
    told = comparing.difference(wanted, found)
    assert (told and told[0]) == kind


def test_the_page_has_every_explanation():
    assert as_table() in (ROOT / "docs/reliability.md").read_text()


def test_a_recording_comes_back(tmp_path):
    found = [outcome([1, 2], gradients=[None, np.float16(2)]), {"raises": "ValueError", "message": "no"}]
    words = np.array([b"a", b"\xff"], object)
    found.append({"structure": "Tensor", "leaves": [words, "text"]})
    recording.save(tmp_path / "sample.npz", [{"name": "abs"}] * 3, found)
    calls, again = recording.load(tmp_path / "sample.npz")
    assert calls == [{"name": "abs"}] * 3 and again[1] == found[1]
    assert comparing.difference(found[0], again[0]) is None and comparing.difference(found[2], again[2]) is None

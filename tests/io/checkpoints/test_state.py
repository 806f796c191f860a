"""The state file of a folder: as TensorFlow 2.21 was seen to write and read it."""

import os
import pathlib

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat import v1
from tenfold.io import bundle

train = v1.train


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def text(path):
    return path.read_text(encoding="utf-8")


def listed(state):
    return [state.model_checkpoint_path, *state.all_model_checkpoint_paths]


@pytest.mark.parametrize(
    "save_dir, latest, others, expected",
    [
        ("{}", "{}/ck-1", None, ["{}/ck-1", "{}/ck-1"]),
        ("{}", "{}/ck-1", ["{}/ck-1", "{}/ck-0"], ["{}/ck-1", "{}/ck-1", "{}/ck-0", "{}/ck-1"]),
        ("{}", "ck", ["ck0", "{}/ck1"], ["ck", "ck0", "{}/ck1", "ck"]),
        ("{}", "/other/ck", ["/other/ck"], ["/other/ck", "/other/ck"]),
        ("sub", "sub/ck", ["sub/ck0", "other"], ["ck", "ck0", "../other", "ck"]),
        ("sub", "{}/sub/ck", None, ["{}/sub/ck", "{}/sub/ck"]),
        ("sub", "ck", (), ["../ck", "../ck"]),
    ],
)
def test_paths(folder, save_dir, latest, others, expected):
    (save_dir, latest), others = (p.format(folder) for p in (save_dir, latest)), others and [*others]
    others = others and [p.format(folder) for p in others]
    given = others and list(others)
    state = train.generate_checkpoint_state_proto(save_dir, latest, others)
    assert listed(state) == [p.format(folder) for p in expected] and others == given
    train.update_checkpoint_state(save_dir, latest, others)
    read = tf.train.get_checkpoint_state(save_dir)
    assert listed(read) == [os.path.join(save_dir, p.format(folder)) for p in expected]


def test_the_text(folder):
    train.update_checkpoint_state(".", "ck-1", ["ck-0", "ck-1"], "state", [1.5, 2.5], 0.25)
    assert text(folder / "state") == (
        'model_checkpoint_path: "ck-1"\n'
        'all_model_checkpoint_paths: "ck-0"\n'
        'all_model_checkpoint_paths: "ck-1"\n'
        "all_model_checkpoint_timestamps: 1.5\n"
        "all_model_checkpoint_timestamps: 2.5\n"
        "last_preserved_timestamp: 0.25\n"
    )
    assert listed(tf.train.get_checkpoint_state(".", "state")) == ["./ck-1", "./ck-0", "./ck-1"]
    assert os.listdir(folder) == ["state"]


def test_names_with_everything(folder):
    name = f'{folder}/d\u00fcrr "\n\\ck'
    train.update_checkpoint_state(folder, name)
    assert tf.train.get_checkpoint_state(folder).model_checkpoint_path == name
    (folder / "checkpoint").write_text('model_checkpoint_path: "d\\303\\274rr \\x41"\n')  # as older protobufs escape
    assert tf.train.get_checkpoint_state(pathlib.Path(folder)).model_checkpoint_path == f"{folder}/d\u00fcrr A"


def test_refused(folder):
    with pytest.raises(ValueError, match="must match checkpoint paths"):
        train.generate_checkpoint_state_proto(folder, "ck", ["ck"], [1.0, 2.0])
    with pytest.raises(RuntimeError, match="conflicts with path used for checkpoint state"):
        train.update_checkpoint_state(folder, str(folder / "checkpoint"))


@pytest.mark.parametrize(
    "content", [b"model_checkpoint_path: 3\n", b"nope: 3", b'model_checkpoint_path: "\xff"', b"{" * 9]
)
def test_what_is_no_state_is_ignored_with_a_warning(folder, caplog, content):
    (folder / "checkpoint").write_bytes(content)
    assert tf.train.get_checkpoint_state(folder) is None and tf.train.latest_checkpoint(folder) is None
    assert f"{folder}/checkpoint: Checkpoint ignored" in caplog.text


def test_a_state_that_cannot_be_read_is_none(folder, caplog):
    (folder / "checkpoint").mkdir()
    assert tf.train.get_checkpoint_state(folder) is None and tf.train.latest_checkpoint(folder) is None
    assert "checkpoint; Is a directory" in caplog.text


def test_of_a_field_that_is_there_twice_the_last_one_counts(folder):
    (folder / "checkpoint").write_text('model_checkpoint_path: "x"\nmodel_checkpoint_path: "/y"\n')
    assert tf.train.get_checkpoint_state(folder).model_checkpoint_path == "/y"


@pytest.mark.parametrize("content", ["", 'all_model_checkpoint_paths: "x"\n'])
def test_a_state_without_a_latest_one(folder, content):
    (folder / "checkpoint").write_text(content)
    with pytest.raises(ValueError, match="Invalid checkpoint state loaded from"):
        tf.train.get_checkpoint_state(folder)


def test_the_latest(folder, caplog):
    assert tf.train.latest_checkpoint(folder) is None and tf.train.latest_checkpoint("nowhere") is None
    for prefix in ("ck-1", "[x]*"):
        bundle.write(prefix, {"a": np.ones(2)})
        train.update_checkpoint_state(".", prefix)
        assert tf.train.latest_checkpoint(folder) == str(folder / prefix)
        assert tf.train.latest_checkpoint(".") == "./" + prefix
    train.update_checkpoint_state(folder, "gone", latest_filename="other")
    assert tf.train.latest_checkpoint(folder, "other") is None and "Couldn't match files" in caplog.text

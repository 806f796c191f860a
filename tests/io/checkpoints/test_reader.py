"""`load_checkpoint` and kin, and what becomes of checkpoints' files."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat import v1
from tenfold.io import bundle

train, errors = v1.train, tf.errors


@pytest.fixture
def prefix(tmp_path):
    path = tmp_path / "ck-1"
    with bundle.Writer(path) as writer:
        writer.add("b", np.arange(6, dtype="float32").reshape(2, 3))
        writer.add("a", np.arange(2000))
        writer.add("scalar", np.float32(3))
        writer.add("text", np.array(b"x", object))
        writer.add("q", np.array([1, 2], np.int8), tf.qint8)
        writer.add_slice("parts", (4, 2), ((0, 2), (0, -1)), np.ones((2, 2)))
        writer.add_slice("parts", (4, 2), ((2, 2), (0, -1)), np.zeros((2, 2)))
    train.update_checkpoint_state(tmp_path, path)
    return str(path)


def test_a_reader(prefix):
    reader = tf.train.load_checkpoint(prefix)
    shapes = {"a": [2000], "b": [2, 3], "scalar": [], "text": [], "q": [2], "parts": [4, 2]}
    assert reader.get_variable_to_shape_map() == shapes
    assert reader.get_variable_to_dtype_map() == {
        "a": tf.int64,
        "b": tf.float32,
        "scalar": tf.float32,
        "text": tf.string,
        "q": tf.qint8,
        "parts": tf.float64,
    }
    assert reader.has_tensor("a") and reader.has_tensor(b"b") and not reader.has_tensor("zz")
    assert reader.get_tensor(b"b").tolist() == [[0, 1, 2], [3, 4, 5]] and reader.get_tensor("parts").sum() == 4
    assert type(reader.get_tensor("scalar")) is np.float32 and reader.get_tensor("text") == b"x"
    lines = reader.debug_string().split(b"\n")
    assert lines[0] == b"\0parts\0\1\1\2\x80\x82\x80\x7f (DT_DOUBLE) [2,2]" and b"b (DT_FLOAT) [2,3]" in lines
    assert len(lines) == 8 and b"scalar (DT_FLOAT) []" in lines
    with pytest.raises(errors.NotFoundError, match="Key zz not found in checkpoint"):
        reader.get_tensor("zz")
    with pytest.raises(TypeError, match="Expected binary or unicode string, got 3"):
        reader.get_tensor(3)


def test_by_folder_and_by_prefix(prefix, tmp_path):
    for where in (prefix, tmp_path, str(tmp_path), prefix.encode()):
        assert tf.train.list_variables(where)[:2] == [("a", [2000]), ("b", [2, 3])]
        assert tf.train.load_variable(where, "b:0").shape == (2, 3)
    with pytest.raises(ValueError, match="Couldn't find 'checkpoint' file or checkpoints in given directory"):
        tf.train.load_checkpoint(tmp_path.parent)


def test_old_paths(prefix):
    assert v1.pywrap_tensorflow.NewCheckpointReader(prefix).has_tensor("a")
    assert train.NewCheckpointReader(prefix).has_tensor("a")


def test_printing(prefix, capsys):
    show = v1.python.tools.inspect_checkpoint.print_tensors_in_checkpoint_file
    show(prefix, "b", False)
    total = "# Total number of params: 2018\n"
    assert capsys.readouterr().out == f"tensor: b (float32) [2, 3]\n[[0. 1. 2.]\n [3. 4. 5.]]\n{total}"
    show(prefix, None, False, True, "^[ab]")
    out = capsys.readouterr().out
    assert out.startswith("tensor: a (int64) [2000]\ntensor: b (float32) [2, 3]\ntensor: parts")
    assert out.endswith(
        "# Excluding 2 tensors (2006 params) that match ^[ab] when counting.\n# Total number of params: 12\n"
    )
    show(prefix, "", False)
    assert capsys.readouterr().out.endswith(f"text (DT_STRING) []\n\n{total}")


def test_printing_what_is_not_there(prefix, capsys):
    """The tool says so: nothing is raised, and of no tensor's count there is a word."""
    show = v1.python.tools.inspect_checkpoint.print_tensors_in_checkpoint_file
    show(prefix, "none", False)
    assert capsys.readouterr().out == "Tensor none not found in checkpoint\n"
    show(prefix + "0", "a", False)
    assert "Failed to find any matching files for" in capsys.readouterr().out
    show(prefix, None, False, True, "art|ex")
    assert "# Excluding 2 tensors" in capsys.readouterr().out


def test_what_is_no_checkpoint(prefix, tmp_path):
    with pytest.raises(errors.NotFoundError, match="Failed to find any matching files for .*nope"):
        tf.train.load_checkpoint(tmp_path / "nope")
    with pytest.raises(errors.NotFoundError):
        train.NewCheckpointReader(str(tmp_path / "ck-?"))
    for file in (".index", ".data-00000-of-00001"):
        with pytest.raises(errors.InvalidArgumentError, match="ck-1'"):
            tf.train.load_checkpoint(prefix + file)
    (tmp_path / "text").write_text("something else")
    with pytest.raises(errors.DataLossError, match="bad magic number"):
        tf.train.load_checkpoint(tmp_path / "text")


def test_a_folder_that_may_not_be_listed(prefix, monkeypatch):
    monkeypatch.setattr(os, "listdir", lambda path: os.scandir(os.devnull))  # fails for everybody
    with pytest.raises(errors.NotFoundError, match="Failed to find any matching files"):
        tf.train.load_checkpoint(f"{prefix}-other")
    assert tf.train.load_checkpoint(prefix).has_tensor("a")


def test_the_first_format(tmp_path):
    """TensorFlow wrote this one in its V1 format."""
    path = tmp_path / "v1"
    with np.load(Path(__file__).resolve().parents[2] / "golden" / "io" / "bundles.npz") as files:
        path.write_bytes(files["version_one"].tobytes())
    assert train.checkpoint_exists(str(path))
    with pytest.raises(errors.UnimplementedError, match="v1 is a checkpoint of TensorFlow's first format .V1.*Saver"):
        tf.train.load_checkpoint(path)
    path.rename(tmp_path / "sharded-00000-of-00001")
    with pytest.raises(errors.UnimplementedError, match="first format"):
        tf.train.load_checkpoint(tmp_path / "sharded")


def test_existing_and_removing(prefix, tmp_path):
    others = ["ck-10.index", "ck-1.data-x", "ck-1", "ck-1.meta.txt", "checkpoint"]
    for name in (*others[:-1], "ck-1.meta"):
        (tmp_path / name).write_text("")
    assert train.checkpoint_exists(prefix) and not train.checkpoint_exists(tmp_path / "ck-?")
    os.utime(prefix + ".index", (1, 1.5))
    assert train.get_checkpoint_mtimes([prefix, prefix + "z"]) == [1.5]
    train.remove_checkpoint(prefix)
    assert sorted(os.listdir(tmp_path)) == sorted(others)
    train.remove_checkpoint(prefix, train.SaverDef.V1, "meta.txt")
    assert sorted(os.listdir(tmp_path)) == sorted(set(others) - {"ck-1", "ck-1.meta.txt"})
    bundle.write(tmp_path / "[c]*", {"a": np.ones(1)})
    bundle.write(tmp_path / "ck", {"a": np.ones(1)})
    train.remove_checkpoint(str(tmp_path / "[c]*"))
    assert not train.checkpoint_exists(tmp_path / "[c]*") and train.checkpoint_exists(tmp_path / "ck")
    train.remove_checkpoint(str(tmp_path / "nowhere" / "ck"))


def test_waiting(prefix, tmp_path, monkeypatch):
    monkeypatch.setattr("tenfold.io.checkpoints.on_disk._NAP", 0.01)
    assert list(tf.train.checkpoints_iterator(tmp_path, timeout=0)) == [prefix]
    assert list(tf.train.checkpoints_iterator(tmp_path / "none", timeout=0.02, timeout_fn=lambda: True)) == []
    later = threading.Timer(0.05, train.update_checkpoint_state, [tmp_path, tmp_path / "ck-2"])
    bundle.write(tmp_path / "ck-2", {"a": np.ones(1)})
    asked, found = [], []
    later.start()
    start = time.monotonic()
    for path in tf.train.checkpoints_iterator(tmp_path, 0.03, 0.1, lambda: asked.append(1) or len(asked) > 1):
        found.append((path, time.monotonic() - start))
    later.join()
    assert [path for path, _ in found] == [prefix, str(tmp_path / "ck-2")] and len(asked) == 2
    assert found[1][1] >= 0.03

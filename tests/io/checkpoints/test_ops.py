"""`SaveV2`, `RestoreV2` and `MergeV2Checkpoints`: eagerly, in a tf.function, in a graph of TensorFlow 1."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat import v1
from tenfold.io import bundle
from tenfold.ops.bytes.checkpoints import merge_v2_checkpoints, restore_v2, save_v2

errors = tf.errors
FLOATS, TEXT = np.arange(6, dtype="float32").reshape(2, 3), np.array([b"a", b"bc"], object)


@pytest.fixture
def prefix(tmp_path):
    return str(tmp_path / "ck")


def test_eagerly(prefix):
    tensors = [tf.constant(FLOATS), tf.constant(TEXT), FLOATS[1:], np.float64(3), tf.cast(FLOATS, tf.bfloat16)]
    names = ["floats", "text", "part", "scalar", "brain"]
    assert save_v2(prefix, names, ["", "", "2 3 1,1:-", "", ""], tensors) is None
    kinds = [tf.float32, "string", tf.float32, tf.float64, tf.bfloat16, tf.float32]
    slices = ["", "", "2 3 1,1:0,2", "", "", "2 3 -:1,2"]
    found = restore_v2([prefix], [*names, "floats"], slices, kinds)
    assert [t.dtype for t in found] == [tf.as_dtype(kind) for kind in kinds]
    for got, expected in zip(found, [FLOATS, TEXT, FLOATS[1:, :2], 3.0, tensors[4].numpy(), FLOATS[:, 1:]]):
        assert got.numpy().tolist() == np.asarray(expected).tolist()


def test_quantised_tensors(prefix):
    with bundle.Writer(prefix) as writer:
        writer.add("q", np.array([1, 2], np.int8), tf.qint8)
    assert restore_v2(prefix, ["q"], [""], [tf.qint8])[0].numpy().tolist() == [1, 2]
    with pytest.raises(errors.InvalidArgumentError, match="original dtype qint8"):
        restore_v2(prefix, ["q"], [""], [tf.int8])


def test_in_a_function(prefix):
    @tf.function
    def saved_and_read(x):
        save_v2(prefix, ["x"], [""], [x + 1])
        return x

    @tf.function
    def read():
        (x,) = restore_v2(prefix, ["x"], [""], [tf.float32])
        assert x.shape.rank is None and x.dtype == tf.float32
        return x * 2

    for number in (1.0, 2.0, 3.0):
        saved_and_read(tf.constant([number]))
        assert read().numpy().tolist() == [2 * number + 2]


def test_in_a_graph(prefix):
    with tf.Graph().as_default(), v1.Session() as session:
        path = v1.placeholder(tf.string)
        x = v1.placeholder(tf.float32)
        save = save_v2(path, ["x", "y"], ["", ""], [x, x * 2])
        restore = restore_v2(path, ["y"], [""], [tf.float32])
        assert save.type == "SaveV2" and restore[0].op.type == "RestoreV2"
        session.run(save, {path: prefix, x: [1.0, 2.0]})
        assert session.run(restore, {path: prefix})[0].tolist() == [2, 4]


def test_merging(tmp_path):
    old = [str(tmp_path / "part" / f"{n}") for n in range(2)]
    for n, path in enumerate(old):
        save_v2(path, ["x", f"y{n}"], [f"2 3 {n},1:-", ""], [FLOATS[n : n + 1], TEXT])
    merge_v2_checkpoints([*old, str(tmp_path / "none")], str(tmp_path / "all"), allow_missing_files=True)
    found = restore_v2(str(tmp_path / "all"), ["x", "y1"], ["", ""], [tf.float32, tf.string])
    assert found[0].numpy().tolist() == FLOATS.tolist() and found[1].numpy().tolist() == TEXT.tolist()
    assert not (tmp_path / "part").exists()
    with pytest.raises(errors.NotFoundError, match="none"):
        merge_v2_checkpoints([str(tmp_path / "none")], str(tmp_path / "all"))


def test_refused(prefix):
    save_v2(prefix, ["a", "b"], ["", ""], [1.0, FLOATS])
    for names, specs, kinds, error, words in (
        (
            ["a"],
            [""],
            [tf.int64],
            errors.InvalidArgumentError,
            "expected dtype int64 does not equal original .* float32",
        ),
        (["z"], [""], [tf.int64], errors.NotFoundError, "Key z not found in checkpoint"),
        (["b"], ["2 4 0,1:-"], [tf.float32], errors.InvalidArgumentError, "does not match the shape stored"),
        (["b"], ["garbage"], [tf.float32], errors.InvalidArgumentError, "received 'garbage'"),
        (["a"], ["", ""], [tf.float32], errors.InvalidArgumentError, "different number of elements"),
    ):
        with pytest.raises(error, match=words):
            restore_v2(prefix, names, specs, kinds)
    with pytest.raises(errors.NotFoundError, match="Failed to find any matching files"):
        restore_v2(prefix + "-2", ["a"], [""], [tf.float32])
    for names, specs, words in (
        (["", "b"], ["2 0,1", ""], "not empty"),
        ([["a", "b"]], [["", ""]], "1-D tensors"),
        (["a", "a"], ["", ""], "Adding duplicate key"),
        (["a"], [""], "different number of elements"),
        (["a", "b"], ["", "2 3 1,1:-"], "has shape"),
    ):
        with pytest.raises(errors.InvalidArgumentError, match=words):
            save_v2(prefix, names, specs, [[2.0], FLOATS])
    for none in (lambda: save_v2(prefix, [], [], []), lambda: restore_v2(prefix, [], [], [])):
        with pytest.raises(errors.InvalidArgumentError, match="one tensor at least"):
            none()
    assert restore_v2(prefix, ["a"], [""], [tf.float32])[0].numpy() == 1

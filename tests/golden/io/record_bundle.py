"""Checkpoints as TensorFlow writes them, and the digests of ours, which TensorFlow was seen to read.

Run it with a Python that has TensorFlow 2.21: python tests/golden/io/record_bundle.py
"""

import hashlib
import json
import pathlib
import sys
import tempfile

import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "src")]
import bundle_programs as programs  # noqa: E402


def tensor(array, dtype):
    if dtype in programs.QUANTIZED:
        return tf.bitcast(tf.constant(array), dtype)
    return tf.constant(array, dtype)


def save(prefix, names, tensors, slices=None):
    tf.raw_ops.SaveV2(
        prefix=str(prefix), tensor_names=names, shape_and_slices=slices or [""] * len(names), tensors=tensors
    )


def of_dtypes(prefix):
    rows = programs.dtypes()
    save(prefix, list(rows), [tensor(*row) for row in rows.values()])


def of_many(prefix):
    rows = programs.many()
    save(prefix, list(rows), list(rows.values()))


def of_parts(prefix):
    names, slices, arrays = zip(*programs.parts())
    save(prefix, list(names), list(arrays), list(slices))


def of_two(prefix):
    """Two data files, and parts of one tensor in both."""
    rows = list(programs.parts(programs.PARTS[:1]))
    shards = [f"{prefix}_part-{n}" for n in range(2)]
    for n, shard in enumerate(shards):
        names, slices, arrays = zip(*rows[2 * n : 2 * n + 2])
        save(
            shard,
            [*names, f"whole/{n}", f"text/{n}"],
            [*arrays, np.arange(n + 2), tf.constant(["a", "bc"])],
            [*slices, "", ""],
        )
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=shards, destination_prefix=str(prefix))


def of_partitioner(prefix):
    """A variable of TensorFlow 1 in three parts, by a Saver."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        v1.get_variable(
            "kernel", (10, 4), initializer=v1.constant_initializer(2.5), partitioner=v1.fixed_size_partitioner(3)
        )
        v1.get_variable("bias", initializer=np.ones(3, np.float32))
        session.run(v1.global_variables_initializer())
        v1.train.Saver(sharded=True).save(session, str(prefix), write_meta_graph=False, write_state=False)


def of_version_one(prefix):
    """As TensorFlow wrote checkpoints before it had these."""
    v1 = tf.compat.v1
    with tf.Graph().as_default(), v1.Session() as session:
        v1.get_variable("v", initializer=np.ones(3, np.float32))
        session.run(v1.global_variables_initializer())
        saver = v1.train.Saver(write_version=v1.train.SaverDef.V1)
        saver.save(session, str(prefix), write_meta_graph=False, write_state=False)


RECORDED = {
    "dtypes": of_dtypes,
    "many": of_many,
    "parts": of_parts,
    "two": of_two,
    "partitioner": of_partitioner,
    "version_one": of_version_one,
}


def same(a, b):
    return (
        a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
        if a.dtype != object
        else (a == b).all()
    )


def ours(folder):
    """{file: digest} of checkpoints that tenfold writes, each read by TensorFlow."""
    import ours_bundles

    out = {}
    for prefix, held in ours_bundles.written(folder):
        reader = tf.train.load_checkpoint(str(prefix))
        assert set(reader.get_variable_to_shape_map()) == set(held), prefix
        for name, array in held.items():
            assert same(reader.get_tensor(name), array), (prefix, name)
        for path in sorted(prefix.parent.glob(prefix.name + ".*")):
            out[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return out


def record():
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, write in RECORDED.items():
            write(pathlib.Path(folder, name))
        for path in sorted(pathlib.Path(folder).iterdir()):
            files[path.name] = np.frombuffer(path.read_bytes(), np.uint8)
    np.savez_compressed(HERE / "bundles.npz", **files)
    with tempfile.TemporaryDirectory() as folder:
        (HERE / "bundles.json").write_text(json.dumps(ours(pathlib.Path(folder)), indent=1) + "\n")


if __name__ == "__main__":
    record()

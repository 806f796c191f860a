"""Datasets in files, to be damaged: folders that `save` wrote, and files of `cache`."""

import tempfile
from pathlib import Path

import fuzz_repairs as repairs
import numpy as np

import tenfold as tf
from tenfold.io import messages

RUN = "1234567890"  # in place of the random one, so that a number means the same file in each run


def plain(n):
    return tf.data.Dataset.from_tensor_slices({"b": np.arange(2 * n).reshape(n, 2), "a": np.arange(n) / 2})


def mixed(n):
    """Elements of every kind, each part of another dtype, so that none can be taken for another."""
    ragged = tf.ragged.constant([[[i], [], [i, i + 1]] for i in range(n)], tf.int32)
    sparse = tf.sparse.from_dense([[i, 0.0, 1.5] for i in range(n)])
    strings = [[b"text " * i, b"x"] for i in range(n)]
    ds = tf.data.Dataset.from_tensor_slices(((ragged, sparse), strings, np.arange(n)))
    return ds.map(lambda x, y, z: (x, y, z, None))


def saved():
    """Two folders of the same names: of two shards each."""
    found = []
    for ds in (plain(4), mixed(5)):
        with tempfile.TemporaryDirectory() as folder:
            shards = (lambda d: tf.cast(d["b"][0] // 2 % 2, tf.int64)) if found == [] else (lambda x, y, z, n: z % 2)
            ds.save(folder, shard_func=shards)
            files = {str(p.relative_to(folder)): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}
        metadata = messages.SnapshotMetadataRecord.FromString(files["snapshot.metadata"])
        run, metadata.run_id, metadata.creation_timestamp = metadata.run_id, RUN, 1
        files["snapshot.metadata"] = metadata.SerializeToString()
        found.append({"/" + name.replace(run, RUN): data for name, data in sorted(files.items())})
    return found


def load(path):
    return before_the_damage(tf.data.Dataset.load(path))


def cached():
    with tempfile.TemporaryDirectory() as folder:
        for name, ds in (("a", mixed(5)), ("b", mixed(3))):
            list(ds.cache(f"{folder}/{name}"))
        return [{".cache": Path(folder, f"{name}.cache").read_bytes()} for name in "ab"]


def read_cache(path):
    return before_the_damage(mixed(2).take(0).cache(path))


def inside(files, name, damage, chance):
    """A record damaged within, or the frames; a message as it is."""
    return (
        repairs.records(files, name, damage, chance)
        if name.endswith((".snapshot", ".cache"))
        else {name: damage(files[name])}
    )


def before_the_damage(dataset):
    """The elements there, each as its leaves."""
    found = []
    try:
        for element in dataset:
            found.append(leaves(element))
    except tf.errors.OpError as error:
        assert "seed" in str(error), error
        if not found:
            raise
    return found


def leaves(element):
    return sorted(repr(x.numpy().tolist()) for x in tf.nest.flatten(element, expand_composites=True) if x is not None)


def same(read):
    """Whether elements are some that were written."""
    whole = {}

    def right(files, found):
        key = hash(tuple(files.items()))
        if key not in whole:
            with tempfile.TemporaryDirectory() as folder:
                for name, data in files.items():
                    path = Path(folder, "seed" + name)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
                whole[key] = read(f"{folder}/seed")
        return all(element in whole[key] for element in found)

    return right

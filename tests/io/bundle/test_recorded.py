"""TensorFlow's checkpoints are read to the bit, and ours are its own to the byte."""

import hashlib

import numpy as np
import pytest

from tenfold.core.values import dtypes
from tenfold.io import bundle
from tenfold.io.bundle import slices
from tenfold.runtime.native import library


def assert_same(got, expected, name=""):
    assert got.dtype == expected.dtype and got.shape == expected.shape, name
    if got.dtype == object:
        assert got.tolist() == expected.tolist(), name
    else:
        assert got.tobytes() == expected.tobytes(), name


def test_reads_every_dtype(recorded, programs):
    reader, rows = bundle.Reader(recorded / "dtypes"), programs.dtypes()
    assert sorted(reader.keys) == sorted(rows) and reader.keys == sorted(reader.keys, key=str.encode)
    for name, (array, dtype) in rows.items():
        assert reader.dtype(name) is dtypes.as_dtype(dtype) and reader.shape(name) == array.shape
        assert_same(reader.get_tensor(name), np.asarray(array), name)


def test_reads_parts(recorded, programs):
    reader = bundle.Reader(recorded / "parts")
    for name, shape, _ in programs.PARTS:
        whole = programs.whole(shape)
        assert_same(reader.get_tensor(name), whole, name)
        part = ((1, min(shape[0] - 1, 8)), *((0, -1),) * (len(shape) - 1))
        assert_same(reader.get_slice(name, part), whole[1 : 1 + part[0][1]], name)
    assert reader.keys == sorted((row[0] for row in programs.PARTS), key=str.encode)


def test_reads_two_data_files(recorded, programs):
    reader = bundle.Reader(recorded / "two")
    assert reader.shards == 2
    assert_same(reader.get_tensor("rows"), programs.whole((10, 3)))
    for n in (0, 1):
        assert_same(reader.get_tensor(f"whole/{n}"), np.arange(n + 2))
        assert reader.get_tensor(f"text/{n}").tolist() == [b"a", b"bc"]


def test_reads_a_partitioned_variable(recorded):
    reader = bundle.Reader(recorded / "partitioner")
    assert_same(reader.get_tensor("kernel"), np.full((10, 4), 2.5, np.float32))
    assert_same(reader.get_slice("kernel", ((4, 3), (1, 2))), np.full((3, 2), 2.5, np.float32))


def test_reads_many(recorded, programs):
    reader, rows = bundle.Reader(recorded / "many"), programs.many()
    assert set(reader.keys) == set(rows)
    assert all(reader.get_tensor(name) == array for name, array in rows.items())


def write_dtypes(prefix, programs):
    with bundle.Writer(prefix) as writer:
        for name, (array, dtype) in programs.dtypes().items():
            writer.add(name, array, dtype)


def write_many(prefix, programs):
    bundle.write(prefix, programs.many())


def write_parts(prefix, programs):
    with bundle.Writer(prefix) as writer:
        for name, spec, array in programs.parts():
            writer.add_slice(name, *slices.parse(spec), array)


def write_two(prefix, programs):
    rows, parts = list(programs.parts(programs.PARTS[:1])), [f"{prefix}_{n}" for n in (0, 1)]
    for n, part in enumerate(parts):
        with bundle.Writer(part) as writer:
            for name, spec, array in rows[2 * n : 2 * n + 2]:
                writer.add_slice(name, *slices.parse(spec), array)
            writer.add(f"whole/{n}", np.arange(n + 2))
            writer.add(f"text/{n}", np.array(["a", "bc"]))
    bundle.merge(parts, prefix)


@pytest.mark.parametrize("write", [write_dtypes, write_many, write_parts, write_two], ids=lambda f: f.__name__[6:])
def test_writes_the_same_bytes(write, recorded, programs, tmp_path):
    name = write.__name__.removeprefix("write_")
    write(str(tmp_path / name), programs)
    expected = {path.name: path.read_bytes() for path in recorded.glob(f"{name}.*")}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == expected


def test_without_the_native_library(recorded, programs, tmp_path, monkeypatch):
    monkeypatch.setattr(library, "functions", lambda: None)
    test_reads_every_dtype(recorded, programs)
    test_writes_the_same_bytes(write_dtypes, recorded, programs, tmp_path)


def test_tensorflow_read_what_we_write(ours, digests, tmp_path):
    """The bytes are those that TensorFlow was seen to read when bundles.json was recorded."""
    for prefix, held in ours.written(tmp_path):
        reader = bundle.Reader(prefix)
        for name, array in held.items():
            assert_same(reader.get_tensor(name), array)
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.iterdir() if path.is_file()}
    assert found == digests

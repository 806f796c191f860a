"""Damaged and hostile checkpoints: an error that names file and place, or what was written."""

import os
import struct

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base import errors
from tenfold.core.values import dtypes
from tenfold.io import bundle, messages
from tenfold.io.bundle import slices, table_writing
from tenfold.io.bundle.entries import Entry, header
from tenfold.io.bundle.numbers import ordered_signed
from tenfold.io.bundle.table_reading import MAGIC, Table
from tenfold.io.bundle.table_writing import table
from tenfold.io.crc32c import crc32c, masked
from tenfold.io.varints import read_varint, varint


@pytest.fixture
def prefix(tmp_path):
    with bundle.Writer(tmp_path / "ck") as writer:
        writer.add("floats", np.arange(12, dtype="float32").reshape(3, 4))
        writer.add("strings", np.array([b"a", b"bcd", b"", b"x" * 200], object))
        writer.add("flag", np.array([True, False]))
        for n in (0, 1):
            writer.add_slice("parts", (4, 2), ((2 * n, 2), (0, -1)), np.full((2, 2), n, "int32"))
    return tmp_path / "ck"


def data(prefix):
    return prefix.with_name("ck.data-00000-of-00001")


def rewritten(prefix, **changes):
    """Writes the index again with other entries: name -> what to change of it."""
    path = prefix.with_name("ck.index")
    entries = {}
    for key, value in Table(path.read_bytes(), "").__iter__():
        kind = messages.BundleEntryProto if key else messages.BundleHeaderProto
        entries[key] = kind.FromString(value)
    for name, change in changes.items():
        change(entries[name.encode() if name != "header" else b""])
    path.write_bytes(table((key, entry.SerializeToString()) for key, entry in sorted(entries.items())))


def everything(prefix):
    reader = bundle.Reader(prefix)
    return {name: reader.get_tensor(name).tolist() for name in reader.keys}


def test_every_byte_of_the_index(prefix):
    path = prefix.with_name("ck.index")
    good = path.read_bytes()
    before = list(Table(good, "ck.index"))
    for at in range(len(good)):
        for bad in (good[:at] + bytes([good[at] ^ 0x41]) + good[at + 1 :], good[:at]):
            try:
                assert list(Table(bad, "ck.index")) == before and len(bad) == len(good), at
            except errors.DataLossError as error:
                assert str(error).startswith("ck.index: at byte"), at
    path.write_bytes(good[:-1])
    with pytest.raises(errors.DataLossError, match=r"ck.index: at byte \d+: not a table .bad magic number."):
        bundle.Reader(prefix)


def test_every_byte_of_the_data(prefix):
    path, good, reader = data(prefix), data(prefix).read_bytes(), bundle.Reader(prefix)
    entries = {key: entry for key, entry in reader.entries.items() if key and not entry.parts}
    owners = {at: key for key, e in entries.items() for at in range(e.offset, e.offset + e.size)}
    assert sorted(owners) == list(range(len(good)))
    for at, key in list(owners.items())[::9]:
        name = "parts" if "parts" in key else key
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x41]) + good[at + 1 :])
        with pytest.raises(errors.DataLossError, match=f"(?s)ck.index: tensor '{name}'.*data-00000-of-00001"):
            reader.get_tensor(name)


def test_data_files_cut_off_or_gone(prefix):
    path = data(prefix)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(errors.DataLossError, match=r"data-00000-of-00001: .*'parts'.* 16 bytes at byte \d+; the file"):
        bundle.Reader(prefix).get_tensor("parts")
    assert bundle.Reader(prefix).get_tensor("flag").tolist() == [True, False]
    path.unlink()
    with pytest.raises(errors.NotFoundError, match="data-00000-of-00001"):
        bundle.Reader(prefix).get_tensor("flag")


def set_shape(*sizes):
    def change(entry):
        del entry.shape.dim[:]
        for size in sizes:
            entry.shape.dim.add(size=size)

    return change


@pytest.mark.parametrize(
    "name, change, words",
    [
        ("floats", set_shape(1 << 40, 1 << 20), "take"),
        ("floats", set_shape(3, 5), "48 bytes are no float32 of shape"),
        ("floats", set_shape(3, -4), r"shape \[3, -4\]"),
        ("floats", set_shape(*[1] * 200, 12), "dimension"),
        ("floats", lambda e: setattr(e.shape, "unknown_rank", True), "shape unknown"),
        ("floats", lambda e: setattr(e, "size", 1 << 60), "the file ends"),
        ("floats", lambda e: setattr(e, "offset", (1 << 63) - 1), "the file ends"),
        ("floats", lambda e: setattr(e, "offset", -1), "from byte -1"),
        ("floats", lambda e: setattr(e, "shard_id", 1), "data file 1 of 1"),
        ("floats", lambda e: setattr(e, "dtype", 7), "lengths|hold|cut|checksum|more than"),
        ("strings", set_shape(1 << 40), "cannot hold strings"),
        ("strings", set_shape(5), "lengths|cut off|checksum"),
        ("strings", lambda e: setattr(e, "crc32c", 1), "checksum does not match: stored 1"),
        ("flag", lambda e: setattr(e, "offset", 1), "checksum"),
        ("parts", set_shape(1 << 40, 2), "do not fill"),
        ("parts", set_shape(4, 3), "of another shape"),
        ("parts", lambda e: e.slices.add().CopyFrom(e.slices[0]), "do not fill"),
        ("parts", lambda e: e.slices[0].extent.add(), "missing"),
        ("parts", lambda e: setattr(e.slices[0].extent[0], "length", -3), "negative"),
        ("parts", lambda e: setattr(e.slices[0].extent[0], "length", 3), "missing"),
        ("header", lambda e: setattr(e, "num_shards", 0), "0 data files"),
    ],
)
def test_lies(prefix, name, change, words):
    rewritten(prefix, **{name: change})
    with pytest.raises(errors.DataLossError, match=words):
        bundle.Reader(prefix).get_tensor(name)


def test_what_is_not_there_yet(prefix):
    rewritten(prefix, floats=lambda e: setattr(e, "dtype", 21), strings=lambda e: setattr(e, "dtype", 99))
    reader = bundle.Reader(prefix)
    with pytest.raises(errors.UnimplementedError, match="'floats' has dtype DT_VARIANT"):
        reader.get_tensor("floats")
    with pytest.raises(errors.UnimplementedError, match="DataType 99"):
        reader.dtype("strings")
    rewritten(prefix, header=lambda e: setattr(e.version, "min_consumer", 2))
    with pytest.raises(errors.FailedPreconditionError, match="min_consumer: 2"):
        bundle.Reader(prefix)
    rewritten(prefix, header=lambda e: (e.ClearField("version"), setattr(e, "endianness", 1)))
    with pytest.raises(errors.UnimplementedError, match="highest byte first"):
        bundle.Reader(prefix)


def test_a_bool_that_is_neither(prefix):
    path, entry = data(prefix), bundle.Reader(prefix).entries["flag"]
    bad = b"\2\0"
    path.write_bytes(path.read_bytes()[: entry.offset] + bad + path.read_bytes()[entry.offset + 2 :])
    rewritten(prefix, flag=lambda e: setattr(e, "crc32c", masked(crc32c(bad))))
    with pytest.raises(errors.DataLossError, match="bool is 2"):
        bundle.Reader(prefix).get_tensor("flag")


def test_the_same_bytes_for_many_slices(prefix):
    """A short file does not become a large tensor."""
    count, rows = 50, 12
    entry = bundle.Reader(prefix).entries["floats"]
    parts = tuple(((rows * n, rows),) for n in range(count))
    pairs = {slices.key(b"t", part): Entry(1, (rows,), 0, entry.offset, 48, entry.crc).serialized() for part in parts}
    pairs |= {b"": header(1), b"t": Entry(1, (rows * count,), parts=parts).serialized()}
    prefix.with_name("ck.index").write_bytes(table(sorted(pairs.items())))
    with pytest.raises(errors.DataLossError, match="cannot be in"):
        bundle.Reader(prefix).get_tensor("t")


def block(data, kind=0):
    whole = data + bytes([kind])
    return whole + struct.pack("<I", masked(crc32c(whole)))


def made_table(body, kind=0):
    """A table of one block, whatever its bytes."""
    index = b"\0\1" + varint(len(varint(len(body))) + 1) + b"~\0" + varint(len(body)) + struct.pack("<II", 0, 1)
    ends = b"\0\0" + varint(len(body) + 5) + varint(len(index))
    return block(body, kind) + block(index) + ends.ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)


@pytest.mark.parametrize(
    "body, words",
    [
        (b"\0\1\1ab" + b"\0\1\1ab" + struct.pack("<II", 0, 1), "out of order"),
        (b"\0\1\1ab" + b"\2\1\1ab" + struct.pack("<II", 0, 1), "out of its block"),
        (b"\0\1\x7fab" + struct.pack("<II", 0, 1), "out of its block"),
        (b"\0\1" + b"\xff" * 12 + struct.pack("<II", 0, 1), "more than 10 bytes"),
        (b"\0\1" + b"\xff" + struct.pack("<I", 0), "0 restarts"),
        (struct.pack("<I", 1 << 30), "restarts"),
        (b"", "restarts"),
        (b"\0\1\1\x7fb" + struct.pack("<II", 0, 1), "index does not know"),
    ],
)
def test_blocks(body, words):
    with pytest.raises(errors.DataLossError, match=words):
        list(Table(made_table(body), "x"))


def test_compressed_blocks():
    body = b"\0\1\1ab" + struct.pack("<II", 0, 1)
    assert list(Table(made_table(body), "x")) == [(b"a", b"b")]
    with pytest.raises(errors.UnimplementedError, match="Snappy"):
        list(Table(made_table(body, 1), "x"))
    with pytest.raises(errors.DataLossError, match="type of compression, 9"):
        list(Table(made_table(body, 9), "x"))


def test_keys_that_share_do_not_fill_the_memory():
    key, body = 1 << 16, bytearray(b"\0" + varint(1 << 16) + b"\0" + b"a" * (1 << 16))
    for n in range(3000):
        body += varint(key + n) + b"\1\0b"
    with pytest.raises(errors.DataLossError, match="keys take more than"):
        for _ in Table(made_table(bytes(body) + struct.pack("<II", 0, 1)), "x"):
            pass


def test_blocks_are_read_once(tmp_path):
    """A large block without pairs, to which an index of few bytes leads again and again."""
    out, first, index = bytearray(), table_writing._Block(), table_writing._Block(1)
    first.add(b"", header(1))
    index.add(b"", table_writing._ended(out, first))
    index_of = varint(len(out)) + varint(4 * 50_000)
    out += block(struct.pack("<I", 50_000 - 1).rjust(4 * 50_000, b"\0"))
    for _ in range(20_000):
        index.add(b"", index_of)
    ends = table_writing._ended(out, table_writing._Block()) + table_writing._ended(out, index)
    data = bytes(out) + ends.ljust(40, b"\0") + struct.pack("<Q", MAGIC)
    with pytest.raises(errors.DataLossError, match="begins before"):
        list(Table(data, "ck.index"))


def test_many_slices(monkeypatch):
    """Whether they fill a tensor shows as well where they are too many to compare each with each."""
    good = [((n // 4, 1), (n % 4, 1)) for n in range(12)]
    for pieces in (good, good[1:], [good[0], *good[:-1]], [((0, -1), (0, -1))], [((0, 3), (0, 3)), ((0, 3), (2, 1))]):
        few = [slices.filled(part, pieces, (3, 4)) for part in (((0, -1), (0, -1)), ((1, 2), (1, 2)), ((1, 0), (0, 1)))]
        with monkeypatch.context() as patch:
            patch.setattr(slices, "_MANY", 0)
            many = [slices.filled(p, pieces, (3, 4)) for p in (((0, -1), (0, -1)), ((1, 2), (1, 2)), ((1, 0), (0, 1)))]
        assert few == many


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_pipes_keep_nobody_waiting(prefix, caplog):
    for path in (data(prefix), prefix.with_name("ck.index"), prefix.with_name("checkpoint")):
        path.unlink(missing_ok=True)
        os.mkfifo(path)
    with pytest.raises(errors.DataLossError, match="ck.index: it is no file"):
        tf.train.load_checkpoint(prefix)
    assert tf.train.latest_checkpoint(prefix.parent) is None and "checkpoint: it is no file" in caplog.text
    bundle.write(prefix, {"a": np.zeros(3)})
    assert everything(prefix) == {"a": [0, 0, 0]}


def test_numbers():
    for number in (0, 1, 127, 128, 300, 1 << 35, (1 << 64) - 1):
        assert read_varint(varint(number) + b"?", 0) == (number, len(varint(number)))
    numbers = [-(1 << 63), -(1 << 40), -8193, -8192, -65, -64, -1, 0, 63, 64, 8191, 8192, 1 << 40, (1 << 63) - 1]
    keys = [ordered_signed(n) for n in numbers]
    assert keys == sorted(keys) and keys[4:8] == [b"\x3f\xbf", b"\x40", b"\x7f", b"\x80"]


@pytest.mark.parametrize("spec", ["4 3 0,2", "4 3 -:-:-", "0,1", "4 5,1", "x -", "4 -:", "4  -", " -", "4 0,-1"])
def test_slices_that_are_none(spec):
    with pytest.raises(errors.InvalidArgumentError, match="slice"):
        slices.parse(spec)


def test_what_cannot_be_written(tmp_path):
    with bundle.Writer(tmp_path / "ck") as writer:
        writer.add("a", np.ones(2, "float32"))
        with pytest.raises(errors.InvalidArgumentError, match="Adding duplicate key: 'a'"):
            writer.add("a", np.ones(2))
        with pytest.raises(errors.InvalidArgumentError, match="not empty"):
            writer.add("", np.ones(2))
        with pytest.raises(errors.InvalidArgumentError, match="received 3"):
            writer.add("b", np.array([3], object))
        with pytest.raises(errors.InvalidArgumentError, match="float32 holds no elements of dtype qint8"):
            writer.add("c", np.ones(2, "float32"), dtypes.qint8)
        with pytest.raises(errors.InvalidArgumentError, match="shape or dtype"):
            writer.add_slice("a", (2,), ((0, 1),), np.ones(1, "float32"))
        with pytest.raises(errors.InvalidArgumentError, match=r"has shape \[1\]; received \[2\]"):
            writer.add_slice("d", (2,), ((0, 1),), np.ones(2))
        with pytest.raises(errors.InvalidArgumentError, match="1 data files; received shard=1"):
            writer.add("e", np.ones(2), shard=1)
    assert bundle.Reader(tmp_path / "ck").keys == ["a"]


def test_tensors_and_variables_are_written_without_a_copy(tmp_path, monkeypatch):
    for kind in (tf.Tensor, tf.Variable):
        monkeypatch.setattr(kind, "__array__", None)
    held = {"tensor": tf.ones([3], tf.bfloat16), "variable": tf.Variable([1.0, 2.0]), "text": tf.constant(["a"])}
    bundle.write(tmp_path / "ck", held, sync=True)
    reader = bundle.Reader(tmp_path / "ck")
    assert [reader.get_tensor(name).tolist() for name in held] == [[1, 1, 1], [1, 2], [b"a"]]
    assert reader.dtype("tensor") is dtypes.bfloat16


def test_arrays_that_do_not_lie_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr("tenfold.io.bundle.writing._PIECE", 256)
    cube = np.arange(4000, dtype="int16").reshape(10, 20, 20)
    arrays = {
        "turned": cube.T,
        "steps": cube[:, ::3, 1::2],
        "back": cube[::-1],
        "big": cube.astype(">i2"),
        "fortran": np.asfortranarray(cube),
        "one row": cube[:, :, :1].T[:1],
        "none": cube[:, :0].T,
    }
    bundle.write(tmp_path / "ck", {name: lambda array=array: array for name, array in arrays.items()})
    reader = bundle.Reader(tmp_path / "ck")
    for name, array in arrays.items():
        got = reader.get_tensor(name)
        assert got.dtype == np.int16 and got.flags.c_contiguous and np.array_equal(got, array), name

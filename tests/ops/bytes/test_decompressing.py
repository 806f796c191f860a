"""decode_compressed: several members, what is damaged, and few bytes that stand for very many."""

import gzip
import zlib

import pytest

import tenfold as tf
from tenfold.ops.bytes import files


def test_members_follow_one_another_and_zeros_them():
    data = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(100)
    assert tf.io.decode_compressed([data, b""], "GZIP").numpy().tolist() == [b"one two", b""]
    assert tf.io.decode_compressed(zlib.compress(b"one"), "ZLIB").numpy() == b"one"


@pytest.mark.parametrize("kind, pack", [("GZIP", gzip.compress), ("ZLIB", zlib.compress)])
def test_damage_is_data_loss(kind, pack):
    data = pack(b"text " * 20)
    with pytest.raises(tf.errors.DataLossError, match=f"ends too early, after {len(data) - 1} bytes"):
        tf.io.decode_compressed(data[:-1], kind)
    with pytest.raises(tf.errors.DataLossError, match="inflate"):
        tf.io.decode_compressed(data[:-4] + bytes([data[-4] ^ 1]) + data[-3:], kind)
    with pytest.raises(tf.errors.DataLossError, match="inflate"):
        tf.io.decode_compressed(b"no such data", kind)


@pytest.mark.parametrize("kind, pack", [("GZIP", lambda b: gzip.compress(b) * 3), ("ZLIB", zlib.compress)])
def test_a_string_is_decompressed_to_so_much_and_no_more(kind, pack, monkeypatch):
    monkeypatch.setattr(files, "DECOMPRESSED", 1000)
    size = 400 if kind == "GZIP" else 1001
    with pytest.raises(tf.errors.ResourceExhaustedError, match="hold more than 1,000"):
        tf.io.decode_compressed(pack(bytes(size)), kind)
    assert len(tf.io.decode_compressed(pack(bytes(size // 2)), kind).numpy()) <= 1000


class Watched:
    """zlib's, which tells how much it was given."""

    def __init__(self, stream, given):
        self.stream, self.given = stream, given

    def decompress(self, data, room):
        self.given.append(len(data))
        return self.stream.decompress(data, room)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def test_many_small_members(monkeypatch):
    """Each costs what it is long, not what follows it, which zlib would copy."""
    given, opened = [], zlib.decompressobj
    monkeypatch.setattr(files.zlib, "decompressobj", lambda form: Watched(opened(form), given))
    data = gzip.compress(b"x") * 20_000
    assert tf.io.decode_compressed(data, "GZIP").numpy() == b"x" * 20_000
    assert len(given) == 20_000 and max(given) <= files._PIECE < len(data)

"""CRC32C by instruction, by tables and by NumPy: RFC 3720's examples, and each way against a bit at a time."""

import numpy as np
import pytest

from tenfold.io.crc32c import crc32c, masked, unmasked
from tenfold.io.tfrecord.framing import frame
from tenfold.runtime.native import library

READ_PDU = "01c0000000000000000000000000000014000000000004000000001400000018280000000000000002000000" + "00" * 4
RFC_3720 = [
    (bytes(32), 0x8A9136AA),
    (b"\xff" * 32, 0x62A8AB43),
    (bytes(range(32)), 0x46DD794E),
    (bytes(range(31, -1, -1)), 0x113FDB5C),
    (bytes.fromhex(READ_PDU), 0xD9963A56),
]
# Sizes on both sides of where each way does otherwise.
SIZES = (0, 1, 7, 8, 9, 23, 24, 25, 255, 256, 257, 767, 768, 769, 12_287, 12_288, 13_065, 65_536, 65_537)
NOISE = np.random.default_rng(7).integers(0, 256, 70_000, np.uint8).tobytes()


def a_bit_at_a_time(data, crc=0):
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


@pytest.fixture(params=["native", "tables", "numpy"])
def way(request, monkeypatch):
    native = library.functions()
    if request.param == "numpy":
        monkeypatch.setattr(library, "functions", lambda: None)
    elif native is None:
        pytest.skip(library.absence())
    elif request.param == "tables":

        class Portable:
            tenfold_crc32c = native.tenfold_crc32c_by_tables

        monkeypatch.setattr(library, "functions", lambda: Portable)


def test_examples_of_rfc_3720(way):
    assert [crc32c(data) for data, _ in RFC_3720] == [crc for _, crc in RFC_3720]


def test_every_size_and_alignment(way):
    states = dict.fromkeys(SIZES)
    state = 0
    for before, size in zip((0, *SIZES), SIZES):
        states[size] = state = a_bit_at_a_time(NOISE[before:size], state)
    for size, expected in states.items():
        assert crc32c(NOISE[:size]) == expected, size
        moved = np.frombuffer(b"123" + NOISE[:size], np.uint8)[3:]
        assert crc32c(moved) == expected, size


def test_goes_on_from_a_checksum(way):
    whole = crc32c(NOISE)
    for cut in (0, 1, 100, 5000, 69_999, 70_000):
        assert crc32c(NOISE[cut:], crc32c(NOISE[:cut])) == whole


def test_takes_any_contiguous_buffer(way):
    numbers = np.arange(60, dtype=np.float32).reshape(3, 4, 5)
    expected = crc32c(numbers.tobytes())
    assert crc32c(numbers) == crc32c(memoryview(numbers)) == crc32c(bytearray(numbers.tobytes())) == expected
    frozen = numbers.copy()
    frozen.flags.writeable = False
    assert crc32c(frozen) == expected
    assert crc32c(np.float32(2)) == crc32c(np.float32(2).tobytes())
    assert crc32c(np.zeros((0, 3))) == crc32c(bytearray()) == 0
    for strided in (numbers.T, memoryview(b"12345678")[::2]):
        with pytest.raises(BufferError, match="C-contiguous"):
            crc32c(strided)
    with pytest.raises(TypeError):
        crc32c("text")


def test_masks():
    assert masked(0) == 0xA282EAD8
    assert all(unmasked(masked(crc)) == crc for crc in (0, 1, 0xFFFFFFFF, 0xE3069283, 0x80000000, 0x7FFF))


def test_a_record_of_tensorflows():
    # python_io.TFRecordWriter of TensorFlow 2.21: write(b"abc")
    assert frame(b"abc").hex() == "0300000000000000b099490e6162636e57f121"

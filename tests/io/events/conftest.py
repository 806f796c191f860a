"""What TensorFlow and TensorBoard wrote, and the programs that wrote it."""

import json
import struct
import sys
from pathlib import Path

import pytest

from tenfold.io import messages
from tenfold.io.crc32c import crc32c, masked

GOLDEN = Path(__file__).parents[2] / "golden" / "io"
sys.path[:0] = [str(GOLDEN), str(Path(__file__).parent)]  # event_programs, program_of_events


@pytest.fixture(scope="session")
def golden():
    """A file of tests/golden/io."""
    return GOLDEN.joinpath


@pytest.fixture(scope="session")
def recorded(golden):
    """events.json"""
    return json.loads(golden("events.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def framed():
    """Reads a file's `Event` messages record by record, as the format's description says, without tenfold's reader."""

    def read(path):
        data, at, found = Path(path).read_bytes(), 0, []
        while at < len(data):
            length, check = struct.unpack_from("<QI", data, at)
            record = data[at + 12 : at + 12 + length]
            assert check == masked(crc32c(data[at : at + 8]))
            assert data[at + 12 + length :][:4] == struct.pack("<I", masked(crc32c(record)))
            found.append(messages.Event.FromString(record))
            at += 16 + length
        return found

    return read

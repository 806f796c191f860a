"""What TensorFlow 2.21 gave (`golden/io/record_profiles.py`)."""

import json
import pathlib
import sys

import pytest

IO = pathlib.Path(__file__).parents[2] / "golden" / "io"
sys.path.insert(0, str(IO))


@pytest.fixture(scope="session")
def recorded():
    return json.loads((IO / "profiles.json").read_text())

"""What the tests of TFRecord files share: TensorFlow's files, and both ways, native and not."""

import json
import sys
from pathlib import Path

import pytest

from tenfold.runtime.native import library

GOLDEN = Path(__file__).parents[2] / "golden" / "io"
sys.path.insert(0, str(GOLDEN))


@pytest.fixture(scope="session")
def golden():
    return json.loads((GOLDEN / "tfrecord.json").read_text(encoding="utf-8"))


@pytest.fixture(params=["native", "python"])
def way(request, monkeypatch):
    if request.param == "python":
        monkeypatch.setattr(library, "functions", lambda: None)
    elif not library.available():
        pytest.skip(library.absence())
    return request.param

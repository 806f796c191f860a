"""What TensorFlow wrote: tests/golden/io/record_bundle.py."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "io"


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, GOLDEN / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def programs():
    return loaded("bundle_programs")


@pytest.fixture(scope="session")
def ours():
    return loaded("ours_bundles")


@pytest.fixture(scope="session")
def digests():
    return json.loads((GOLDEN / "bundles.json").read_text())


@pytest.fixture(scope="session")
def recorded(tmp_path_factory):
    """The folder with TensorFlow's files."""
    folder = tmp_path_factory.mktemp("recorded")
    with np.load(GOLDEN / "bundles.npz") as files:
        for name in files:
            (folder / name).write_bytes(files[name].tobytes())
    return folder

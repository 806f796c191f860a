"""What the tests of Keras share."""

import sys
from pathlib import Path

import pytest

from tenfold import keras

sys.path.insert(0, str(Path(__file__).parent))  # programs.py


@pytest.fixture
def fresh_names():
    """Layers are called `dense`, `input_1` again."""
    keras.backend.clear_session()

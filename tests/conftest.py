"""For all tests: compiled programs stay in a folder of this run (or where TENFOLD_CACHE says), seeds in their test.

So does the key that models are signed with: the user's own is left alone.
"""

import gc
import os
import tempfile

import pytest

from tenfold.ops.random import seeds as random_seed

_FOLDER = None
if "TENFOLD_CACHE" not in os.environ:
    _FOLDER = tempfile.TemporaryDirectory(prefix="tenfold-tests-")
    os.environ["TENFOLD_CACHE"] = _FOLDER.name

_CONFIG = tempfile.TemporaryDirectory(prefix="tenfold-config-")
os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = _CONFIG.name


def pytest_collection_finish():
    """Thousands of cases stay to the end: the garbage collector need not walk them each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def unseeded():
    """No test draws the numbers that another one's seed gives."""
    random_seed.set_seed(None)
    random_seed.set_keras_seed(None)

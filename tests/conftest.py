"""For all tests: compiled programs stay in a folder of this run (or where TENFOLD_CACHE says), seeds in their test.

So does the key that models are signed with: the user's own is left alone.

Programs of second gear are compiled quickly in this process (TENFOLD_TEST_XLA=full: as users' programs are), see
`tenfold.testing.quick`. What tests start as a program of its own compiles like a user's, and so do one case in eight of
test_cases.py and, with the fixture `as_users_compile`, tests of compiling itself.
"""

import gc
import os
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from tenfold.ops.random import seeds as random_seed
from tenfold.runtime import xla
from tenfold.testing import quick

sys.path.insert(0, str(Path(__file__).parent))  # concurrency.py, seen_to_run.py

from seen_to_run import SeenToRun, answers  # noqa: E402

_FOLDER = None
if "TENFOLD_CACHE" not in os.environ:
    _FOLDER = tempfile.TemporaryDirectory(prefix="tenfold-tests-")
    os.environ["TENFOLD_CACHE"] = _FOLDER.name

_CONFIG = tempfile.TemporaryDirectory(prefix="tenfold-config-")
os.environ["XDG_CONFIG_HOME"] = os.environ["APPDATA"] = _CONFIG.name

if os.environ.get("TENFOLD_TEST_XLA") != "full":
    xla.options = quick.known_options


def pytest_configure(config):
    config.pluginmanager.register(SeenToRun(config, answers()))


@pytest.fixture
def as_users_compile():
    with quick.compiled_quickly(False):
        yield


def pytest_collection_finish():
    """Thousands of cases stay to the end: the garbage collector need not walk them each time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def unseeded():
    """No test draws the numbers that another one's seed gives."""
    random_seed.set_seed(None)
    random_seed.set_keras_seed(None)


class _Meanwhile(threading.Thread):
    """A thread that calls `function` at once."""

    def __init__(self, function, *args):
        super().__init__(daemon=True)
        self._function, self._arguments, self.result = function, args, None
        self.start()

    def run(self):
        try:
            self.result = self._function(*self._arguments)
        except Exception as e:
            self.result = e

    def waits(self):
        """Whether it is still at it after a moment, which whoever waits for nobody does not need."""
        self.join(0.03)
        return self.is_alive()

    def get(self):
        """What the function gives or raises."""
        self.join(5)
        assert not self.is_alive(), "threads wait for each other"
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


@pytest.fixture
def meanwhile():
    """`meanwhile(function, *args)` calls it in another thread; `get()` of what that gives is the result."""
    return _Meanwhile

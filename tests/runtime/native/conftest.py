"""What the tests of the native kernels share."""

import pytest

from tenfold.runtime.native import library


@pytest.fixture(params=library.instruction_sets() if library.available() else [])
def instruction_set(request):
    """Each that this machine can run, in force while a test runs; its number of threads ends with it."""
    before = library.instruction_set()
    library.use(request.param)
    yield request.param
    library.use(before)
    library.set_threads(0)

"""Freed memory is kept for the next step, unless the user says otherwise."""

import os
import subprocess
import sys

import pytest

from tenfold.runtime import xla
from tenfold.runtime.devices import allocator

needs_glibc = pytest.mark.skipif(allocator._mallopt() is None, reason="there is no glibc here")
SETTINGS = {allocator.SWITCH, "GLIBC_TUNABLES", *allocator.OWN_SETTINGS}

# Prints how many pages are touched for the first time by the second of two rounds of the same large arrays.
FAULTS = """
import resource, sys
import numpy as np
import tenfold
if "numpy" in sys.argv:
    from tenfold.runtime.devices import allocator
    allocator.keep_freed_memory()
if "xla" in sys.argv:
    from tenfold.runtime import xla
    xla.jax()

def round():
    for n in (3, 5, 4):
        arrays = [np.ones(n << 20, np.float32) for _ in range(3)]

round()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
round()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def faults(*arguments, **settings):
    env = {k: v for k, v in os.environ.items() if k not in SETTINGS} | settings
    found = subprocess.run([sys.executable, "-c", FAULTS, *arguments], env=env, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    return int(found.stdout)


@needs_glibc
def test_the_second_step_touches_no_new_pages():
    assert faults("numpy") < 100
    assert faults("numpy", TENFOLD_ALLOCATOR="system") > 1000 < faults()


@needs_glibc
@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_second_gear_switches_it_on():
    assert faults("xla") < 100


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TENFOLD_ALLOCATOR", "system", "TENFOLD_ALLOCATOR=system"),
        ("MALLOC_TOP_PAD_", "1000", "MALLOC_TOP_PAD_ is set"),
        ("GLIBC_TUNABLES", "glibc.malloc.arena_max=2", "GLIBC_TUNABLES is set"),
    ],
)
def test_what_the_user_says_goes_before(monkeypatch, name, value, said):
    for setting in SETTINGS:
        monkeypatch.delenv(setting, raising=False)
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(allocator._state, "kept", None)
    assert not allocator.keep_freed_memory() and said in allocator.report()


def test_without_glibc_nothing_is_done(monkeypatch):
    for setting in SETTINGS:
        monkeypatch.delenv(setting, raising=False)
    monkeypatch.setattr(allocator, "_mallopt", lambda: None)
    monkeypatch.setattr(allocator._state, "kept", None)
    assert not allocator.keep_freed_memory() and "no glibc" in allocator.report()


@pytest.mark.parametrize("refused", [allocator.M_ARENA_MAX, allocator.M_MMAP_THRESHOLD])
def test_an_allocator_that_refuses_is_said_to_keep_nothing(refused):
    assert not allocator._told(lambda parameter, _: int(parameter != refused))
    assert allocator._told(lambda parameter, value: int(value != allocator.MAPPED))  # glibc before 2.35

"""Everything of the base install works where there is no JAX."""

import os
import pathlib
import subprocess
import sys

import pytest

TESTS = pathlib.Path(__file__).parents[1]

WITHOUT = """
import sys
sys.modules["jax"] = sys.modules["jaxlib"] = None  # any import of them fails
import pytest
options = ["-q", "-x", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib -m 'not long'"]
code = pytest.main([*options, *sys.argv[1:]])
assert sys.modules["jax"] is None and not any(m.startswith(("jax.", "jaxlib.")) for m in sys.modules)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["test_tiny.py", "runtime/test_gears.py", "runtime/test_executable.py", "runtime/test_passes.py"],
        [
            "ops/math/test_operators.py",
            "ops/random/test_random.py",
            "ops/state/test_variables.py",
            "function/test_function.py",
            "core",
        ],
        ["ops/test_cases.py", "-k", "basics:"],
    ],
    ids=["tiny and runtime", "core and ops", "cases"],
)
def test_without_jax(arguments):
    paths = [str(TESTS / a) if "/" in a or (TESTS / a).exists() else a for a in arguments]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *paths],
        capture_output=True,
        text=True,
        cwd=TESTS.parent,
        env={**os.environ, "TENFOLD_JAX": "0"},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "passed" in done.stdout


def test_a_pin_to_second_gear_is_no_error_without_it():
    code = (
        "import tenfold as tf\n"
        "f = tf.function(lambda x: x * 2.0, jit_compile=True)\n"
        "print(float(f(tf.constant(3.0))), len(tf.config.list_physical_devices('CPU')))"
    )
    env = {**os.environ, "TENFOLD_JAX": "0", "TENFOLD_GEAR": "second"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.stdout == "6.0 1\n", done.stderr

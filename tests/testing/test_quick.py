"""Programs that are quickly compiled compute the same, stay in their process, and leave nothing behind."""

import numpy as np
import pytest

from tenfold.runtime import xla
from tenfold.testing import quick
from tenfold.testing.check import second_gear
from tenfold.testing.quick import compiled_quickly, known_options

pytestmark = pytest.mark.skipif(not second_gear(), reason="needs JAX")
X = np.linspace(0.1, 3, 24, dtype=np.float32).reshape(4, 6)


@pytest.fixture(autouse=True)
def asked_anew():
    known_options.cache_clear()
    yield
    known_options.cache_clear()


def program(x):
    jnp = xla.jax().numpy
    return jnp.tanh(x @ x.T).sum(0), jnp.exp(-x) / (1 + x)


def test_what_is_computed_is_the_same_and_kept_apart_on_disk(tmp_path, monkeypatch):
    monkeypatch.setenv("TENFOLD_CACHE", str(tmp_path))
    results = []
    for quickly in (True, False, True):
        with compiled_quickly(quickly):
            results.append(xla.compiled(program, (X,), ())(X))
        assert len([f for f in tmp_path.rglob("*") if f.is_file()]) == min(len(results), 2)
    for found in zip(*results):
        np.testing.assert_allclose(found[0], found[1], rtol=1e-6)
        np.testing.assert_array_equal(found[0], found[2])


def test_options_reach_xla(monkeypatch):
    assert known_options(), "this XLA has none of them: look for what they are called now"
    known_options.cache_clear()
    monkeypatch.setattr(quick, "OPTIONS", {"xla_backend_optimization_level": "much"})
    with compiled_quickly(), pytest.raises(Exception, match="xla_backend_optimization_level"):
        xla.compiled(program, (X,), ())


def test_an_option_that_xla_no_longer_has_is_left_out(monkeypatch):
    monkeypatch.setattr(quick, "OPTIONS", {"xla_cpu_of_old_times": True, "xla_backend_optimization_level": 0})
    assert known_options() == {"xla_backend_optimization_level": 0}


def test_what_was_chosen_before_is_back_after_an_error():
    before = xla.options
    for quickly in (True, False):
        with pytest.raises(ZeroDivisionError), compiled_quickly(quickly):
            xla.compiled(lambda x: x / (1 // 0), (X,), ())
        assert xla.options is before

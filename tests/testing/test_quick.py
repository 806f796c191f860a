"""Programs that are quickly compiled compute the same, stay in their process, and leave nothing behind."""

import numpy as np
import pytest

from tenfold.runtime import xla
from tenfold.testing import quick
from tenfold.testing.check import second_gear
from tenfold.testing.quick import known_options, quickly_compiled

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


def test_what_is_computed_is_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("TENFOLD_CACHE", str(tmp_path))
    with quickly_compiled():
        found = xla.compiled(program, (X,), ())(X)
    assert list(tmp_path.rglob("*")) == []  # no slow program for others to find
    wanted = xla.compiled(program, (X,), ())(X)
    assert list(tmp_path.rglob("*")) != []  # so the ordinary way is back
    for w, f in zip(wanted, found):
        np.testing.assert_allclose(f, w, rtol=1e-6)


def test_options_reach_xla(monkeypatch):
    assert known_options(), "this XLA has none of them: look for what they are called now"
    known_options.cache_clear()
    monkeypatch.setattr(quick, "OPTIONS", {"xla_backend_optimization_level": "much"})
    with quickly_compiled(), pytest.raises(Exception, match="xla_backend_optimization_level"):
        xla.compiled(program, (X,), ())


def test_an_option_that_xla_no_longer_has_is_left_out(monkeypatch):
    monkeypatch.setattr(quick, "OPTIONS", {"xla_cpu_of_old_times": True, "xla_backend_optimization_level": 0})
    assert known_options() == {"xla_backend_optimization_level": 0}


def test_the_ordinary_way_is_back_after_an_error():
    ordinary = xla.compiled
    with pytest.raises(ZeroDivisionError), quickly_compiled():
        xla.compiled(lambda x: x / (1 // 0), (X,), ())
    assert xla.compiled is ordinary

"""`check_op`: one expression, held to everything that an op promises.

1. Its value, dtype and shape are those recorded from TensorFlow (or the class that it raises is).
2. Gradients of floating point inputs equal central finite differences in float64, to second order.
3. Written as a graph, gradients included, it gives the same with known dimensions, unknown ones and unknown rank, and
   inference says nothing that the results belie.
4. In second gear it gives the same, and there inference must know every dimension.
"""

import os

from tenfold.core.values.tensor import Tensor
from tenfold.runtime import xla
from tenfold.testing.compare import compare_all, fail
from tenfold.testing.differences import check_differences
from tenfold.testing.evaluate import Derivatives, array_of, evaluate, inputs
from tenfold.testing.written import Eager, Written


def check_op(case, golden=None, quick=False):
    """Check `case`.

    Args:
      case: see `tenfold.testing.case`.
      golden: the expected leaves of the result (arrays, and the text of Python values), the name of the class that the
        expression must raise, or None where nothing is known.
      quick: whether XLA may leave the machine code of second gear as it comes, which takes a quarter of the time to
        compile; see `tenfold.testing.quick`.

    Raises:
      AssertionError: says which check failed, of what, and both values.
    """
    if isinstance(golden, str):
        return _check_raises(case, golden)
    leaves = evaluate(case, inputs(case))
    arrays = [array_of(t) for t in leaves]
    if golden is not None:
        compare_all("value", case, golden, arrays, ("TensorFlow", "received"))
    if any(isinstance(t, Tensor) for t in leaves):
        derived = Derivatives(case, leaves)
        if derived.sources:
            check_differences(case, derived)
        _check_graphs(case, derived, Eager(arrays, derived, inputs(case)), quick)


def _check_raises(case, wanted):
    try:
        leaves = evaluate(case, inputs(case))
    except Exception as e:  # noqa: BLE001  any class: which one it is, is what is checked
        if wanted not in [c.__name__ for c in type(e).__mro__]:
            fail("error", case, f"TensorFlow raises {wanted}", f"received {type(e).__name__}: {e}")
        return
    fail("error", case, f"TensorFlow raises {wanted}", f"received {leaves!r:.300}")


def _check_graphs(case, derived, eager, quick):
    known = newest = Written("graph", case, derived, lambda a: a.shape)
    known.check_first(eager)
    if case.unknown:
        newest = Written("graph with unknown dimensions", case, derived, lambda a: (None,) * a.ndim)
        newest.check_first(eager)
    if case.unknown is True:
        Written("graph with unknown rank", case, derived, lambda a: None).check_first(eager)
    if case.xla and second_gear() and not newest.host_only():
        newest.check_second(eager, quick)
        known.check_known()


def second_gear():
    """Whether second gear is checked: JAX is there, and TENFOLD_TEST_XLA=0 is not set."""
    return xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0"

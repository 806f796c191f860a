"""`check_op`: one expression, held to everything that an op promises.

1. Its value, dtype and shape are those recorded from TensorFlow (or the class that it raises is).
2. Gradients of floating point inputs equal central finite differences in float64, to second order.
3. Written as a graph, gradients included, it gives the same with known dimensions, unknown ones and unknown rank, and
   inference says nothing that the results belie.
4. In second gear it gives the same, and there inference must know every dimension.
"""

import contextlib
import os
from typing import NamedTuple

from tenfold.core.values.tensor import Tensor
from tenfold.ops.random import seeds
from tenfold.runtime import xla
from tenfold.testing.compare import compare_all, fail
from tenfold.testing.differences import check_differences
from tenfold.testing.evaluate import Derivatives, array_of, evaluate, inputs
from tenfold.testing.together import programs_together
from tenfold.testing.written import Eager, Written


class SecondGear(NamedTuple):
    """What is left to check of a case: its graph in second gear, against what it gives eagerly."""

    written: Written
    eager: Eager

    def check(self, program):
        """Hold what `program` gives to it."""
        self.written.check_second(self.eager, program)


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
    left = check_but_second_gear(case, golden)
    if left is not None:
        left.check(left.written.lowered(quick))


def check_ops(cases, goldens, quick=False):
    """Check each of `cases`, all in one program of second gear, which takes half as long to compile.

    Args:
      goldens, quick: see `check_op`.

    Raises:
      ExceptionGroup: what each of those that fail raises, with its expression.
      AssertionError: none fails alone.
    """
    errors, left = [], []
    for case, golden in zip(cases, goldens):
        seeds.set_seed(None)
        seeds.set_keras_seed(None)
        with _collected(errors, case):
            left.append(check_but_second_gear(case, golden))
    left, together = [rest for rest in left if rest is not None], None
    try:
        programs = programs_together([rest.written for rest in left], quick)
    except Exception as e:  # noqa: BLE001  whichever it is says so when it is compiled alone
        programs, together = [None] * len(left), e
    for rest, program in zip(left, programs):
        with _collected(errors, rest.written.case):
            rest.check(program or rest.written.lowered(quick))
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(cases)} cases", errors)
    if together:
        raise AssertionError("each case holds alone, and not in one program with the others") from together


@contextlib.contextmanager
def _collected(errors, case):
    """Context in which what `case` raises is added to `errors`."""
    try:
        yield
    except Exception as e:  # noqa: BLE001  whatever it is
        e.add_note(f"case: {case.expression}")
        errors.append(e)


def check_but_second_gear(case, golden=None):
    """See `check_op`. Returns: the SecondGear that is left to check, None where second gear does not hold the case."""
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
        return _check_graphs(case, derived, Eager(arrays, derived, inputs(case)))
    return None


def _check_raises(case, wanted):
    try:
        leaves = evaluate(case, inputs(case))
    except Exception as e:  # noqa: BLE001  any class: which one it is, is what is checked
        if wanted not in [c.__name__ for c in type(e).__mro__]:
            fail("error", case, f"TensorFlow raises {wanted}", f"received {type(e).__name__}: {e}")
        return
    fail("error", case, f"TensorFlow raises {wanted}", f"received {leaves!r:.300}")


def _check_graphs(case, derived, eager):
    known = newest = Written("graph", case, derived, lambda a: a.shape)
    known.check_first(eager)
    if case.unknown:
        newest = Written("graph with unknown dimensions", case, derived, lambda a: (None,) * a.ndim)
        newest.check_first(eager)
    if case.unknown is True:
        Written("graph with unknown rank", case, derived, lambda a: None).check_first(eager)
    if case.xla and second_gear() and not newest.host_only():
        known.check_known()
        return SecondGear(newest, eager)
    return None


def second_gear():
    """Whether second gear is checked: JAX is there, and TENFOLD_TEST_XLA=0 is not set."""
    return xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0"

"""`tf.debugging`: assertions on values, shapes and types. Eagerly they raise at once; in a graph they are nodes."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.thread import STATE, using
from tenfold.core.calls.op import op
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.arrays.casting import cast
from tenfold.ops.checks.assert_op import check
from tenfold.ops.failing import fails_where
from tenfold.ops.infer import elementwise
from tenfold.ops.math import comparison
from tenfold.ops.math.arithmetic import match, subtract
from tenfold.ops.math.elementwise import absolute
from tenfold.ops.math.reduce import reduce_all
from tenfold.ops.scoped import scoped
from tenfold.ops.state.sources import identity


def Assert(condition, data, summarize=None, name=None):
    """Raise InvalidArgumentError, showing `data`, unless the Boolean `condition` holds.

    Args:
      data: list of tensors and strings.
      summarize: how many elements of each are shown, 3 by default.

    Returns: None eagerly, the operation in a graph.
    """
    tensor = convert(condition, "bool")
    message = "" if STATE.graph is not None else f"Expected '{condition!s}' to be true. Summarized data:"
    return check(tensor, message or "assertion failed:", data, summarize, name)


def _binary(symbol, function, name):
    @scoped(name, "Assert/Assert")
    def assertion(x, y, message=None, summarize=None, name=None):
        x, y = match(x, y)
        holds = function(x, y)
        if isinstance(holds, SymbolicTensor):
            parts = [message or "", f"Condition x {symbol} y did not hold element-wise:", "x =", x, "y =", y]
            return check(reduce_all(holds), "assertion failed:", parts, summarize, name)
        if not np.all(holds._array):
            text = _difference(symbol, x.numpy(), y.numpy(), np.asarray(holds._array), summarize)
            raise errors.InvalidArgumentError(f"{message}\n{text}" if message else text)
        return None

    assertion.__name__ = assertion.__qualname__ = name
    assertion.__doc__ = f"""Raise InvalidArgumentError unless `x {symbol} y` holds for all pairs of elements, broadcast.

    message: first part of the error's message. summarize: how many elements it shows, 3 by default.
    """
    return assertion


def _difference(symbol, x, y, holds, summarize):
    limit = 3 if summarize is None else summarize if summarize >= 0 else max(np.size(x), np.size(y))
    lines = [f"Condition x {symbol} y did not hold."]
    if np.shape(x) == np.shape(y) and np.ndim(x):
        places = np.argwhere(~holds)[:limit]
        index = tuple(places.T)
        lines += [
            f"Indices of first {len(places)} different values:",
            str(places),
            "Corresponding x values:",
            str(x[index]),
            "Corresponding y values:",
            str(y[index]),
        ]
    for label, value in (("x", x), ("y", y)):
        first = np.reshape(value, -1)[:limit]
        lines += [f"First {len(first)} elements of {label}:", str(first)]
    return "\n".join(lines)


assert_equal = _binary("==", comparison.equal, "assert_equal")
_differs = _binary("!=", comparison.not_equal, "assert_none_equal")
assert_less = _binary("<", comparison.less, "assert_less")
assert_less_equal = _binary("<=", comparison.less_equal, "assert_less_equal")
assert_greater = _binary(">", comparison.greater, "assert_greater")
assert_greater_equal = _binary(">=", comparison.greater_equal, "assert_greater_equal")


def assert_none_equal(x, y, summarize=None, message=None, name=None):
    """As `assert_equal`, for `x != y`; in TensorFlow too the last arguments stand in this order."""
    return _differs(x, y, message, summarize, name)


def _unary(symbol, function, name):
    @scoped(name, "Assert/Assert")
    def assertion(x, message=None, summarize=None, name=None):
        x = convert(x)
        parts = [
            message or "",
            f"Condition x {symbol} 0 did not hold element-wise:",
            f"x (shape={x.shape} dtype={x.dtype.name}) =",
            x,
        ]
        return check(reduce_all(function(x, 0)), "", [p for p in parts if not isinstance(p, str) or p], summarize, name)

    assertion.__name__ = assertion.__qualname__ = name
    assertion.__doc__ = f"""Raise InvalidArgumentError unless `x {symbol} 0` holds for every element.

    message: first part of the error's message. summarize: how many elements it shows, 3 by default.
    """
    return assertion


assert_negative = _unary("<", comparison.less, "assert_negative")
assert_positive = _unary(">", comparison.greater, "assert_positive")
assert_non_negative = _unary(">=", comparison.greater_equal, "assert_non_negative")
assert_non_positive = _unary("<=", comparison.less_equal, "assert_non_positive")


@scoped("assert_near", "Assert/Assert")
def assert_near(x, y, rtol=None, atol=None, message=None, summarize=None, name=None):
    """Raise InvalidArgumentError unless |x - y| <= atol + rtol |y| holds for every pair of elements.

    rtol, atol: ten times the machine epsilon of the dtype by default.
    """
    x, y = match(x, y)
    wide = x.dtype if x.dtype.is_floating else dtypes.float32
    epsilon = 10 * np.finfo(wide.real_dtype.numpy).eps if wide.numpy.kind in "fc" else 10 * 2.0**-8
    rtol, atol = (convert(epsilon if t is None else t, partner=x.dtype) for t in (rtol, atol))
    bound = cast(atol, x.dtype) + cast(rtol, x.dtype) * absolute(y)
    parts = [message or "", "x and y not equal to tolerance rtol =", rtol, "atol =", atol, "x =", x, "y =", y]
    return check(
        reduce_all(comparison.less_equal(absolute(subtract(x, y)), bound)),
        "",
        [p for p in parts if not isinstance(p, str) or p],
        summarize,
        name,
    )


def _not_finite(array, message):
    kinds = [kind for kind, found in (("Inf", np.isinf(array).any()), ("NaN", np.isnan(array).any())) if found]
    return f"{message} : Tensor had {' and '.join(kinds)} values"


@op(infer=elementwise)
def _check_numerics(tensor, *, message):
    """The tensor itself; InvalidArgumentError with `message` if an element is NaN or infinite."""
    finite = np.isfinite(tensor) if isinstance(tensor, (np.ndarray, np.generic)) else tensor - tensor == 0
    fails_where(~finite, lambda: _not_finite(tensor, message))
    return tensor


@_check_numerics.gradient
def _(dy, message):
    return _check_numerics(dy, message=f"Not a number (NaN) or infinity (Inf) values detected in gradient. {message}")


def check_numerics(tensor, message, name=None):
    """`tensor`, a float tensor; InvalidArgumentError with `message` if an element is NaN or infinite."""
    tensor = convert(tensor)
    if not tensor.dtype.is_floating:
        raise errors.InvalidArgumentError(f"check_numerics takes floating point tensors; received {tensor.dtype.name}.")
    return _check_numerics(tensor, message=message, name=name)


def assert_all_finite(x=None, message=None, name=None):
    """`x`; InvalidArgumentError with `message` if an element is NaN or infinite."""
    return check_numerics(x, message or "", name)


@scoped("VerifyFinite", "control_dependency", closed_by=identity)
def verify_tensor_all_finite(t=None, msg=None, name=None, x=None, message=None):
    """TensorFlow 1's `assert_all_finite(t, msg)`."""
    return check_numerics(x if t is None else t, message if msg is None else msg, name)


def is_numeric_tensor(tensor):
    """Whether it is a tensor of numbers: not a Python number, not of bools or strings."""
    return (isinstance(tensor, Tensor) or hasattr(tensor, "_as_tensor")) and tensor.dtype.is_numeric


class Everything:
    """A set that holds whatever is asked for."""

    def __contains__(self, key):
        return True


class NumericsCheck:
    """Among the tapes, something that looks at every result for NaN and infinity."""

    _watched, _records, observes = Everything(), None, True  # no records: it is told of each op

    def read(self, variable, tensor):
        """Reads are none of its business."""

    def record(self, op, inputs, result, attrs):
        for i, t in enumerate(result if isinstance(result, (tuple, list)) else (result,)):
            if not t.dtype.is_floating or op is _check_numerics or op.name in ("isfinite", "placeholder", "const"):
                continue
            if isinstance(t, SymbolicTensor):
                with using(tapes=()):
                    check(
                        reduce_all(comparison.equal(subtract(t, t), 0)),
                        f'Detected Infinity or NaN in output {i} of graph op "{op.name}"',
                    )
            elif not np.isfinite(t._array).all():
                raise errors.InvalidArgumentError(
                    f'!!! Detected Infinity or NaN in output {i} of eagerly-executing op "{op.name}" '
                    f"(dtype {t.dtype.name}, shape {t.shape}) !!! {_not_finite(t._array, op.name)}"
                )

    note = record


def enable_check_numerics(stack_height_limit=30, path_length_limit=50):
    """From here on, in this thread, every float result is checked for NaN and infinity.

    The arguments shorten TensorFlow's own reports and change nothing here.
    """
    if not any(isinstance(t, NumericsCheck) for t in STATE.tapes):
        STATE.tapes = (NumericsCheck(), *STATE.tapes)


def disable_check_numerics():
    """Undo `enable_check_numerics`."""
    STATE.tapes = tuple(t for t in STATE.tapes if not isinstance(t, NumericsCheck))


class _switches(ProcessWide):
    placement, filtering = False, True


def set_log_device_placement(enabled):
    """Accepted: there is one device to place ops on, so nothing is logged."""
    _switches.placement = bool(enabled)


def get_log_device_placement():
    """What `set_log_device_placement` was last told."""
    return _switches.placement


def enable_traceback_filtering():
    """Accepted: tracebacks are Python's own."""
    _switches.filtering = True


def disable_traceback_filtering():
    """Accepted: tracebacks are Python's own, whole."""
    _switches.filtering = False


def is_traceback_filtering_enabled():
    """Whether tracebacks are filtered: what the two functions above were last told."""
    return _switches.filtering

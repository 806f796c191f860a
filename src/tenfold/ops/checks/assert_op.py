"""The assertion: an op that fails unless its condition holds."""

import numpy as np

from tenfold.core.calls.op import Free, op
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.failing import fails_where


@op(
    infer=lambda *xs, parts, summarize: (),
    effect=True,
    gradient=None,
    type="Assert",
    label="Assert/Assert",
)
def assert_true(*inputs: Free, parts, summarize):
    """Fail unless `inputs[0]` holds everywhere. `parts`: the message, None standing for the next other input."""
    condition, *data = inputs

    def message():
        values = iter(data)
        return " ".join(part if part is not None else f"[{shown(next(values), summarize)}]" for part in parts)

    fails_where(np.logical_not(condition) if isinstance(condition, (np.ndarray, np.generic)) else ~condition, message)
    return ()


def shown(array, summarize):
    """The first `summarize` elements, as TensorFlow prints them in assertions."""
    array = np.asarray(array)
    limit = 3 if summarize is None else array.size if summarize < 0 else summarize
    flat = array.reshape(-1)[:limit].tolist()
    return " ".join(map(element_text, flat)) + ("..." if array.size > limit else "")


def element_text(value):
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def check(condition, message, data=(), summarize=None, name=None):
    """Raise InvalidArgumentError unless the Boolean tensor `condition` holds everywhere: now, or when the graph runs.

    Args:
      message: first part of the error's message.
      data: further parts: strings, and tensors whose first elements are shown.
    """
    parts, values = [message] if message else [], []
    for d in data:
        if isinstance(d, str):
            parts.append(d)
        else:
            parts.append(None)
            values.append(convert(d))
    result = assert_true(convert(condition, "bool"), *values, parts=tuple(parts), summarize=summarize, name=name)
    return None if type(result) is tuple else result


def is_tensor(value):
    return isinstance(value, Tensor) or hasattr(value, "_as_tensor")

"""`tf.print`: tensors as TensorFlow prints them."""

import functools
import sys

import numpy as np

from tenfold.core.base import nest
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.symbolic import writing
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.ops.state.sources import identity


@op(infer=lambda *xs, **_: (), effect=True, host=True, outside=True, gradient=None, type="PrintV2")
def print_line(*inputs: Free, parts, end, summarize, stream):
    """Write one line: the strings of `parts`, None standing for the next input."""
    values = iter(inputs)
    text = "".join([p if p is not None else tensor_text(next(values), summarize) for p in parts])
    if parts == (None,) and text[:1] == '"':  # a string all alone is printed bare
        text = text[1:-1]
    write(text + end, stream)
    return ()


def write(text, stream):
    """To a stream, a file named "file://...", or a function such as logging.info."""
    if isinstance(stream, str):
        with open(stream.removeprefix("file://"), "a", encoding="utf-8") as file:
            file.write(text)
    elif callable(stream):
        stream(text.removesuffix("\n"))
    else:
        out = {"stdout": sys.stdout, "stderr": sys.stderr}[stream.name] if isinstance(stream, Standard) else stream
        out.write(text)
        out.flush()


class Standard:
    """sys.stdout or sys.stderr, whatever that is when the line is printed."""

    def __init__(self, name):
        self.name = name


def tensor_text(array, summarize=3):
    """The elements in brackets, the first and last `summarize` along each axis (all of them for -1)."""
    array = np.asarray(array)
    return _block(array, 0, array.ndim, summarize)


def _block(array, depth, rank, summarize):
    if depth == rank:
        return element(array[()] if isinstance(array, np.ndarray) else array)
    n = len(array)
    shown = range(n) if summarize < 0 or n <= 2 * summarize else [*range(summarize), None, *range(n - summarize, n)]
    rows = ["..." if i is None else _block(array[i], depth + 1, rank, summarize) for i in shown]
    separator = " " if depth == rank - 1 else "\n" * (rank - 1 - depth) + " " * (depth + 1)
    return f"[{separator.join(rows)}]"


def element(value):
    """A number in the fewest digits out of 6 or 9 (float64: 15 or 17) that give it back; a string in quotes."""
    if isinstance(value, bytes):
        return f'"{value.decode("utf-8", "replace")}"'
    kind = np.asarray(value).dtype
    if kind.kind == "b":
        return str(int(value))
    if kind.kind in "iu":
        return str(value)
    if kind.kind == "c":
        return str(value)
    few, many, back = (15, 17, np.float64) if kind == np.float64 else (6, 9, np.float32)
    number = back(value)
    if not np.isfinite(number):
        return {True: "nan"}.get(bool(np.isnan(number)), "inf" if number > 0 else "-inf")
    text = f"{float(number):.{few}g}"
    return text if back(text) == number else f"{float(number):.{many}g}"


def print_(*inputs, **kwargs):
    """Print `inputs`: tensors, Python values, and structures of them.

    Args:
      sep: between inputs, " " by default.
      end: after the last, a newline by default.
      summarize: how many elements are shown at either end of each axis, 3 by default, -1 for all.
      output_stream: sys.stderr (default), sys.stdout, "file://path", or a function of a line such as logging.info.

    Returns: None eagerly; the operation in a graph, where it prints each time it runs.
    """
    stream = kwargs.pop("output_stream", sys.stderr)
    sep, end = kwargs.pop("sep", " "), kwargs.pop("end", "\n")
    name, summarize = kwargs.pop("name", None), kwargs.pop("summarize", None)
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    stream = Standard("stdout") if stream is sys.stdout else Standard("stderr") if stream is sys.stderr else stream
    if not (isinstance(stream, (str, Standard)) or callable(stream) or hasattr(stream, "write")):
        raise ValueError(
            f"Unsupported output stream, logging level, or file: {stream!r}. Expected sys.stdout, sys.stderr, a "
            "logging "
            "function or a name that starts with file://."
        )
    parts, tensors = _parts(inputs, sep)
    result = print_line(
        *tensors, parts=parts, end=end, summarize=3 if summarize is None else summarize, stream=stream, name=name
    )
    return None if type(result) is tuple else result


def _parts(inputs, sep):
    """Strings and None for each tensor, and the tensors."""
    parts, tensors = [], []
    for i, value in enumerate(inputs):
        parts += [sep] if i else []
        marks = []
        text = value if isinstance(value, str) else repr(nest.map_structure(functools.partial(_mark, marks), value))
        for mark in marks:
            before, text = text.split(repr(mark), 1)
            parts += [before, None]
            tensors.append(mark.tensor)
        parts.append(text)
    return tuple(p for p in parts if p != ""), tensors


class _Mark:
    """Stands for a tensor in the picture of a structure."""

    def __init__(self, tensor, number):
        self.tensor, self.number = tensor, number

    def __repr__(self):
        return f"\0{self.number}\0"


def _mark(marks, value):
    if not (isinstance(value, Tensor) or hasattr(value, "_as_tensor")):
        return value
    marks.append(_Mark(convert(value), len(marks)))
    return marks[-1]


def Print(input_, data, message=None, first_n=None, summarize=None, name=None):
    """TensorFlow 1's `Print`: `input_`, which prints `data` when it is computed.

    Raises:
      ValueError: `first_n` is given; printing cannot be limited to the first runs.
    """
    if first_n not in (None, -1):
        raise ValueError(
            f"tf.Print: first_n={first_n} is not supported; count the runs in Python, or drop the argument."
        )
    graph = writing(convert(input_), *data)
    parts = [message or "", *[p for d in data for p in ("[", d, "]")]]
    done = print_(
        *[p for p in parts if not isinstance(p, str) or p], sep="", summarize=3 if summarize is None else summarize
    )
    if graph is None:
        return convert(input_)
    with graph.control_dependencies([done]):
        return identity(input_, name=name)

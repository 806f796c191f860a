"""Errors that Python or an array library raised while our code ran: told from ours, and put in the caller's terms.

An error is ours where a `raise` of this package raised it, and the program's where code of its own is on the way to it:
those say what they mean. Any other ("tuple index out of range", "'bool' object is not iterable") speaks of our insides.
`in_terms_of_the_call` says instead which argument of what function is at fault, what it is and what is expected. The
argument is found in the source: the expression that failed names it.
"""

import dis
import linecache
import re
import reprlib
import sys

import numpy as np

from tenfold.core.base import errors
from tenfold.core.base.types import Any, Attrs, Iterable, Iterator

KINDS = errors.FAILURES
_OURS = __name__.partition(".")[0]
_LIBRARIES = {"numpy", "ml_dtypes", "scipy", "jax", "jaxlib", "PIL", "h5py", "google", *sys.stdlib_module_names}
# of a call that does not fit a signature, Python says which function and which argument
_BINDING = re.compile(
    r"([\w.<>]+\(\) )?(got (an unexpected|multiple|some)|missing (\d|a req)|takes (\d|no|from)|too many|multiple val)"
)
_RAISE = dis.opmap["RAISE_VARARGS"]
_SHARED = (type(None), bool, int, float, str, bytes, type, tuple)  # one object may be many a value of another name
_NAME = re.compile(r"(?<![\w.\"'])[a-z_]\w*", re.IGNORECASE)

# What an error is about, by class and by its text: the first row that fits.
_SENTENCES: list[tuple[Any, str, str]] = [
    (RecursionError, "", "it holds itself, or is nested too deeply"),
    (ZeroDivisionError, "", "it would be divided by zero"),
    (np.linalg.LinAlgError, "Singular", "input is not invertible"),
    (np.linalg.LinAlgError, "positive definite", "the matrix is not positive definite"),
    (np.linalg.LinAlgError, "", "the decomposition failed: the input may hold NaN or infinity"),
    (Exception, "broadcast|must have the same shape|match exactly|mismatch in", "the shapes do not fit each other"),
    (Exception, "reshape", "the number of elements does not fit the shape"),
    (Exception, "inhomogeneous|with a sequence", "its parts have different lengths"),
    (Exception, "truth value|size 1|length-1|0-dimensional|zero-dimensional", "its rank is not the one expected"),
    (OverflowError, "", "the number is too large"),
    (Exception, "too large|won't fit|Maximum allowed|out of bounds for (u?int|float)|too big", "a number is too large"),
    (
        Exception,
        "unpack|index out of range|dimension|too many indices|is not in|axes don't|repeated|axis",
        "its rank or its number of entries is not the one expected",
    ),
    (Exception, "convert string|invalid literal", "it is text where a number is expected"),
    ((TypeError, AttributeError), "", "it is of a kind that cannot be used here"),
]


def is_raw(error: BaseException) -> bool:
    """Whether neither a `raise` of ours nor the program's own code raised `error`, seen from where it is caught."""
    if not isinstance(error, KINDS) or isinstance(error, (errors.OpError, errors.OperatorNotAllowedInGraphError)):
        return False
    last = error.__traceback__
    if last is None or isinstance(error, TypeError) and _BINDING.match(str(error)):
        return False
    while True:
        if not _is_of_library(last):
            return False
        if last.tb_next is None:
            break
        last = last.tb_next
    code = last.tb_frame.f_code
    return not (is_ours(last.tb_frame) and code.co_code[last.tb_lasti] == _RAISE)


def in_terms_of_the_call(
    error: BaseException, function: Any, given: Attrs, said: str | None = None, documented: Any = None
) -> Exception:
    """What to raise in place of a raw error of the call `function(**given)`, whose docstring says what is expected.

    Args:
      said: what was called, as the message begins.
      documented: what has the docstring, where that is not the function.
    """
    documented = documented or function
    said = said or f"{function.__name__}()"
    if isinstance(error, MemoryError):
        return errors.ResourceExhaustedError(f"OOM in {said}: there is not enough memory for what it is to make.")
    at_fault = _argument_of(error, given)
    why = sentence(error)
    if at_fault is None:
        shown = ", ".join(f"{k}={described(v)}" for k, v in given.items() if v is not None) or "nothing"
        text = f"{said}: these arguments cannot be used together, {why}: {shown}."
    else:
        text = f"{said}: `{at_fault}` cannot be {described(given[at_fault])}: {why}."
    expected = _expected(documented, at_fault)
    return (TypeError if isinstance(error, (TypeError, AttributeError)) else ValueError)(
        f"{text} Expected: {expected or f'what help({documented.__qualname__}) says'}."
    )


def sentence(error: BaseException) -> str:
    """What a raw error is about."""
    text = str(error)
    if isinstance(error, np.exceptions.AxisError) and error.ndim is not None and error.axis is not None:
        return axis_sentence(error.axis, error.ndim)
    if place := re.match(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", text):
        return "index {} of dimension {} is out of bounds, which has {} entries".format(*place.groups())
    found = (s for kind, words, s in _SENTENCES if isinstance(error, kind) and re.search(words, text))
    return next(found, "its value is none that can be used here")


def axis_sentence(axis: int, rank: int) -> str:
    """What there is to say of an axis that a tensor of `rank` lacks."""
    if not rank:
        return f"there is no axis {axis} in a scalar, which has none"
    return f"there is no axis {axis} in a tensor of rank {rank}, whose axes are {-rank} to {rank - 1}"


def described(value: Any) -> str:
    """A value as messages show it: short, arrays and tensors by dtype and shape."""
    dtype, shape = getattr(value, "dtype", None), getattr(value, "shape", None)
    if dtype is not None and shape is not None and not isinstance(value, type):
        dims = list(shape) if isinstance(shape, tuple) else shape
        return f"a {type(value).__name__} of dtype {getattr(dtype, 'name', dtype)} and shape {dims}"
    shown = short(value)
    return shown if value is None or isinstance(value, (bool, str)) else f"{shown} ({type(value).__name__})"


def short(value: Any) -> str:
    """`repr` of a value, cut."""
    try:
        return _short.repr(value)
    except Exception:  # noqa: BLE001  an object's own may raise anything
        return object.__repr__(value)


_short = reprlib.Repr()
_short.maxlist = _short.maxtuple = _short.maxdict = _short.maxset = 4
_short.maxlevel, _short.maxother, _short.maxstring, _short.maxlong = 3, 60, 60, 40


def is_ours(frame: Any) -> bool:
    """Whether a frame runs code of this package, written or generated."""
    module = frame.f_globals.get("__name__") or ""
    return module.partition(".")[0] == _OURS or frame.f_code.co_filename.startswith(("<call of ", "<plan of "))


def _is_of_library(step: Any) -> bool:
    if is_ours(step.tb_frame):
        return True
    module = step.tb_frame.f_globals.get("__name__") or ""
    return module != "__main__" and module.partition(".")[0] in _LIBRARIES


def _argument_of(error: BaseException, given: Attrs) -> str | None:
    """The argument that an expression which failed names, innermost first; None where that is none, or several."""
    steps, step = [], error.__traceback__
    while step is not None:
        steps.append(step)
        step = step.tb_next
    for step in reversed(steps):
        for text in _failing(step) if is_ours(step.tb_frame) else ():
            named = _arguments_in(text, step.tb_frame.f_locals, given)
            if len(named) == 1:
                return named.pop()
    return next(iter(given)) if len(given) == 1 else None


def _arguments_in(text: str, found: Attrs, given: Attrs) -> set[str]:
    """Arguments of the call whose values an expression names, by whatever name they have come to."""
    out: set[str] = set()
    for name in set(_NAME.findall(text)) & found.keys():
        value = found[name]
        alike = [k for k, v in given.items() if v is value and (k == name or type(v) not in _SHARED)]
        out.update([name] if name in alike else alike)
    return out


def _failing(step: Any) -> Iterator[str]:
    """The source of the expression at which a frame stands, then its whole lines."""
    code = step.tb_frame.f_code
    line, last, start, end = list(code.co_positions())[step.tb_lasti // 2]
    if None in (line, last):
        return
    lines = [linecache.getline(code.co_filename, n) for n in range(line, last + 1)]
    if start is not None and end is not None and lines:
        cut = [text.encode() for text in lines]
        cut[-1] = cut[-1][:end]
        cut[0] = cut[0][start:]
        yield b"".join(cut).decode(errors="replace")
    yield "".join(lines)


def _expected(function: Any, argument: str | None) -> str:
    """What the docstring says of an argument, or of the function."""
    doc = getattr(function, "__doc__", None) or ""
    if argument is not None and (found := re.search(rf"^\s+(?:\w+, )*{argument}(?:, \w+)*: (.+)$", doc, re.MULTILINE)):
        return found[1].strip().rstrip(".")
    return ""


def given_to(names: Iterable[str], args: Any, kwargs: Attrs) -> Attrs:
    """The arguments of a call by name."""
    return {**dict(zip(names, args)), **kwargs}

"""What came of a call with a bad argument.

An error is *ours* where a `raise` of this package raised it; else Python or NumPy did, and who wrote the call reads of
their insides: a raw error. One of ours that hands on the words of a raw error is no better.
"""

import ast
import functools
import linecache
import re
from pathlib import Path

# One letter an outcome, as they are recorded.
CODES = {
    "value": "v",
    "TypeError": "T",
    "ValueError": "V",
    "InvalidArgumentError": "I",
    "AttributeError": "A",
    "KeyError": "K",
    "IndexError": "X",
    "RuntimeError": "R",
    "NotImplementedError": "N",
    "ZeroDivisionError": "Z",
    "OverflowError": "O",
    "MemoryError": "M",
    "RecursionError": "D",
    "SystemError": "S",
    "AssertionError": "B",
    "StopIteration": "P",
    "UnicodeDecodeError": "C",
    "UnimplementedError": "U",
    "NotFoundError": "F",
    "FailedPreconditionError": "G",
    "OutOfRangeError": "J",
    "ResourceExhaustedError": "E",
    "InternalError": "Y",
    "UnknownError": "Q",
    "OperatorNotAllowedInGraphError": "L",
    "PermissionDeniedError": "W",
    "crash": "c",
    "hang": "h",
    "other": "?",
    "unfit": "-",
}
NAMES = {letter: name for name, letter in CODES.items()}
TEXTS = re.compile(
    r"truth value of an|tuple index out of range|cannot reshape array|modulo by zero|object is not iterable"
    r"|unhashable type|object has no attribute|not supported between instances|could not be broadcast"
    r"|is out of bounds for a|invalid literal|not subscriptable|has no len\(\)|unsupported operand|not callable"
    r"|setting an array element|inhomogeneous shape|object cannot be interpreted|ufunc '\w+' (did|not)|UFunc"
    r"|zero-size array"
    r"|must be real number|list index out of range|string index out of range|zero-dimensional arrays cannot"
    r"|all the input array|only integer scalar arrays|too many indices|repeated axis|axes don't match"
    r"|values to unpack|Python int too large|could not convert string"
)
# Python's complaint of a call that does not fit a signature names the function and the argument.
BINDING = re.compile(
    r"([\w.<>]+\(\) )?(got (an unexpected|multiple|some)|missing (\d|a req)|takes (\d|no|from)|too many|multiple val)"
)


def class_of(error):
    """The name of the nearest class of `error` that has a letter."""
    return next((c.__name__ for c in type(error).__mro__ if c.__name__ in CODES), "other")


@functools.cache
def _raised_at(path):
    """Lines of a file of ours on which a `raise` stands."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    lines = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            lines.update(range(node.lineno, node.end_lineno + 1))
    return lines


class Judge:
    """Says what is wrong with an error.

    Args:
      root: the folder of the package.
      harness: files whose own raising is what the bad argument does when it is used.
    """

    def __init__(self, root, harness):
        self.root, self.harness = str(root), tuple(map(str, harness))

    def __call__(self, error):
        """(kind of fault or "", where): "warning", "raw", "text"; "net" is none, but an error that says of a raw one
        what can be said of any."""
        place = _innermost(error)
        if place[0] == "<call>" and any(path.startswith(self.root) for path, _ in _frames(error)):
            return "", "<call>"  # a function in the expression itself, called by ours
        where = f"{place[0].removeprefix(self.root)}:{place[1]}"
        if isinstance(error, TypeError) and BINDING.match(str(error)):
            return "", where
        if isinstance(error, Warning):
            return "warning", self._ours(error)
        if not self._deliberate(place):
            return "raw", self._ours(error)
        said, inner = str(error), error.__context__
        while inner is not None and not isinstance(inner, OSError):  # which the operating system words
            words = str(inner.args[0]) if inner.args else ""
            if (
                len(words) > 12
                and words in said
                and not BINDING.match(words)
                and not self._deliberate(_innermost(inner))
            ):
                return "text", self._ours(inner)
            inner = inner.__context__
        if TEXTS.search(said):
            return "text", where
        cause = error.__cause__
        return ("net", self._ours(cause)) if cause and not self._deliberate(_innermost(cause)) else ("", where)

    def _deliberate(self, place):
        path, line = place
        if path.startswith("<call of "):
            return "raise " in linecache.getline(path, line) or True
        if path.startswith(self.root):
            return line in _raised_at(path)
        return path.startswith(self.harness)

    def _ours(self, error):
        """The innermost line of ours on the way."""
        found = [p for p in _frames(error) if p[0].startswith((self.root, "<call"))]
        path, line = found[-1] if found else _innermost(error)
        return f"{path.removeprefix(self.root)}:{line}"


def _frames(error):
    frame = error.__traceback__
    while frame is not None:
        yield frame.tb_frame.f_code.co_filename, frame.tb_lineno
        frame = frame.tb_next


def _innermost(error):
    return list(_frames(error))[-1:][0] if error.__traceback__ else ("", 0)

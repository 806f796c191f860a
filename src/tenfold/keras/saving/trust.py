"""Which Python code a configuration may bring into the program.

Code is let in where the caller said so (`safe_mode=False`), and otherwise only

* from a file: where the file's signature shows that a program of this user's defined the code (see `signature`);
* from a configuration at hand (`from_config`, `model_from_json`, `clone_model`): where this process wrote down the very
  same function, arguments included. Then nothing is read back: the code object that is there already is taken.

The code that a file brought in is remembered, and a file that holds it is never signed again.

A configuration may also name a file to read (a vocabulary's). That is let in where code would be, or where the program
itself has read that file so.
"""

import contextlib
import hashlib
import json
import os
import secrets
import threading
import types
import weakref
from dataclasses import dataclass

from tenfold.keras.saving import authentication as signature
from tenfold.keras.saving import plain_values

PARTS = ("function", "output_shape", "mask")  # of a Lambda layer's configuration that may be functions
_PROCESS = secrets.token_hex(16)  # no file knows it
_WRITTEN: dict[str, "Written"] = {}  # mark of a configuration -> what this process wrote it for, oldest first
_MOST = 10_000  # of these are remembered: more than a program reads back, unless it makes functions without end
_READ: set[str] = set()  # files that this process has read for its layers
_FROM_FILES: weakref.WeakValueDictionary[int, types.CodeType] = weakref.WeakValueDictionary()


@dataclass
class Written:
    """Functions that this process wrote down: their code by part, and whether the program itself defined it."""

    code: dict[str, types.CodeType]
    own: bool


class _Reading(threading.local):
    """What the reader at work in this thread may let in: everything, or what has one of the marks."""

    everywhere = False  # of the class: for all threads
    everything = False
    marks = None  # None: no file is read, so what this process wrote down
    why = ""


_READING = _Reading()


def enable_unsafe_deserialization():
    """Let every reader of this process run the code in the files it is given, whatever its `safe_mode` is."""
    _Reading.everywhere = True


@contextlib.contextmanager
def reading(safe_mode=None, marks=None, why=""):
    """A block in which configurations are read.

    Args:
      safe_mode: False lets in all code, True only what is trusted; None leaves it at what the block around says.
      marks: of the code that a file's signature vouches for; None where no file is read.
      why: why a file's code is not trusted, for the message.
    """
    before = dict(vars(_READING))
    if safe_mode is not None:
        vars(_READING).update(everything=not safe_mode, marks=marks, why=why)
    try:
        yield
    finally:
        vars(_READING).clear()
        vars(_READING).update(before)


def entries_of(config):
    """What of a Lambda's configuration says what it runs: its functions and their arguments."""
    wanted = [key for part in PARTS for key in (part, f"{part}_type", f"{part}_module")]
    return {key: config[key] for key in (*wanted, "module", "arguments") if key in config}


def mark_of(config):
    """A digest of a Lambda's functions and arguments: the same before and after they were JSON."""
    try:
        plain = json.loads(json.dumps(entries_of(config), default=_plain))  # where keys are text
        text = json.dumps(plain, sort_keys=True)
    except (TypeError, ValueError, RecursionError):  # keys that are no text, circles
        return secrets.token_hex(32)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    """What a file holds in place of `value`."""
    try:
        return plain_values.to_json(value)
    except TypeError:
        return [_PROCESS, type(value).__name__, id(value)]  # what JSON cannot hold: no text gives this mark


def note_written(config, functions):
    """Remember that this process wrote `config` for the given functions, {part: function}."""
    mark = mark_of(config)
    own = not any(is_from_file(f) for f in (*functions.values(), config.get("arguments")))
    if own or mark not in _WRITTEN:
        _WRITTEN[mark] = Written({part: f.__code__ for part, f in functions.items()}, own)
    if len(_WRITTEN) > _MOST:
        _WRITTEN.pop(next(iter(_WRITTEN)), None)


def known_code(config):
    """{part: code object} of what this process wrote `config` for; empty where it did not."""
    found = _WRITTEN.get(mark_of(config))
    return found.code if found else {}


def check(config, shown):
    """ValueError, saying what it holds and what allows it, unless the code in a Lambda's configuration may come in."""
    if _READING.everything or _Reading.everywhere:
        return
    mark = mark_of(config)
    if mark in (_WRITTEN if _READING.marks is None else _READING.marks):
        return
    why = _READING.why or "The configuration was not written by this process, or was changed since."
    raise ValueError(
        "Requested the deserialization of a Lambda layer with a Python `lambda` inside it. This carries a potential "
        "risk of arbitrary code execution and thus it is disallowed by default. The Lambda layer "
        f"{config.get('name')!r} holds the Python code of {shown}, which would run whenever the model is called. {why} "
        "Cure: if you trust the source, pass `safe_mode=False` to the loading function; to run a function of your own "
        "in place of the stored one, pass it under its name in `custom_objects`."
    )


def note_read(path):
    """Remember that a layer was given the file at `path`."""
    _READ.add(os.path.abspath(os.fspath(path)))


def check_path(path, argument, kind):
    """ValueError where a configuration names a file that this process has not read yet, unless all is let in."""
    if _READING.everything or _Reading.everywhere or os.path.abspath(os.fspath(path)) in _READ:
        return
    raise ValueError(
        f"The configuration of a {kind} names a file to read: {argument}={path!r}. A configuration may come from "
        "anybody, and this could be any file of yours, so it is not read. Cure: if you trust the source, pass "
        "`safe_mode=False` to the loading function; else make the layer yourself, or read the file into a list of "
        f"tokens and put that into the configuration as `{argument}`."
    )


def came_from_file(code):
    """Remember that a code object, and those inside it, were read from a file."""
    _FROM_FILES[id(code)] = code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            came_from_file(constant)


def is_from_file(value, seen=None):
    """Whether a function, or one among its closed-over values and defaults, has code that was read from a file."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return False
    seen.add(id(value))
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(is_from_file(v, seen) for v in value)
    if isinstance(value, dict):
        return any(is_from_file(v, seen) for v in value.values())
    if not isinstance(value, types.FunctionType):
        return False
    held = [*map(_content, value.__closure__ or ()), value.__defaults__, value.__kwdefaults__]
    return _has_code_from_file(value.__code__) or is_from_file(held, seen)


def _content(cell):
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _has_code_from_file(code):
    inner = (c for c in code.co_consts if isinstance(c, types.CodeType))
    return _FROM_FILES.get(id(code)) is code or any(_has_code_from_file(c) for c in inner)


def sign(text):
    """The signature for a model's configuration (JSON); None where it holds no code, or code that came from a file."""
    lambdas = list(_lambdas(json.loads(text)))
    written = [_WRITTEN.get(mark_of(config)) for config in lambdas]
    return signature.sign(text) if lambdas and all(w is not None and w.own for w in written) else None


def vouched(text, signed):
    """(marks, why not): of the Lambdas in a file's configuration for which its signature stands."""
    if signed is None:
        why = "The file carries no signature of yours for it (code that was itself loaded from a file gets none)."
        return frozenset(), why
    if not signature.is_valid(text, signed):
        why = "The file's signature does not hold: it was edited, or written by another user or another Python version."
        return frozenset(), why
    return frozenset(map(mark_of, _lambdas(json.loads(text)))), "The file's signature is not for this code."


def _lambdas(config):
    """The configurations within one that hold code."""
    if isinstance(config, dict):
        if any(config.get(f"{part}_type") == "lambda" for part in PARTS):
            yield config
        for value in config.values():
            yield from _lambdas(value)
    elif isinstance(config, list):
        for value in config:
            yield from _lambdas(value)

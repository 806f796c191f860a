"""Deep copies that own everything they have.

Python's `deepcopy` stops at functions, so a copy's `lambda x: self.dense(x)` would go on calling the original's layer,
and it refuses locks; `deep` goes through both. What keeps state by a variable's key (an optimizer) follows its
variables into the copy, whichever of them is copied first.
"""

import copy
import functools
import threading
import types

from tenfold.core.values.variable import COPIED, FOLLOWERS, Variable

_CONTAINERS = (list, tuple, dict)
_LOCKS = {type(make()): make for make in (threading.Lock, threading.RLock)}


class Copied:
    """Base of what deep copies own whole."""

    def __deepcopy__(self, memo):
        new = memo[id(self)] = object.__new__(type(self))
        state = self._state_to_copy() or {}
        memo.setdefault(id(memo), []).append(state)  # alive as long as the ids of its parts stand in the memo
        if type(state) is dict:
            state = {name: self._copied(name, value, memo) for name, value in state.items()}
        else:  # whatever a __getstate__ of the user's gives to his __setstate__
            state = copy.deepcopy(state, memo)
        getattr(new, "__setstate__", vars(new).update)(state)
        return new

    def _state_to_copy(self):
        return self.__getstate__()

    def _copied(self, name, value, memo):
        try:
            return deep(value, memo)
        except TypeError as e:
            raise TypeError(
                f"{type(self).__name__}.{name}, a {type(value).__name__}, cannot be copied: {e}. Set it after copying, "
                "or leave it out in __getstate__ and make it again in __setstate__."
            ) from e


def deep(value, memo):
    """`copy.deepcopy`; functions that refer to variables and modules get those of the copy, locks are new ones."""
    if id(value) in memo:
        return memo[id(value)]
    kind = type(value)
    if kind in _LOCKS:
        new = _LOCKS[kind]()
    elif kind is types.FunctionType:
        new = _rebound(value, memo)
    elif kind is list:
        new = memo[id(value)] = []
        new.extend([deep(v, memo) for v in value])
    elif kind is dict:
        new = memo[id(value)] = {}
        new.update([(deep(k, memo), deep(v, memo)) for k, v in value.items()])
    elif kind is tuple:
        new = tuple([deep(v, memo) for v in value])
    else:
        return copy.deepcopy(value, memo)
    memo.setdefault(id(memo), []).append(value)
    return memo.setdefault(id(value), new)  # what refers to itself was copied on the way


def _rebound(function, memo):
    """The function over copies of the variables and modules that it has closed over; itself where there are none."""
    cells = _cells(function)
    if not any(map(_holds_state, cells)):
        return function
    closure = tuple([_recelled(cell, memo) for cell in cells])
    code, defaults = function.__code__, deep(function.__defaults__, memo)
    rebound = types.FunctionType(code, function.__globals__, function.__name__, defaults, closure)
    rebound.__kwdefaults__ = deep(function.__kwdefaults__, memo)
    return functools.update_wrapper(rebound, function, functools.WRAPPER_ASSIGNMENTS)


def _recelled(cell, memo):
    """The cell of the copy: one for all functions that share it, and there before its contents, which may use it."""
    if not _holds_state(cell):
        return cell
    if id(cell) not in memo:
        new = memo[id(cell)] = types.CellType()
        memo.setdefault(id(memo), []).append(cell)
        new.cell_contents = deep(cell.cell_contents, memo)
    return memo[id(cell)]


def _holds_state(cell):
    return _is_full(cell) and _owns(cell.cell_contents)


def _cells(function):
    return function.__closure__ or ()


def _is_full(cell):
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def _owns(value, depth=3):
    """Whether copying `value` copies something with state of its own."""
    if isinstance(value, (Variable, Copied)):
        return True
    if depth and type(value) in _CONTAINERS:
        return any(_owns(v, depth - 1) for v in (value.values() if type(value) is dict else value))
    if depth and type(value) is types.FunctionType:
        return any(_is_full(c) and _owns(c.cell_contents, depth - 1) for c in _cells(value))
    return depth > 0 and type(value) is types.MethodType and _owns(value.__self__, depth - 1)


class Follower(Copied):
    """Base of what keeps state by the keys of variables: in a copy, by those of the variables' copies.

    Subclasses write `_adopt(key, variable)`: what was kept for `key` is kept for `variable`, a copy, from now on. Keys
    that they do not know are nothing to them.
    """

    def __deepcopy__(self, memo):
        new = super().__deepcopy__(memo)
        memo.setdefault(FOLLOWERS, []).append(new._adopt)  # variables that are copied later
        for key, variable in list(memo.get(COPIED, {}).items()):
            new._adopt(key, variable)
        return new

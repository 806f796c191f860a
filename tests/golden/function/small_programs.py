"""What a small program is, and what of it is recorded; `programs_*.py` have the programs.

A program is a plain function of (tf, arguments) with Python's own control flow. It runs eagerly, in a tf.function, and
compiled. Of one that is `smooth` the gradient by its first argument is taken as well, and that one's.
"""

import functools
import importlib
import math
from typing import NamedTuple

import numpy as np

FILES = ("programs_numeric", "programs_language", "programs_structures", "programs_learning", "programs_reports")
DIGITS = 5


class Program(NamedTuple):
    function: object
    calls: tuple  # arguments of each call: numbers and lists become tensors, a function is asked with tf
    smooth: bool
    state: object  # what makes the second argument, once for all calls: variables, models
    says: tuple | None  # words of the error that the traced program raises


def table():
    """A decorator that takes programs in, and the dictionary that holds them."""
    programs = {}

    def program(*calls, smooth=False, state=None, says=None):
        def take(function):
            programs[function.__name__] = Program(function, calls or ((),), smooth, state, says)
            return function

        return take

    return program, programs


def every_program():
    """{name: Program} of all files, in order."""
    return {k: p for file in FILES for k, p in importlib.import_module(file).PROGRAMS.items()}


def arguments(tf, call):
    return [a(tf) if callable(a) else a if tf.is_tensor(a) else tf.constant(a) for a in call]


def bound(tf, program):
    """The program as a function of its arguments alone, and its state."""
    if program.state is None:
        return functools.partial(program.function, tf), None
    state = program.state(tf)
    return functools.partial(program.function, tf, state), state


def outcome(tf, program, traced):
    """{"value": of each call, "traces": how many} or {"raises": classes, "says": message}."""
    function, _ = bound(tf, program)
    run = tf.function(function) if traced else function
    try:
        found = {"value": [plain(tf, run(*arguments(tf, call))) for call in program.calls]}
    except Exception as e:
        return {"raises": [c.__name__ for c in type(e).__mro__[:-3]], "says": str(e)}
    return found | {"traces": run.experimental_get_tracing_count()} if traced else found


def slope(tf, run, first, *rest):
    """The gradient of `run`'s floating results by its first argument."""
    with tf.GradientTape() as tape:
        tape.watch(first)
        found = [t for t in tf.nest.flatten(run(first, *rest)) if tf.is_tensor(t) and t.dtype.is_floating]
    return tape.gradient(found, first, unconnected_gradients="zero")


def slopes(tf, order, run, first, *rest):
    """That gradient; of order 2 also the one of its sum of squares."""
    if order == 1:
        return [slope(tf, run, first, *rest)]
    with tf.GradientTape() as tape:
        tape.watch(first)
        once = slope(tf, run, first, *rest)
        squares = tf.reduce_sum(tf.square(once))
    return [once, tape.gradient(squares, first, unconnected_gradients="zero")]


def gradients(tf, program, traced, order=2):
    function, _ = bound(tf, program)
    run = tf.function(function) if traced else function
    return [plain(tf, s) for s in slopes(tf, order, run, *arguments(tf, program.calls[0]))]


def plain(tf, value):
    """`value` in what JSON has: a tensor as [dtype, rounded nested lists]."""
    if isinstance(value, dict):
        return {str(k): plain(tf, v) for k, v in value.items()}
    if isinstance(value, tf.RaggedTensor):
        return ["ragged", rounded(value.to_list())]
    if isinstance(value, (list, tuple)):
        return [plain(tf, v) for v in value]
    if tf.is_tensor(value) or isinstance(value, tf.Variable):
        return [value.dtype.name, rounded(np.asarray(value.numpy()).tolist())]
    return rounded(value.tolist()) if isinstance(value, (np.ndarray, np.generic)) else rounded(value)


def rounded(value):
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.{DIGITS}g}") + 0.0
    return str(value) if isinstance(value, float) else value

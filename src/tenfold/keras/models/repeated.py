"""Eager calls of a model that repeat: from some number of them on, those like it run as a program that was traced once.

The program gives what the call would give, and does no more: a model of which that is not certain, because somebody
else's Python is in it, because it draws random numbers or writes to variables, is called as ever. So is it where
gradients are recorded, graphs written, or training is asked for.
"""

import types
from typing import NamedTuple

import numpy as np

from tenfold.core.base.thread import STATE
from tenfold.core.calls.methods import as_it_is
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor
from tenfold.keras.layers.base.context import CALL
from tenfold.keras.training.step import Step
from tenfold.runtime.gears.traced import as_numpy

FEW = 50  # calls of one signature before the next is traced: that takes as long as hundreds of them may save
SIGNATURES = 16  # of a model that are counted
OURS = "tenfold."
_CALLABLE = type, types.FunctionType, types.MethodType, types.BuiltinFunctionType


class Given(NamedTuple):
    """What a model is called with, as a step takes it."""

    data: np.ndarray
    classes: tuple[None] = (None,)
    form: None = None


class RepeatedCalls:
    """The part of a Model that notices which of its eager calls repeat."""

    @as_it_is
    def __call__(self, *args, **kwargs):
        if not CALL.depth and STATE.graph is None and not STATE.tapes and len(args) == 1:
            outputs = self._repeated(args[0], kwargs)
            if outputs is not None:
                return outputs
        return super().__call__(*args, **kwargs)

    def _repeated(self, inputs, kwargs):
        """The outputs by the traced program; None where there is none, or the call asks for more."""
        if kwargs and (kwargs.keys() != {"training"} or kwargs["training"] not in (None, False)):
            return None
        array = inputs._array if type(inputs) is Tensor else inputs
        if type(array) is not np.ndarray or not array.ndim or array.dtype.kind not in "fiub":
            return None
        if not self.built or CALL.training or CALL.learning_phase or CALL.adds_losses or CALL.stepping:
            return None
        steps = self.__dict__.get("_steps")
        found = steps.get("call") if steps else None
        if found is None:
            if not type(self).__module__.startswith(OURS):
                return None
            if "_steps" not in self.__dict__:
                self._steps = {}
            function = self._called_again
            found = self._steps["call"] = function, RepeatedCall(function, self)
        key, counts = (((array.dtype, array.shape[1:]),), (None,), None), found[1].counts
        count = counts.get(key, 0)
        if count >= FEW:
            return found[1].outputs(key, inputs, array)
        if count or len(counts) < SIGNATURES:
            counts[key] = count + 1
        return None

    def _called_again(self, inputs):
        return super().__call__(inputs)


class RepeatedCall(Step):
    """`function(inputs)`, the model's call, traced where it is sure to do nothing but give outputs."""

    def __init__(self, function, model):
        super().__init__(function, parts=model._flatten_layers, but=["_trainable", "trainable"])
        self._model, self.counts = model, {}

    def __reduce__(self):
        return RepeatedCall, (self.function, self._model)

    def outputs(self, key, inputs, array):
        """Those for `inputs`, which hold `array`; None where the model is not one to be traced."""
        if getattr(inputs, "_keras_mask", None) is not None:
            return None
        self.check()
        found = self._found(key, Given(array), [array])
        if found is None:
            return None
        outs = [as_numpy(a) for a in found.run([array])]
        if type(inputs) is np.ndarray:  # which the caller may write into
            outs = [a.copy() if a.base is not None or a is array else a for a in outs]
        return found.packed([Tensor(a) for a in outs])

    def _trace_now(self, key, data, arrays):
        found = super()._trace_now(key, data, arrays) if all(map(_is_known, self.parts())) else None
        if found is None or not _only_gives(found):
            self._traced.pop(key, None)
            self.eager = True  # until something of the model is set again
            return None
        return found


def _is_known(part):
    """Whether a layer and all functions that it holds are our own. (What else a model holds its call does not use.)"""
    if not type(part).__module__.startswith(OURS) or getattr(part, "activity_regularizer", None) is not None:
        return False
    return "call" not in vars(part) if isinstance(part, RepeatedCalls) else all(map(_is_our_own, vars(part).values()))


def _is_our_own(value):
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple, set)):
        return not isinstance(value, _CALLABLE) and not callable(value) or _module_of(value).startswith(OURS)
    return all(map(_is_our_own, value))


def _module_of(function):
    holder = function if isinstance(function, _CALLABLE) else type(function)
    return getattr(holder, "__module__", None) or ""


def _only_gives(traced):
    """Whether a run gives dense tensors without masks, and that is all: nothing is drawn, written or called."""
    if any([n.has_effect or n.host or any([writes for _, writes in n.cells]) for n in traced.graph.nodes]):
        return False
    return not traced.has_others and all(
        [type(t) is SymbolicTensor and getattr(t, "_keras_mask", None) is None for t in traced.outputs]
    )

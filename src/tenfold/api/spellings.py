"""Old spellings of arguments. Inside, each thing has one name."""

import functools
import inspect
import types

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.complaints import KINDS, given_to, in_terms_of_the_call, is_raw
from tenfold.core.calls.op import Op
from tenfold.core.calls.slips import suggest
from tenfold.ops.structures.dispatch import called, targets_of

# what an argument used to be called -> what it may be called today, in the op or function that has it
ARGUMENTS = {
    "keep_dims": ("keepdims",),
    "reduction_indices": ("axis",),
    "dim": ("axis",),
    "dimension": ("axis",),
    "concat_dim": ("axis",),
    "split_dim": ("axis",),
    "squeeze_dims": ("axis",),
    "seq_dim": ("seq_axis",),
    "batch_dim": ("batch_axis",),
    "input": ("input_tensor", "x", "a", "value", "condition"),
    "input_tensor": ("input", "x"),
    "x": ("input_tensor", "features", "logits", "input", "tensor"),
    "a": ("x", "input"),
    "b": ("y",),
    "inputs": ("values", "input"),
    "tensor": ("input", "x"),
    "value": ("input", "tensor"),
    "values": ("value",),
    "params": ("input",),
    "indices": ("index",),
    "lr": ("learning_rate",),
    "text": ("input_text",),
    "filename": ("path", "pattern"),
    "dirname": ("path",),
    "oldpath": ("src",),
    "newpath": ("dst",),
    "oldname": ("src",),
    "newname": ("dst",),
    "in_order": ("topdown",),
    "nb_epoch": ("epochs",),
    "reduction_axes": ("axis",),
    "expand_nonconcat_dim": ("expand_nonconcat_dims",),
    "enabled": ("value",),
    "enable": ("value",),
    "num_threads": ("value",),
    "device_policy": ("value",),
}

hooks.spellings.update(ARGUMENTS)


def respelled(function):
    """`function`, also accepting the old names of its arguments; anything but a plain function is left alone."""
    return (
        function if isinstance(function, Op) or not isinstance(function, types.FunctionType) else _accepting(function)
    )


@functools.cache  # one wrapper for a function, however many names lead to it
def _accepting(function):
    parameters = inspect.signature(function).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return _explained(function, list(parameters))

    targets = targets_of(function)

    @functools.wraps(function)
    def call(*args, **kwargs):
        for key in kwargs.keys() - parameters.keys():
            today = next((n for n in ARGUMENTS.get(key, ()) if n in parameters), None)
            if today in kwargs and kwargs[today] is not None:
                raise TypeError(f"{function.__name__}() got both '{key}' and '{today}', which mean the same.")
            if today is not None:
                kwargs[today] = kwargs.pop(key)
        if targets:
            found = called(function, targets, args, kwargs)
            if found is not NotImplemented:
                return found
        try:
            return function(*args, **kwargs)
        except KINDS as e:
            if is_raw(e):
                raise in_terms_of_the_call(e, function, given_to(parameters, args, kwargs)) from e
            suggest(e, function, kwargs)
            raise

    return call


def _explained(function, parameters):
    """`function`, whose raw errors come out as what is wrong with its arguments."""

    @functools.wraps(function)
    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except KINDS as e:
            if is_raw(e):
                raise in_terms_of_the_call(e, function, given_to(parameters, args, kwargs)) from e
            raise

    return call

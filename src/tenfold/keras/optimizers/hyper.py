"""How Keras optimizers were subclassed up to TensorFlow 2.10: hyperparameters and slots by name.

A subclass writes `_create_slots(var_list)`, `_resource_apply_dense(grad, var)` and perhaps
`_resource_apply_sparse(grad, var, indices)`, and finds here what it calls.
"""

import inspect

from tenfold.core.values.convert import convert
from tenfold.ops.arrays.basics import cast
from tenfold.ops.structures.indexed_slices import IndexedSlices


class HyperMixin:
    """The methods such subclasses call; `Optimizer` inherits them."""

    def _set_hyper(self, name, value):
        if name in ("learning_rate", "lr"):
            self.learning_rate = value
        else:
            self._hyper = {**self._hyper, name: value}

    def _get_hyper(self, name, dtype=None):
        value = self.learning_rate if name in ("learning_rate", "lr") else self._hyper[name]
        value = value() if inspect.isfunction(value) else value
        return value if dtype is None else cast(convert(value), dtype)

    def _serialize_hyperparameter(self, name):
        if name in ("learning_rate", "lr"):
            return self.get_config_of_rate()
        value = self._get_hyper(name)
        return value.numpy() if hasattr(value, "numpy") else value

    def _decayed_lr(self, var_dtype):
        return cast(convert(self._rate_now()), var_dtype)

    def _fallback_apply_state(self, var_device, var_dtype):
        return {"lr_t": self._decayed_lr(var_dtype)}

    def add_slot(self, var, slot_name, initializer="zeros", shape=None):
        """A variable of the optimizer's for `var`, of its shape, found again by `get_slot`."""
        return self._add_slot(var, slot_name, initializer, shape)

    def _apply_old_style(self, gradient, variable):
        """Call the subclass's `_resource_apply_dense`, or for rows its `_resource_apply_sparse` if it has one."""
        given, function = (gradient, variable), self._resource_apply_dense
        if isinstance(gradient, IndexedSlices):
            if hasattr(self, "_resource_apply_sparse"):
                given, function = (gradient.values, variable, gradient.indices), self._resource_apply_sparse
            else:
                given = convert(gradient), variable
        if "apply_state" in inspect.signature(function).parameters:
            return function(*given, apply_state={})
        return function(*given)

    def _resource_scatter_add(self, x, i, v):
        """Add `v` to the rows `i` of the variable `x`; gives its value then."""
        return x.scatter_add(IndexedSlices(v, i)).value()

    def _resource_scatter_update(self, x, i, v):
        """Replace the rows `i` of the variable `x` by `v`; gives its value then."""
        return x.scatter_update(IndexedSlices(v, i)).value()

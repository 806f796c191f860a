"""How Keras optimizers are subclassed, in three manners.

Up to TensorFlow 2.10 a subclass writes `_create_slots(var_list)`, `_resource_apply_dense(grad, var)` and perhaps
`_resource_apply_sparse(grad, var, indices)`, with hyperparameters and slots by name. Since then it writes
`update_step(gradient, variable)` and `build(var_list)`; Keras 3 hands `update_step` the learning rate as well. What
these call is here.
"""

import functools
import inspect

from tenfold.core.values.convert import convert
from tenfold.core.values.variable import check_mode
from tenfold.ops.arrays.basics import cast
from tenfold.ops.structures.indexed_slices import IndexedSlices


@functools.cache
def takes_rate(update_step):
    """Whether a class's `update_step` is Keras 3's, with the learning rate as a third argument."""
    return len(inspect.signature(update_step).parameters) > 3


class HyperMixin:
    """The methods such subclasses call; `Optimizer` inherits them."""

    def __getattr__(self, name):
        """A hyperparameter that `_set_hyper` made."""
        found = vars(self).get("_hyper", {})
        if name not in found:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return found[name]

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

    def _prepare_local(self, var_device, var_dtype, apply_state):
        """Put what a step needs into `apply_state[(var_device, var_dtype)]`; subclasses add to it."""
        apply_state.setdefault((var_device, var_dtype), {})["lr_t"] = self._decayed_lr(var_dtype)

    def _fallback_apply_state(self, var_device, var_dtype):
        state = {(var_device, var_dtype): {}}
        self._prepare_local(var_device, var_dtype, state)
        return state[var_device, var_dtype]

    _use_locking = True  # a hint that such subclasses hand on to ops, which never see half of an update

    _initial_decay = property(lambda self: self._decay)

    def _call_if_callable(self, value):
        return value() if callable(value) else value

    def add_weight(
        self,
        name,
        shape,
        dtype=None,
        initializer="zeros",
        trainable=None,
        synchronization=None,
        aggregation=None,
    ):
        """A variable of the optimizer's own, by the name that subclasses of TensorFlow 2.0 to 2.10 know.

        Raises:
          ValueError: `trainable`; no gradient is asked for with such a variable.
        """
        if trainable:
            raise ValueError(
                f"add_weight: an optimizer's variables are never trained; received trainable=True for '{name}'."
            )
        check_mode("synchronization", synchronization, name)
        check_mode("aggregation", aggregation, name)
        return self.add_variable(shape, dtype, initializer, name)

    def get_updates(self, loss, params, *of_keras_1):
        """[the op that updates `params` along a graph's loss]; Keras 1 calls it with params, constraints and loss."""
        if of_keras_1:
            params, (loss,) = loss, of_keras_1
        return [self.apply_gradients(list(zip(self.get_gradients(loss, params), params)))]

    # of optimizers since 2.11, and of Keras 3

    def _build_learning_rate(self, learning_rate):
        self.learning_rate = learning_rate
        return self._learning_rate

    def _get_variable_index(self, variable):
        """The place of `variable` among those of `build`."""
        return self._index_dict[variable._key]

    _built = False  # a subclass says so
    built = property(lambda self: bool(self._index_dict))

    def assign(self, variable, value):
        variable.assign(cast(convert(value), variable.dtype))

    def assign_add(self, variable, value):
        variable.assign_add(cast(convert(value), variable.dtype))

    def assign_sub(self, variable, value):
        variable.assign_sub(cast(convert(value), variable.dtype))

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

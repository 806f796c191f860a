"""What checkpoints find in an optimizer, under the names of TensorFlow's."""

import functools

import numpy as np

from tenfold.core.base.trackable import VALUE, Trackable
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.keras.utils.by_era import by_era

_ATTRIBUTES = {"decay": "_decay", "momentum_cache": "_u_product"}  # where they are here


class Number(Trackable):
    """A number that TensorFlow keeps in a float32 variable, and an optimizer here in an attribute or nowhere.

    Args:
      read: gives it.
      write: is called with what a checkpoint says; None where it follows from other values.
    """

    def __init__(self, read, write=None):
        self._read, self._write = read, write

    def _trackable_children(self):
        return {}

    def _saved_values(self):
        return {VALUE: np.float32(self._read())}

    def _restoring(self, values):
        tensor = convert(values[VALUE])
        if tensor.dtype is not dtypes.float32 or tensor.shape.rank:
            raise ValueError(
                f"Received incompatible tensor with shape {tensor.shape} and dtype {tensor.dtype.name} when attempting "
                "to restore a number of an optimizer, a float32 scalar."
            )
        return lambda: self._become(tensor.numpy())

    def _become(self, value):
        """Set it, unless it is this number already, perhaps with more digits than float32 has."""
        if self._write is not None and np.float32(self._read()) != value:
            self._write(float(value))


class SavedParts(Trackable):
    """The children of optimizers.

    Up to Keras 2.10 an optimizer's hyperparameters stand under their names, and its slots with the variables that they
    serve; since then `_variables` lists iterations and slots.

    Attributes:
      _numbers: names of hyperparameters that the older ones keep, besides "decay" and "learning_rate".
      _is_old: whether it is one of them: of the era, of `legacy`, or a subclass in their manner.
      _slot_names: how their slots are called in files, where it is not the name here.
    """

    _untracked = frozenset("_hyper _slots _index_dict _excluded _served _changes".split())
    _numbers: tuple[str, ...] = ()
    _slot_names: dict[str, str] = {}
    _is_old = property(lambda self: hasattr(type(self), "_resource_apply_dense") or by_era("Optimizer.is_legacy"))

    def _trackable_children(self):
        return self._old_children() if self._is_old else self._new_children()

    def _new_children(self):
        rate = self._learning_rate
        own = {"_variables": self._variables, "_iterations": self._iterations}
        if isinstance(rate, Variable):
            own["_learning_rate"] = rate
        elif rate is not None:
            own["_current_learning_rate"] = Number(lambda: convert(self.learning_rate).numpy())
        return {**own, **{k: v for k, v in super()._trackable_children().items() if k not in own}}

    def _old_children(self):
        found = {name: self._number(name) for name in ("decay", *self._numbers, *self._hyper)}
        if isinstance(self._learning_rate, Variable):
            found["learning_rate"] = self._learning_rate
        return {"iter": self._iterations, **dict(sorted(found.items()))}

    def _number(self, name):
        """A hyperparameter: the variable that it is in, or a node that stands for one."""
        if name in self._hyper:
            value, write = self._hyper[name], functools.partial(self._set_hyper, name)
            return value if isinstance(value, Variable) else Number(lambda: self._get_hyper(name), write)
        attribute = _ATTRIBUTES.get(name, name)
        value, write = getattr(self, attribute), functools.partial(setattr, self, attribute)
        return value if isinstance(value, Variable) else Number(lambda: getattr(self, attribute), write)

    def _slot_values(self):
        if not self._is_old:
            return ()
        served = {key: reference() for key, reference in list(self._served.items())}
        return [
            (served[key], self._slot_names.get(name, name), slot)
            for name, slots in list(self._slots.items())
            for key, slot in list(slots.items())
            if served.get(key) is not None
        ]

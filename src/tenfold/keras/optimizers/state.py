"""What an optimizer keeps: as a list of arrays, in a copy or a pickle, as a configuration."""

import weakref

import numpy as np

from tenfold.core.values.variable import Variable
from tenfold.keras.optimizers import schedules
from tenfold.keras.utils.by_era import by_era

_ARGUMENTS = (
    "name weight_decay clipnorm global_clipnorm clipvalue use_ema ema_momentum ema_overwrite_frequency"
).split()


_NEWER = {  # arguments that optimizers up to 2.10 do not have -> their defaults
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "jit_compile": True,
    "is_legacy_optimizer": False,
}


class State:
    """The part of `Optimizer` by which it is stored and made again."""

    def get_weights(self):
        """Values of `variables` as NumPy arrays."""
        return [np.array(v.array()) for v in self._variables]

    def set_weights(self, weights):
        """Set `variables` from arrays in the same order; `build` comes first.

        Raises:
          ValueError: there are more or fewer, or one does not fit; none is set then.
        """
        weights = self._stored(weights)
        if len(weights) != len(self._variables):
            raise ValueError(
                f"You called `set_weights(weights)` on optimizer {self.name} with a weight list of length "
                f"{len(weights)}, but the "
                f"optimizer was expecting {len(self._variables)} weights. Call "
                "`optimizer.build(model.trainable_variables)` first."
            )
        for v, value in zip(self._variables, weights):
            if tuple(v.shape) != np.shape(value):
                raise ValueError(
                    f"Optimizer weight shape {tuple(v.shape)} is not compatible with provided weight shape "
                    f"{np.shape(value)}."
                )
        for v, value in zip(self._variables, weights):
            v.assign(np.asarray(value, v.dtype.numpy))
        self._restored()

    def _stored(self, values):
        """Those of `values`, arrays that a file or a program holds, that `variables` has a place for."""
        return values

    def _restored(self):
        """Called when `variables` have been set from elsewhere: what follows from them and is none is set too."""

    def save_own_variables(self, store):
        """Put the values of `variables` into `store`, a dictionary or a group of a file, under "0", "1", ..."""
        for number, value in enumerate(self.get_weights()):
            store[str(number)] = value

    def load_own_variables(self, store):
        """Set `variables` from what `save_own_variables` stored."""
        self.set_weights([np.asarray(store[str(number)]) for number in range(len(store))])

    # copying and pickling

    def _adopt(self, key, variable):
        served = self._served.pop(key, None)
        if served is None:
            return
        self._served[variable._key] = weakref.ref(variable)
        for table in (self._index_dict, *self._slots.values()):
            if key in table:
                table[variable._key] = table.pop(key)
        if key in self._excluded[0]:
            self._excluded[0].remove(key)
            self._excluded[0].add(variable._key)

    def _state_to_copy(self):
        return {name: v for name, v in vars(self).items() if name != "_changes"}

    def __getstate__(self):
        """For a pickle, where keys mean nothing, the variables themselves are beside them."""
        alive = [(key, ref()) for key, ref in self._served.items()]
        return {**self._state_to_copy(), "_served": {key: v for key, v in alive if v is not None}}

    def __setstate__(self, state):
        vars(self).update(state)
        served = self._served
        if any(not isinstance(v, weakref.ref) for v in served.values()):
            renamed = lambda table: {v._key: table[key] for key, v in served.items() if key in table}  # noqa: E731
            self._index_dict = renamed(self._index_dict)
            self._slots = {name: renamed(slots) for name, slots in self._slots.items()}
            self._excluded = {served[key]._key for key in self._excluded[0] if key in served}, self._excluded[1]
            self._served = {v._key: weakref.ref(v) for v in served.values()}

    def get_config_of_rate(self):
        rate = self._learning_rate
        if isinstance(rate, schedules.LearningRateSchedule):
            return schedules.serialize(rate)
        if isinstance(rate, Variable):
            return float(rate.array())
        return rate if rate is None or callable(rate) else float(rate)

    def get_config(self):
        """The arguments of `__init__`."""
        is_newer, config = by_era("Optimizer.is_newer"), {key: getattr(self, key) for key in _ARGUMENTS}
        of_keras_3 = ("loss_scale_factor", "gradient_accumulation_steps")
        config |= {key: getattr(self, key) for key in of_keras_3 if is_newer or getattr(self, key) is not None}
        config |= {} if is_newer else {"jit_compile": self.jit_compile, "is_legacy_optimizer": False}
        config |= {"decay": self._decay} if self._decay else {}
        config |= {"learning_rate": self.get_config_of_rate()} if self._learning_rate is not None else {}
        return self._old_config(config) if self._is_old else config

    def _old_config(self, config):
        """What TensorFlow up to 2.10 reads: no newer arguments but those that were given, and `decay`, by which files
        tell these from newer ones. A subclass in their manner knows its arguments itself."""
        found = {k: v for k, v in config.items() if k not in _NEWER or v != _NEWER[k]}
        if not self.use_ema:
            found.pop("ema_overwrite_frequency", None)
        return found if hasattr(type(self), "_resource_apply_dense") else {**found, "decay": self._decay}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The optimizer that `get_config` described."""
        config = {k: v for k, v in config.items() if k != "is_legacy_optimizer"}
        if "lr" in config:
            config["learning_rate"] = config.pop("lr")
        if isinstance(config.get("learning_rate"), dict):
            config["learning_rate"] = schedules.deserialize(config["learning_rate"], custom_objects)
        return cls(**config)

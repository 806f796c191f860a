"""`keras.optimizers.legacy`: the optimizers of Keras up to 2.10.

They differ in what a step along IndexedSlices (the gradient of an embedding) does to the rows that it does not name:
nothing. Their slots stand still as well, except where it says so.
"""

from tenfold.keras.optimizers import adagrad, adam, ftrl, sgd
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.ops.training.steps import ROWS, VARIABLE

_NEWER = {  # arguments that these do not have -> their defaults
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


class _Legacy:
    """What they share: configurations with `decay`, by which files tell them from the newer ones."""

    _is_old = True

    def get_config(self):
        config = {k: v for k, v in super().get_config().items() if k not in _NEWER or v != _NEWER[k]}
        if not self.use_ema:
            config.pop("ema_overwrite_frequency", None)
        return {**config, "decay": self._decay}


class _SlotBySlot(_Legacy):
    """Slots stand one kind after the other, not variable by variable."""

    def slot_groups(self):
        return [[slot] for group in super().slot_groups() for slot in group]


class SGD(_Legacy, sgd.SGD):
    """See `keras.optimizers.SGD`. Rows that a gradient does not name lose no momentum and are not moved by it."""

    _numbers = ("momentum",)
    _slot_names = {"m": "momentum"}
    _moves = ROWS


class Adam(_SlotBySlot, adam.Adam):
    """See `keras.optimizers.Adam`: all rows move, as their averages decay."""

    _numbers = ("beta_1", "beta_2")


class Adamax(_SlotBySlot, adam.Adamax):
    """See `keras.optimizers.Adamax`. Rows that a gradient does not name stand still."""

    _numbers = ("beta_1", "beta_2")
    _slot_names = {"u": "v"}
    _moves = ROWS


class Nadam(_SlotBySlot, adam.Nadam):
    """See `keras.optimizers.Nadam`: momentum grows more slowly. Rows that a gradient does not name stand still, while
    their averages decay."""

    _numbers = ("beta_1", "beta_2", "momentum_cache")
    _moves = VARIABLE

    def __init__(self, *args, schedule_decay=0.004, decay=None, **kwargs):
        """`decay` is what configurations call `schedule_decay`, the pace of momentum; the rate does not decay."""
        super().__init__(*args, schedule_decay=schedule_decay if decay is None else decay, **kwargs)
        self._variables.append(self._u_product)

    def _restored(self):
        """The product is one of `variables`."""

    def get_config(self):
        return {**super().get_config(), "decay": self._pace}


class RMSprop(_Legacy, adagrad.RMSprop):
    """See `keras.optimizers.RMSprop`. Rows that a gradient does not name stand still; without momentum their averages
    decay meanwhile, and epsilon is added to the root: it matters once gradients are small."""

    _numbers = ("momentum", "rho")
    _slot_names = {"velocity": "rms", "average_gradient": "mg"}
    _moves = property(lambda self: ROWS if self.momentum > 0 else VARIABLE)
    _floor = property(lambda self: not self.momentum > 0)


class Adagrad(_Legacy, adagrad.Adagrad):
    """See `keras.optimizers.Adagrad`; epsilon is added to the root."""

    _floor = True


class Adadelta(_SlotBySlot, adagrad.Adadelta):
    """See `keras.optimizers.Adadelta`. Rows that a gradient does not name stand still."""

    _numbers = ("rho",)
    _slot_names = {"accumulated_grad": "accum_grad", "accumulated_delta_var": "accum_var"}
    _moves = ROWS


class Ftrl(_Legacy, ftrl.Ftrl):
    """See `keras.optimizers.Ftrl`. Rows that a gradient does not name stand still."""

    _numbers = (
        "beta",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "learning_rate_power",
    )
    _moves = ROWS


__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "Optimizer", "RMSprop"]

"""`keras.optimizers.legacy`: the optimizers of Keras up to 2.10, in any era.

They differ in what a step along IndexedSlices (the gradient of an embedding) does to the rows that it does not name:
nothing, but for Adam, whose averages move all rows; their slots stand still as well, except where these decay meanwhile
(Nadam's, RMSprop's without momentum). Adagrad and RMSprop without momentum add epsilon to the root, and Nadam's
momentum grows more slowly.
"""

from tenfold.keras.optimizers import adagrad, adam, ftrl, sgd
from tenfold.keras.optimizers.optimizer import Optimizer


class _Legacy:
    """What they share: that they are old, whatever the era."""

    _is_old = True


class SGD(_Legacy, sgd.SGD):
    """See `keras.optimizers.SGD`."""


class Adam(_Legacy, adam.Adam):
    """See `keras.optimizers.Adam`."""


class Adamax(_Legacy, adam.Adamax):
    """See `keras.optimizers.Adamax`."""


class Nadam(_Legacy, adam.Nadam):
    """See `keras.optimizers.Nadam`."""

    def __init__(self, *args, schedule_decay=0.004, decay=None, **kwargs):
        """`decay` is what configurations call `schedule_decay`, the pace of momentum; the rate does not decay."""
        super().__init__(*args, schedule_decay=schedule_decay if decay is None else decay, **kwargs)

    def get_config(self):
        return {**super().get_config(), "decay": self._pace}


class RMSprop(_Legacy, adagrad.RMSprop):
    """See `keras.optimizers.RMSprop`."""


class Adagrad(_Legacy, adagrad.Adagrad):
    """See `keras.optimizers.Adagrad`."""


class Adadelta(_Legacy, adagrad.Adadelta):
    """See `keras.optimizers.Adadelta`."""


class Ftrl(_Legacy, ftrl.Ftrl):
    """See `keras.optimizers.Ftrl`."""


__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "Optimizer", "RMSprop"]

"""`keras.optimizers.legacy`: the optimizers of Keras up to 2.10.

They differ in what a step along IndexedSlices (the gradient of an embedding) does to the rows that it does not name:
nothing. Their slots stand still as well, except where it says so.
"""

from tenfold.keras.optimizers import adagrad, adam, ftrl, sgd
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.ops.training.steps import ROWS, VARIABLE


class SGD(sgd.SGD):
    """See `keras.optimizers.SGD`. Rows that a gradient does not name lose no momentum and are not moved by it."""

    _moves = ROWS


class Adam(adam.Adam):
    """See `keras.optimizers.Adam`: all rows move, as their averages decay."""


class Adamax(adam.Adamax):
    """See `keras.optimizers.Adamax`. Rows that a gradient does not name stand still."""

    _moves = ROWS


class Nadam(adam.Nadam):
    """See `keras.optimizers.Nadam`: momentum grows more slowly. Rows that a gradient does not name stand still, while
    their averages decay."""

    _moves, _pace = VARIABLE, 0.004


class RMSprop(adagrad.RMSprop):
    """See `keras.optimizers.RMSprop`. Rows that a gradient does not name stand still; without momentum their averages
    decay meanwhile."""

    _moves = property(lambda self: ROWS if self.momentum > 0 else VARIABLE)


class Adagrad(adagrad.Adagrad):
    """See `keras.optimizers.Adagrad`."""


class Adadelta(adagrad.Adadelta):
    """See `keras.optimizers.Adadelta`. Rows that a gradient does not name stand still."""

    _moves = ROWS


class Ftrl(ftrl.Ftrl):
    """See `keras.optimizers.Ftrl`. Rows that a gradient does not name stand still."""

    _moves = ROWS


__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "Optimizer", "RMSprop"]

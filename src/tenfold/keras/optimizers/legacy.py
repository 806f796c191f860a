"""`keras.optimizers.legacy`: the optimizers of Keras up to 2.10.

They differ in what a step along IndexedSlices (the gradient of an embedding) does to the rows that it does not name:
nothing. Their slots stand still as well, except where it says so.
"""

from tenfold.keras.optimizers import adagrad, adam, ftrl, sgd
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.ops.training.steps import ROWS, VARIABLE


class SGD(sgd.SGD):
    """See `keras.optimizers.SGD`. Rows that a gradient does not name lose no momentum and are not moved by it."""

    _is_old = True
    _numbers = ("momentum",)
    _slot_names = {"m": "momentum"}
    _moves = ROWS


class Adam(adam.Adam):
    """See `keras.optimizers.Adam`: all rows move, as their averages decay."""

    _is_old = True
    _numbers = ("beta_1", "beta_2")


class Adamax(adam.Adamax):
    """See `keras.optimizers.Adamax`. Rows that a gradient does not name stand still."""

    _is_old = True
    _numbers = ("beta_1", "beta_2")
    _slot_names = {"u": "v"}
    _moves = ROWS


class Nadam(adam.Nadam):
    """See `keras.optimizers.Nadam`: momentum grows more slowly. Rows that a gradient does not name stand still, while
    their averages decay."""

    _is_old = True
    _numbers = ("beta_1", "beta_2", "momentum_cache")
    _moves, _pace = VARIABLE, 0.004


class RMSprop(adagrad.RMSprop):
    """See `keras.optimizers.RMSprop`. Rows that a gradient does not name stand still; without momentum their averages
    decay meanwhile, and epsilon is added to the root: it matters once gradients are small."""

    _is_old = True
    _numbers = ("momentum", "rho")
    _slot_names = {"velocity": "rms", "average_gradient": "mg"}
    _moves = property(lambda self: ROWS if self.momentum > 0 else VARIABLE)
    _floor = property(lambda self: not self.momentum > 0)


class Adagrad(adagrad.Adagrad):
    """See `keras.optimizers.Adagrad`."""

    _is_old = True


class Adadelta(adagrad.Adadelta):
    """See `keras.optimizers.Adadelta`. Rows that a gradient does not name stand still."""

    _is_old = True
    _numbers = ("rho",)
    _slot_names = {"accumulated_grad": "accum_grad", "accumulated_delta_var": "accum_var"}
    _moves = ROWS


class Ftrl(ftrl.Ftrl):
    """See `keras.optimizers.Ftrl`. Rows that a gradient does not name stand still."""

    _is_old = True
    _numbers = (
        "beta",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "learning_rate_power",
    )
    _moves = ROWS


__all__ = ["SGD", "Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "Optimizer", "RMSprop"]

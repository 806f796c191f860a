"""Stochastic gradient descent."""

import numpy as np

from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.training.optimizer_steps import momentum_step, sgd_step
from tenfold.ops.training.steps import ROWS


class SGD(Optimizer):
    """w - learning_rate * g, or with momentum m' = momentum * m - learning_rate * g and w + m'.

    Args:
      learning_rate: a number, a variable or a schedule.
      momentum: between 0 and 1.
      nesterov: look ahead: w + momentum * m' - learning_rate * g (Sutskever et al., ICML 2013).
      **kwargs: see `Optimizer`.
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=None, name=None, **kwargs):
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        check_numbers(momentum=momentum)
        if isinstance(momentum, (int, float)) and not 0 <= momentum <= 1:
            raise ValueError(
                f"`momentum` must be between [0, 1]. Received: momentum={momentum} (of type {type(momentum)})."
            )
        self.momentum, self.nesterov = momentum, nesterov

    _numbers = ("momentum",)
    _slot_names = {"m": "momentum"}
    _old_moves = ROWS
    _takes_whole_numbers = True

    def _stored(self, values):
        """`values` without the slots, all zero, that tf_keras keeps at the end where there is no momentum."""
        kept, extra = values[: len(self._variables)], values[len(self._variables) :]
        served = [self._served[key]() for key in self._index_dict]
        fits = not self.momentum and [np.shape(a) for a in extra] == [v is not None and tuple(v.shape) for v in served]
        return kept if fits else values

    def slot_groups(self):
        return [[("m", 0.0)]] if self.momentum else []

    @along_rows
    def update_step(self, gradient, variable):
        rate = self.scalars(variable.dtype)
        if not self.momentum:
            return sgd_step(gradient, rate, variable=variable)
        return momentum_step(
            gradient,
            rate,
            variable=variable,
            moves=self._moves,
            m=self.get_slot(variable, "m"),
            momentum=self.momentum,
            nesterov=bool(self.nesterov),
        )

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}

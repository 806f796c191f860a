"""Optimizers of Keras 3 with Adam's averages: Lamb and schedule-free AdamW."""

import numpy as np

from tenfold.keras.optimizers.adam import _Adaptive
from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.utils.arguments import whole_number
from tenfold.ops.training.newer_steps import lamb_step, schedule_free_step
from tenfold.ops.training.optimizer_scalars import corrections, schedule_free_scalars


class Lamb(_Adaptive):
    """Adam's direction, as long as the variable times the rate: for large batches (You et al., arXiv:1904.00962).

    Arguments as for `Adam`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay, name, **kwargs)

    def shared_scalars(self, rate, iterations, dtype):
        beta_1, beta_2 = self._betas()
        return rate, *corrections(iterations, beta_1=beta_1, beta_2=beta_2, dtype=dtype), beta_1, beta_2

    @along_rows
    def update_step(self, gradient, variable):
        rate, of_mean, of_variance, beta_1, beta_2 = self.scalars(variable.dtype)
        return lamb_step(
            gradient,
            rate,
            of_mean,
            of_variance,
            variable=variable,
            m=self.get_slot(variable, "m"),
            v=self.get_slot(variable, "v"),
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )


class ScheduleFreeAdamW(_Adaptive):
    """AdamW on an average of its own path, which needs no schedule (Defazio et al., arXiv:2405.15682).

    Steps are those of Keras 3.15 on JAX, which are the paper's.

    Args:
      learning_rate: a number, a variable or a schedule.
      beta_1: how near the variables are to the average of the path rather than to its end.
      beta_2: decay rate of the average of g ** 2.
      epsilon: keeps the quotient finite.
      warmup_steps: the rate rises in proportion over so many steps first.
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=0.0025,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-8,
        warmup_steps=0,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay, name, **kwargs)
        self.warmup_steps = whole_number(warmup_steps, "warmup_steps", least=0)

    _rounds_first = True

    def _make_slots(self, variables):
        for v in variables:
            self._add_slot(v, "momentum", lambda shape, dtype=None, v=v: np.array(v.array()))
            self._add_slot(v, "velocity")

    def shared_scalars(self, rate, iterations, dtype):
        _, beta_2 = self._betas()
        found = schedule_free_scalars(rate, iterations, beta_2=beta_2, warmup=self.warmup_steps, dtype=dtype)
        return *found, *self._shares(dtype)

    @along_rows
    def update_step(self, gradient, variable):
        rate, of_variance, share, beta_1, beta_2 = self.scalars(variable.dtype)
        return schedule_free_step(
            gradient,
            rate,
            of_variance,
            share,
            variable=variable,
            z=self.get_slot(variable, "momentum"),
            v=self.get_slot(variable, "velocity"),
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )

    def get_config(self):
        return {**super().get_config(), "warmup_steps": self.warmup_steps}

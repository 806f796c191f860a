"""Adafactor: what Adam keeps, in the memory of a matrix's rows and columns."""

from tenfold.keras import initializers
from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.optimizers.schedules import LearningRateSchedule
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.training.newer_steps import adafactor_step
from tenfold.ops.training.optimizer_scalars import adafactor_scalars


class Adafactor(Optimizer):
    """Steps in proportion to each variable's size, along g / sqrt(v) (Shazeer and Stern, arXiv:1804.04235).

    v, which follows g ** 2, is made of averages of its rows and columns where a variable has two axes or more.

    Args:
      learning_rate: a number, a variable or a schedule.
      beta_2_decay: the share of what is new in v is step ** beta_2_decay.
      epsilon_1: added to g ** 2.
      epsilon_2: least size of a variable that is reckoned with.
      clip_threshold: a step's root mean square, before the rate, is cut to this.
      relative_step: whether a rate that is no schedule is at most 1 / sqrt(step).
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        beta_2_decay=-0.8,
        epsilon_1=1e-30,
        epsilon_2=1e-3,
        clip_threshold=1.0,
        relative_step=True,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        numbers = {
            "beta_2_decay": beta_2_decay,
            "epsilon_1": epsilon_1,
            "epsilon_2": epsilon_2,
            "clip_threshold": clip_threshold,
        }
        check_numbers(**numbers)
        vars(self).update(numbers, relative_step=relative_step)

    def _make_slots(self, variables):
        zero = initializers.Constant(0.0)
        for v in variables:
            dims = tuple(v.shape)
            if len(dims) > 1:
                self._add_slot(v, "r", zero, dims[:-1])
                self._add_slot(v, "c", zero, (*dims[:-2], dims[-1]))
            self._add_slot(v, "v", zero)

    def shared_scalars(self, rate, iterations, dtype):
        relative = self.relative_step and not isinstance(self._learning_rate, LearningRateSchedule)
        return adafactor_scalars(rate, iterations, beta_2_decay=self.beta_2_decay, relative=relative, dtype=dtype)

    @along_rows
    def update_step(self, gradient, variable):
        rate, share = self.scalars(variable.dtype)
        factored = len(variable.shape) > 1
        return adafactor_step(
            gradient,
            rate,
            share,
            variable=variable,
            rows=self.get_slot(variable, "r") if factored else None,
            columns=self.get_slot(variable, "c") if factored else None,
            velocity=self.get_slot(variable, "v"),
            epsilon_1=self.epsilon_1,
            epsilon_2=self.epsilon_2,
            clip_threshold=self.clip_threshold,
        )

    def get_config(self):
        own = "beta_2_decay epsilon_1 epsilon_2 clip_threshold relative_step".split()
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}

"""FTRL and Lion."""

from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.training.optimizer_steps import ftrl_step, lion_step
from tenfold.ops.training.steps import ROWS


class Ftrl(Optimizer):
    """Follow the regularized leader (McMahan et al., KDD 2013): for large sparse linear models.

    Args:
      learning_rate: a number, a variable or a schedule.
      learning_rate_power: at most 0; 0 keeps the rate fixed.
      initial_accumulator_value: what the sum of squares starts at.
      l1_regularization_strength, l2_regularization_strength: at least 0.
      l2_shrinkage_regularization_strength: a magnitude penalty, at least 0.
      beta: at least 0.
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        learning_rate_power=-0.5,
        initial_accumulator_value=0.1,
        l1_regularization_strength=0.0,
        l2_regularization_strength=0.0,
        l2_shrinkage_regularization_strength=0.0,
        beta=0.0,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        given = {
            "initial_accumulator_value": initial_accumulator_value,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
            "l2_shrinkage_regularization_strength": l2_shrinkage_regularization_strength,
            "beta": beta,
        }
        check_numbers(**given, learning_rate_power=learning_rate_power)
        for argument, value in given.items():
            if value < 0:
                raise ValueError(f"`{argument}` needs to be positive or zero. Received: {argument}={value}.")
        if learning_rate_power > 0:
            raise ValueError(f"`learning_rate_power` needs to be negative or zero. Received: {learning_rate_power}.")
        vars(self).update(given, learning_rate_power=learning_rate_power)

    _numbers = ("beta", "l1_regularization_strength", "l2_regularization_strength", "learning_rate_power")
    _old_moves = ROWS

    def slot_groups(self):
        return [[("accumulator", self.initial_accumulator_value), ("linear", 0.0)]]

    @along_rows
    def update_step(self, gradient, variable):
        return ftrl_step(
            gradient,
            self.scalars(variable.dtype),
            variable=variable,
            moves=self._moves,
            accumulator=self.get_slot(variable, "accumulator"),
            linear=self.get_slot(variable, "linear"),
            power=self.learning_rate_power,
            l1=self.l1_regularization_strength,
            l2=self.l2_regularization_strength,
            shrinkage=self.l2_shrinkage_regularization_strength,
            beta=self.beta,
        )

    def get_config(self):
        own = (
            "learning_rate_power",
            "initial_accumulator_value",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
            "beta",
        )
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}


class Lion(Optimizer):
    """Steps of one size, along the sign of an average of gradients (Chen et al., arXiv:2302.06675).

    Args:
      learning_rate: a number, a variable or a schedule; 0.0001 by default (0.001 in Keras 3).
      beta_1: share of the old average in the direction of the step.
      beta_2: decay rate of the average.
      **kwargs: see `Optimizer`.
    """

    def __init__(self, learning_rate=None, beta_1=0.9, beta_2=0.99, weight_decay=None, name=None, **kwargs):
        learning_rate = by_era("Lion.learning_rate") if learning_rate is None else learning_rate
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        check_numbers(beta_1=beta_1, beta_2=beta_2)
        if not 0 < beta_1 <= 1:
            raise ValueError(
                f"`beta_1`={beta_1} must be between ]0, 1]. Otherwise, the optimizer degenerates to SignSGD."
            )
        self.beta_1, self.beta_2 = beta_1, beta_2

    def slot_groups(self):
        return [[("m", 0.0)]]

    @along_rows
    def update_step(self, gradient, variable):
        return lion_step(
            gradient,
            self.scalars(variable.dtype),
            variable=variable,
            moves=self._moves,
            m=self.get_slot(variable, "m"),
            beta_1=self.beta_1,
            beta_2=self.beta_2,
        )

    def get_config(self):
        return {**super().get_config(), "beta_1": self.beta_1, "beta_2": self.beta_2}

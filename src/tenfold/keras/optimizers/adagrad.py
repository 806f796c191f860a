"""Optimizers that divide by the size of the gradients so far: Adagrad, Adadelta, RMSprop."""

from tenfold.keras import backend_config
from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.training.optimizer_steps import adadelta_step, adagrad_step, rmsprop_step
from tenfold.ops.training.steps import ROWS, VARIABLE


def _or_default(epsilon):
    return backend_config.epsilon() if epsilon is None else epsilon


class Adagrad(Optimizer):
    """w - learning_rate * g / sqrt(sum of all g ** 2 + epsilon) (Duchi et al., JMLR 2011).

    Args:
      learning_rate: a number, a variable or a schedule; 0.001 by default (0.01 before TensorFlow 2).
      initial_accumulator_value: what the sum starts at; 0.1 by default (0 before TensorFlow 2).
      epsilon: keeps the quotient finite.
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=None,
        initial_accumulator_value=None,
        epsilon=1e-7,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        learning_rate = by_era("Adagrad.learning_rate") if learning_rate is None else learning_rate
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        if initial_accumulator_value is None:
            initial_accumulator_value = by_era("Adagrad.initial_accumulator_value")
        check_numbers(initial_accumulator_value=initial_accumulator_value)
        check_numbers(epsilon=epsilon, optional=True)
        if initial_accumulator_value < 0:
            raise ValueError(f"initial_accumulator_value must be non-negative: {initial_accumulator_value}")
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, _or_default(epsilon)

    def slot_groups(self):
        return [[("accumulator", self.initial_accumulator_value)]]

    _floor = property(lambda self: self._is_old)  # whether epsilon is added to the root instead of under it

    @along_rows
    def update_step(self, gradient, variable):
        return adagrad_step(
            gradient,
            self.scalars(variable.dtype),
            variable=variable,
            accumulator=self.get_slot(variable, "accumulator"),
            epsilon=self.epsilon,
            floor=self._floor,
        )

    def get_config(self):
        return {
            **super().get_config(),
            "initial_accumulator_value": self.initial_accumulator_value,
            "epsilon": self.epsilon,
        }


class Adadelta(Optimizer):
    """w - learning_rate * g * rms(earlier changes) / rms(g) (Zeiler, arXiv:1212.5701).

    Args:
      learning_rate: a number, a variable or a schedule; 0.001 by default (before TensorFlow 2 1.0, the paper's).
      rho: decay rate of the moving averages.
      epsilon: keeps the quotient finite.
      **kwargs: see `Optimizer`.
    """

    def __init__(self, learning_rate=None, rho=0.95, epsilon=1e-7, weight_decay=None, name=None, **kwargs):
        learning_rate = by_era("Adadelta.learning_rate") if learning_rate is None else learning_rate
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        check_numbers(rho=rho)
        check_numbers(epsilon=epsilon, optional=True)
        self.rho, self.epsilon = rho, _or_default(epsilon)

    _kind_by_kind = True
    _numbers = ("rho",)
    _slot_names = {"accumulated_grad": "accum_grad", "accumulated_delta_var": "accum_var"}
    _old_moves = ROWS

    def slot_groups(self):
        return [[("accumulated_grad", 0.0), ("accumulated_delta_var", 0.0)]]

    @along_rows
    def update_step(self, gradient, variable):
        return adadelta_step(
            gradient,
            self.scalars(variable.dtype),
            variable=variable,
            moves=self._moves,
            of_gradient=self.get_slot(variable, "accumulated_grad"),
            of_change=self.get_slot(variable, "accumulated_delta_var"),
            rho=self.rho,
            epsilon=self.epsilon,
        )

    def get_config(self):
        return {**super().get_config(), "rho": self.rho, "epsilon": self.epsilon}


class RMSprop(Optimizer):
    """w - learning_rate * g / sqrt(moving average of g ** 2 + epsilon) (Tieleman and Hinton, 2012).

    Args:
      learning_rate: a number, a variable or a schedule.
      rho: decay rate of the average.
      momentum: between 0 and 1, of the steps.
      epsilon: keeps the quotient finite.
      centered: divide by the standard deviation of the gradients instead.
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        rho=0.9,
        momentum=0.0,
        epsilon=1e-7,
        centered=False,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        super().__init__(
            name=name,
            weight_decay=weight_decay,
            **{
                "learning_rate": learning_rate,
                "ema_overwrite_frequency": by_era("RMSprop.ema_overwrite_frequency"),
                **kwargs,
            },
        )
        check_numbers(rho=rho, momentum=momentum)
        check_numbers(epsilon=epsilon, optional=True)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, _or_default(epsilon), centered

    def slot_groups(self):
        wanted = [("velocity", True), ("momentum", self.momentum > 0), ("average_gradient", self.centered)]
        return [[(name, 0.0)] for name, used in wanted if used]

    _numbers = ("momentum", "rho")
    _slot_names = {"velocity": "rms", "average_gradient": "mg"}
    _old_moves = property(lambda self: ROWS if self.momentum > 0 else VARIABLE)
    _floor = property(lambda self: self._is_old and not self.momentum > 0)

    @along_rows
    def update_step(self, gradient, variable):
        m = self.get_slot(variable, "momentum") if self.momentum > 0 else None
        average = self.get_slot(variable, "average_gradient") if self.centered else None
        return rmsprop_step(
            gradient,
            self.scalars(variable.dtype),
            variable=variable,
            moves=self._moves,
            v=self.get_slot(variable, "velocity"),
            m=m,
            average=average,
            rho=self.rho,
            momentum=self.momentum,
            epsilon=self.epsilon,
            floor=self._floor,
        )

    def get_config(self):
        return {
            **super().get_config(),
            "rho": self.rho,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }

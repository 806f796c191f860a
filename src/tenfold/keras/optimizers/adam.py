"""Adam and its kin: steps of a size that the gradients' moving averages tell."""

import numpy as np

from tenfold.core.graphs.graph import init_scope
from tenfold.core.values import dtypes
from tenfold.core.values.variable import Variable
from tenfold.keras import backend_config
from tenfold.keras.optimizers.gradients import along_rows
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.casting import cast
from tenfold.ops.training.optimizer_scalars import adam_rate, adamax_rate, corrections, nadam_factors
from tenfold.ops.training.optimizer_steps import adam_step, adamax_step, nadam_step
from tenfold.ops.training.steps import ROWS, VARIABLE


class _Adaptive(Optimizer):
    """What the family shares: two decay rates and epsilon."""

    def __init__(self, learning_rate, beta_1, beta_2, epsilon, weight_decay, name, **kwargs):
        super().__init__(name=name, weight_decay=weight_decay, **{"learning_rate": learning_rate} | kwargs)
        check_numbers(beta_1=beta_1, beta_2=beta_2)
        check_numbers(epsilon=epsilon, optional=True)
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.epsilon = backend_config.epsilon() if epsilon is None else epsilon

    _kind_by_kind = True
    _numbers = ("beta_1", "beta_2")

    def slot_groups(self):
        return [[("m", 0.0), ("v", 0.0)]]

    def _betas(self):
        """The decay rates as floats; they may be variables that a program changes as it goes."""
        return [float(b) if isinstance(b, Variable) else b for b in (self.beta_1, self.beta_2)]

    _rounds_first = property(lambda self: self._is_old)  # whether they are of the variables' dtype before 1 - beta

    def _shares(self, dtype):
        """The decay rates as the averages of variables of this dtype use them."""
        betas = self._betas()
        return [float(dtype.numpy.type(b)) for b in betas] if self._rounds_first else betas

    def get_config(self):
        beta_1, beta_2 = self._betas()
        return {**super().get_config(), "beta_1": beta_1, "beta_2": beta_2, "epsilon": self.epsilon}


class Adam(_Adaptive):
    """w - rate * m' / (sqrt(v') + epsilon), m' and v' the moving averages of g and g ** 2 (arXiv:1412.6980).

    Args:
      learning_rate: a number, a variable or a schedule; corrected for the averages' start at zero.
      beta_1, beta_2: decay rates of the averages.
      epsilon: keeps the quotient finite.
      amsgrad: use the largest v' so far (Reddi et al., ICLR 2018).
      adaptive_epsilon: add epsilon to the root of the corrected v', as the paper's Algorithm 1 does.
      **kwargs: see `Optimizer`.
    """

    def __init__(
        self,
        learning_rate=0.001,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        weight_decay=None,
        name=None,
        **kwargs,
    ):
        self.adaptive_epsilon = kwargs.pop("adaptive_epsilon", False)
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay, name, **kwargs)
        self.amsgrad = amsgrad
        if amsgrad and self.adaptive_epsilon:
            raise NotImplementedError("Adam(amsgrad=True, adaptive_epsilon=True) is not supported; choose one of both.")

    def slot_groups(self):
        return super().slot_groups() + ([[("vhat", 0.0)]] if self.amsgrad else [])

    def shared_scalars(self, rate, iterations, dtype):
        beta_1, beta_2 = self._betas()
        if self.adaptive_epsilon:
            corrected = corrections(iterations, beta_1=beta_1, beta_2=beta_2, dtype=dtype)
            return (rate, *corrected), beta_1, beta_2
        return adam_rate(rate, iterations, beta_1=beta_1, beta_2=beta_2, dtype=dtype), *self._shares(dtype)

    @along_rows
    def update_step(self, gradient, variable):
        rate, beta_1, beta_2 = self.scalars(variable.dtype)
        if self.adaptive_epsilon:
            return self._corrected_step(gradient, variable, *rate)
        return adam_step(
            gradient,
            rate,
            variable=variable,
            moves=self._moves,
            m=self.get_slot(variable, "m"),
            v=self.get_slot(variable, "v"),
            v_hat=self.get_slot(variable, "vhat") if self.amsgrad else None,
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )

    def _corrected_step(self, gradient, variable, rate, of_mean, of_variance):
        """Nadam's step without a look ahead."""
        beta_1, beta_2 = self._betas()
        return nadam_step(
            gradient,
            rate,
            of_mean,
            of_mean * 0,
            of_variance,
            variable=variable,
            moves=self._moves,
            m=self.get_slot(variable, "m"),
            v=self.get_slot(variable, "v"),
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )

    def get_config(self):
        config = {**super().get_config(), "amsgrad": self.amsgrad}
        return config | ({"adaptive_epsilon": True} if self.adaptive_epsilon else {})


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101)."""

    def __init__(
        self,
        learning_rate=0.001,
        weight_decay=0.004,
        beta_1=0.9,
        beta_2=0.999,
        epsilon=1e-7,
        amsgrad=False,
        name=None,
        **kwargs,
    ):
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, name, **kwargs)
        if weight_decay is None or isinstance(weight_decay, str):
            raise ValueError("Missing value of `weight_decay` which is required and must be a float value.")


class Adamax(_Adaptive):
    """Adam with the largest |g| for the root mean square (arXiv:1412.6980, section 7). Arguments as for `Adam`.

    `learning_rate` is 0.001 by default (0.002 before TensorFlow 2).
    """

    def __init__(
        self, learning_rate=None, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=None, name=None, **kwargs
    ):
        learning_rate = by_era("Adamax.learning_rate") if learning_rate is None else learning_rate
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay, name, **kwargs)

    _slot_names = {"u": "v"}
    _old_moves = ROWS

    def slot_groups(self):
        return [[("m", 0.0), ("u", 0.0)]]

    def shared_scalars(self, rate, iterations, dtype):
        beta_1, beta_2 = self._betas()
        return adamax_rate(rate, iterations, beta_1=beta_1, dtype=dtype), beta_1, beta_2

    @along_rows
    def update_step(self, gradient, variable):
        rate, beta_1, beta_2 = self.scalars(variable.dtype)
        return adamax_step(
            gradient,
            rate,
            variable=variable,
            moves=self._moves,
            m=self.get_slot(variable, "m"),
            u=self.get_slot(variable, "u"),
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )


class Nadam(_Adaptive):
    """Adam with Nesterov's look ahead (Dozat, 2015). Arguments as for `Adam`, and one of TensorFlow before 2.11.

    `learning_rate` is 0.001 by default (0.002 before TensorFlow 2).

    The momenta are multiplied once in each step, as Keras 3 and tf_keras's eager steps do. In TensorFlow 2.11 to 2.15 a
    traced step multiplies them once for most variables, for which ones depending on how often it was traced: the first
    steps of `fit` are smaller there.

    Args:
      schedule_decay: the pace at which momentum grows, which is 1 since TensorFlow 2.11; 0.004 by default before.
    """

    _numbers = ("beta_1", "beta_2", "momentum_cache")
    _old_moves, _rounds_first = VARIABLE, True

    def __init__(
        self, learning_rate=None, beta_1=0.9, beta_2=0.999, epsilon=1e-7, weight_decay=None, name=None, **kwargs
    ):
        learning_rate = by_era("Nadam.learning_rate") if learning_rate is None else learning_rate
        self._pace = kwargs.pop("schedule_decay", by_era("Nadam.schedule_decay"))
        check_numbers(schedule_decay=self._pace)
        super().__init__(learning_rate, beta_1, beta_2, epsilon, weight_decay, name, **kwargs)
        with init_scope():
            self._u_product = Variable(1.0, trainable=False, name=self._own_name("momentum_product", "momentum_cache"))
        if self._is_old:  # since TensorFlow 2.11 Keras saves no such thing
            self._variables.append(self._u_product)

    def shared_scalars(self, rate, iterations, dtype):
        beta_1, beta_2 = self._betas()
        *factors, product = nadam_factors(
            iterations, self._u_product.value(), beta_1=beta_1, beta_2=beta_2, dtype=dtype, pace=self._pace
        )
        return rate, factors, product, *self._shares(dtype)

    @along_rows
    def update_step(self, gradient, variable):
        rate, factors, _, beta_1, beta_2 = self.scalars(variable.dtype)
        return nadam_step(
            gradient,
            rate,
            *factors,
            variable=variable,
            moves=self._moves,
            m=self.get_slot(variable, "m"),
            v=self.get_slot(variable, "v"),
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=self.epsilon,
        )

    def _restored(self):
        """Work the product out from the number of steps, as they did, where it is none of `variables`."""
        if self._is_old:
            return
        product = dtypes.float32.numpy.type(1)
        beta_1, beta_2 = self._betas()
        for step in range(int(self._updates())):
            if product == 0:  # and stays so
                break
            *_, product = nadam_factors(
                np.int64(step), product, beta_1=beta_1, beta_2=beta_2, dtype=dtypes.float32, pace=self._pace
            )
            product = product.numpy()
        self._u_product.assign(product)

    def _advance(self, done):
        _, _, product, *_ = next(iter(self._scalars.values()))
        written = self._u_product.assign(cast(product, self._u_product.dtype))
        return super()._advance([*done, written])

"""Learning rates that depend on the step, as functions of it."""

import math

import numpy as np

from tenfold.core.calls.methods import explained, telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.saving import newer_form, serialization
from tenfold.keras.utils.arguments import name_of, real_number
from tenfold.ops.arrays.basics import cast
from tenfold.ops.arrays.creation import ones_like
from tenfold.ops.math.arithmetic import divide_real, multiply
from tenfold.ops.math.comparison import equal, less, less_equal, select
from tenfold.ops.math.elementwise import ceil, cos, floor, log
from tenfold.ops.math.powers import maximum, minimum, power


class LearningRateSchedule:
    """Base class: subclasses write `__call__(step)`, which gives a scalar tensor, and `get_config`.

    An optimizer takes one as its `learning_rate`, and calls it with its `iterations` before every update.
    """

    def __call__(self, step):
        """The learning rate at `step`, an integer tensor."""
        raise NotImplementedError(
            f"Learning rate schedule '{type(self).__name__}' must override `__call__(self, step)`."
        )

    def get_config(self):
        """The arguments of `__init__`."""
        raise NotImplementedError(
            f"Learning rate schedule '{type(self).__name__}' must override `get_config()` in order to be serialized."
        )

    @classmethod
    def from_config(cls, config):
        """The schedule that `get_config` described."""
        return cls(**config)


class _Schedule(LearningRateSchedule):
    """A schedule whose configuration is its arguments."""

    def __init__(self, name=None, **arguments):
        """Keep the arguments.

        Raises:
          TypeError, ValueError: a value that is no number, a period of no steps, a name that is no text.
        """
        name_of(name, "a learning rate schedule")
        for argument in arguments:
            values = arguments[argument]
            for value in values if isinstance(values, list) else [values]:
                real_number(value, argument, optional=True)
            if argument in ("decay_steps", "first_decay_steps") and not _may_be_positive(values):
                raise ValueError(f"Argument `{argument}` must be > 0. Received: {argument}={values}")
        vars(self).update(arguments, name=name)
        self._arguments = (*arguments, "name")

    def get_config(self):
        return {name: getattr(self, name) for name in self._arguments}

    def _progress(self, step, length, staircase=False):
        """(initial rate as a tensor, step / length)."""
        initial = convert(self.initial_learning_rate, partner=dtypes.float32)
        done = divide_real(cast(convert(step), initial.dtype), cast(convert(length), initial.dtype))
        return initial, floor(done) if staircase else done


def _may_be_positive(value):
    """Whether `value` is above 0, or None or a tensor, of which that may not be known."""
    return not isinstance(value, (int, float, np.generic)) or value > 0


class ExponentialDecay(_Schedule):
    """initial_learning_rate * decay_rate ** (step / decay_steps), the exponent rounded down for a `staircase`."""

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None):
        super().__init__(
            initial_learning_rate=initial_learning_rate,
            decay_steps=decay_steps,
            decay_rate=decay_rate,
            staircase=staircase,
            name=name,
        )

    def __call__(self, step):
        initial, done = self._progress(step, self.decay_steps, self.staircase)
        return multiply(initial, power(convert(self.decay_rate, partner=initial.dtype), done))


class InverseTimeDecay(_Schedule):
    """initial_learning_rate / (1 + decay_rate * step / decay_steps), the quotient rounded down for a `staircase`."""

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None):
        super().__init__(
            initial_learning_rate=initial_learning_rate,
            decay_steps=decay_steps,
            decay_rate=decay_rate,
            staircase=staircase,
            name=name,
        )

    def __call__(self, step):
        initial, done = self._progress(step, self.decay_steps, self.staircase)
        return divide_real(initial, done * self.decay_rate + 1.0)


class PiecewiseConstantDecay(_Schedule):
    """values[i] up to and including step boundaries[i], the last of `values` beyond.

    Raises:
      ValueError: `values` does not have one element more than `boundaries`, or these do not increase.
    """

    def __init__(self, boundaries, values, name=None):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "The length of boundaries should be 1 less than the length of values. Received: "
                f"boundaries={boundaries} of "
                f"length {len(boundaries)}, and values={values} of length {len(values)}."
            )
        super().__init__(boundaries=list(boundaries), values=list(values), name=name)
        plain = [b for b in self.boundaries if isinstance(b, (int, float, np.generic))]
        if plain != sorted(plain):
            raise ValueError(
                f"PiecewiseConstantDecay needs `boundaries` that increase; received {self.boundaries}. Sort them, and "
                "`values` with them."
            )

    def __call__(self, step):
        step = convert(step)
        rate = convert(self.values[-1], partner=dtypes.float32)
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1])):
            rate = select(
                less_equal(step, cast(convert(boundary), step.dtype)), convert(value, partner=rate.dtype), rate
            )
        return rate


class PolynomialDecay(_Schedule):
    """From initial_learning_rate to end_learning_rate in `decay_steps` along (1 - step / decay_steps) ** power.

    Args:
      cycle: begin anew, over the next multiple of `decay_steps`, instead of staying at the end.
    """

    def __init__(self, initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name=None):
        super().__init__(
            initial_learning_rate=initial_learning_rate,
            decay_steps=decay_steps,
            end_learning_rate=end_learning_rate,
            power=power,
            cycle=cycle,
            name=name,
        )

    def __call__(self, step):
        initial, done = self._progress(step, self.decay_steps)
        if self.cycle:
            done = divide_real(done, select(equal(done, done * 0.0), ones_like(done), ceil(done)))
        else:
            done = minimum(done, 1.0)
        left = power(1.0 - done, convert(self.power, partner=initial.dtype))
        return (initial - self.end_learning_rate) * left + self.end_learning_rate


class CosineDecay(_Schedule):
    """From initial_learning_rate along half a cosine to `alpha` times it (Loshchilov and Hutter, arXiv:1608.03983).

    Args:
      warmup_target: rise linearly from initial_learning_rate to this in `warmup_steps`, then decay from there.
    """

    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, name=None, warmup_target=None, warmup_steps=0):
        super().__init__(
            initial_learning_rate=initial_learning_rate,
            decay_steps=decay_steps,
            alpha=alpha,
            name=name,
            warmup_target=warmup_target,
            warmup_steps=warmup_steps,
        )

    def __call__(self, step):
        step = convert(step)
        if self.warmup_target is None:
            initial, done = self._progress(step, self.decay_steps)
            return self._decayed(initial, done)
        initial, risen = self._progress(step, self.warmup_steps)
        top = convert(self.warmup_target, partner=initial.dtype)
        step, warmup = cast(step, initial.dtype), convert(self.warmup_steps, partner=initial.dtype)
        _, done = self._progress(step - warmup, self.decay_steps)
        rising = (top - initial) * risen + initial
        return select(less(step, warmup), rising, self._decayed(top, maximum(done, 0.0)))

    def _decayed(self, initial, done):
        fall = (cos(minimum(done, 1.0) * math.pi) + 1.0) * 0.5
        return multiply(initial, fall * (1.0 - self.alpha) + self.alpha)


class CosineDecayRestarts(_Schedule):
    """`CosineDecay` again and again, each period `t_mul` times as long and from `m_mul` times the rate of the last.

    Raises:
      ValueError: a `t_mul` that is not above 0, of which the rate would be NaN.
    """

    def __init__(self, initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0, name=None):
        super().__init__(
            initial_learning_rate=initial_learning_rate,
            first_decay_steps=first_decay_steps,
            t_mul=t_mul,
            m_mul=m_mul,
            alpha=alpha,
            name=name,
        )
        if not _may_be_positive(t_mul):
            raise ValueError(f"Argument `t_mul` must be > 0. Received: t_mul={t_mul}")

    def __call__(self, step):
        initial, done = self._progress(step, self.first_decay_steps)
        if self.t_mul == 1.0:
            period = floor(done)
            done = done - period
        else:
            factor = convert(self.t_mul, partner=initial.dtype)
            period = floor(log(1.0 - done * (1.0 - factor)) / log(factor))
            length = power(factor, period)
            done = (done - (1.0 - length) / (1.0 - factor)) / length
        height = power(convert(self.m_mul, partner=initial.dtype), period)
        fall = height * 0.5 * (cos(done * math.pi) + 1.0)
        return multiply(initial, fall * (1.0 - self.alpha) + self.alpha)


CLASSES = {
    cls.__name__: cls
    for cls in (
        CosineDecay,
        CosineDecayRestarts,
        ExponentialDecay,
        InverseTimeDecay,
        PiecewiseConstantDecay,
        PolynomialDecay,
    )
}


@telling
def serialize(learning_rate_schedule, use_legacy_format=None):
    """The description of a schedule, in Keras 2's or the newer form; see `newer_form.serialize`."""
    return newer_form.serialize(learning_rate_schedule, use_legacy_format)


@telling
def deserialize(config, custom_objects=None, use_legacy_format=None):
    """The schedule that `serialize` described, in either form. ValueError for an unknown one."""
    return serialization.deserialize_keras_object(config, CLASSES, custom_objects, "learning rate schedule")


for _value in list(vars().values()):
    if isinstance(_value, type):
        explained(_value)

"""Loss scaling: gradients too small for float16 are computed as multiples of themselves."""

import contextlib
import logging

import numpy as np

from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import init_scope
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.keras.mixed_precision import loss_scale
from tenfold.keras.optimizers import gradients
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.saving import serialization
from tenfold.keras.saving.plain_values import REGISTERED_NAMES
from tenfold.ops.arrays.basics import cast
from tenfold.ops.arrays.joining import stack
from tenfold.ops.control.branches import cond
from tenfold.ops.math.comparison import greater_equal, select
from tenfold.ops.math.elementwise import is_finite
from tenfold.ops.math.logic import logical_and
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_all
from tenfold.ops.structures.indexed_slices import IndexedSlices

log = logging.getLogger("tenfold")
SCALE, STEPS = 2.0**15, 2000
_FORGOTTEN = (
    "You forgot to call %s before LossScaleOptimizer.apply_gradients(); the model is likely to become worse for it:\n"
    "    with tf.GradientTape() as tape:\n"
    "        scaled_loss = opt.get_scaled_loss(loss_fn())\n"
    "    scaled_grads = tape.gradient(scaled_loss, variables)\n"
    "    opt.apply_gradients(zip(opt.get_unscaled_gradients(scaled_grads), variables))"
)


class LossScaleOptimizer(Optimizer):
    """An optimizer around another one, which multiplies the loss and divides the gradients (arXiv:1710.03740).

    `minimize` and `fit` do both by themselves; with a tape of one's own, `get_scaled_loss` and
    `get_unscaled_gradients` do. In all else it is the inner optimizer: attributes are that one's.

    Args:
      inner_optimizer: what updates the variables.
      dynamic: whether the scale follows the gradients: it doubles after `dynamic_growth_steps` steps of finite ones; a
        step with others is left out and the scale halved.
      initial_scale: by which the loss is multiplied first, 2 ** 15 by default; to be said where it is not `dynamic`.
      dynamic_growth_steps: 2000 by default; for a dynamic scale only.
      name: Keras 3's; by default the inner optimizer's.

    In Keras 3 `initial_scale` is the second argument: a number above 1 in place of `dynamic` is taken for it.

    Raises:
      TypeError: `inner_optimizer` is no optimizer or scales already, or `dynamic` is no bool.
      ValueError: the arguments contradict each other, or another optimizer is around the inner one.
    """

    inner_from = None  # how an inner optimizer is made from its description; `registry` sets it
    _own = frozenset(
        "_optimizer _scale _counter _initial_scale _growth_steps _loss_was_scaled _gradients_were_unscaled "
        "_own_name".split()
    )

    def __init__(self, inner_optimizer, dynamic=True, initial_scale=None, dynamic_growth_steps=None, name=None):
        if isinstance(dynamic, (int, float)) and dynamic > 1:
            dynamic, initial_scale, dynamic_growth_steps = True, dynamic, initial_scale or dynamic_growth_steps
        _check(inner_optimizer, dynamic, initial_scale, dynamic_growth_steps)
        self._optimizer, inner_optimizer._is_wrapped_by_loss_scale_optimizer = inner_optimizer, True
        self._initial_scale = float(SCALE if initial_scale is None else initial_scale)
        self._own_name = name
        self._loss_was_scaled = self._gradients_were_unscaled = False
        self._scale = self._counter = self._growth_steps = None
        if dynamic:
            self._growth_steps = int(STEPS if dynamic_growth_steps is None else dynamic_growth_steps)
            with init_scope():
                self._scale = Variable(np.float32(self._initial_scale), trainable=False, name="current_loss_scale")
                self._counter = Variable(np.int64(0), trainable=False, name="good_steps")

    def __getattr__(self, name):
        if name in type(self)._own:  # not there yet: a copy in the making
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        return getattr(self._optimizer, name)

    def __setattr__(self, name, value):
        owned = name in self._own or isinstance(getattr(type(self), name, None), property)
        if owned:
            super().__setattr__(name, value)
        else:
            setattr(self._optimizer, name, value)

    def __dir__(self):
        return sorted({*super().__dir__(), *dir(self._optimizer)})

    _index_dict = property(lambda self: self._optimizer._index_dict)
    name = property(lambda self: self._own_name or self._optimizer.name)
    inner_optimizer = property(lambda self: self._optimizer)
    dynamic = property(lambda self: self._scale is not None)
    initial_scale = property(lambda self: self._initial_scale)
    dynamic_growth_steps = property(lambda self: self._growth_steps)
    dynamic_scale = property(lambda self: self._scale)  # Keras 3's name of the variable; None where it stays
    dynamic_counter = property(lambda self: self._counter)  # steps of finite gradients since the scale last changed

    @property
    def loss_scale(self):
        """What the loss is multiplied by now, a float32 tensor."""
        return convert(np.float32(self._initial_scale)) if self._scale is None else self._scale.value()

    def _trackable_children(self):
        found = self._optimizer._trackable_children()
        if self._scale is None:
            return found
        return {**found, "loss_scale": {"current_loss_scale": self._scale, "good_steps": self._counter}}

    def _slot_values(self):
        return self._optimizer._slot_values()

    # scaling

    def get_scaled_loss(self, loss):
        """`loss`, a tensor or a function that gives one, times the scale."""
        self._loss_was_scaled = True
        if callable(loss) and not isinstance(loss, Tensor):
            return lambda: self._scaled(loss())
        return self._scaled(loss)

    scale_loss = get_scaled_loss

    def _scaled(self, loss):
        loss = convert(loss)
        return loss * cast(self.loss_scale, loss.dtype)

    def get_unscaled_gradients(self, grads):
        """A list of gradients over the scale; None stays None."""
        self._gradients_were_unscaled = True
        inverse = 1.0 / self.loss_scale
        return [None if g is None else _times(g, inverse) for g in grads]

    def compute_gradients(self, loss, var_list, tape=None, grad_loss=None):
        """[(gradient, variable)], computed by way of the scaled loss; see `Optimizer.compute_gradients`."""
        with _going_on(tape, loss):
            loss = self.get_scaled_loss(loss)
        pairs = self._optimizer.compute_gradients(loss, var_list, tape, grad_loss)
        found = self.get_unscaled_gradients([g for g, _ in pairs])
        return [(g, v) for g, (_, v) in zip(found, pairs)]

    def get_gradients(self, loss, params):
        """Gradients of a graph's loss."""
        with _going_on(None, loss):
            loss = self.get_scaled_loss(loss)
        return self.get_unscaled_gradients(self._optimizer.get_gradients(loss, params))

    # updates

    def build(self, var_list):
        self._optimizer.build(var_list)

    def _stored(self, values):
        return self.inner_optimizer._stored(values)

    def _restored(self):
        self._optimizer._restored()

    def apply_gradients(
        self, grads_and_vars, name=None, skip_gradients_aggregation=False, experimental_aggregate_gradients=True
    ):
        """Let the inner optimizer apply gradients that are finite, and let the scale follow; see `Optimizer`."""
        self._warn_of_forgotten()
        grads, variables = gradients.filtered(grads_and_vars)
        if not variables:
            return self.iterations
        if not self.dynamic:
            return self._optimizer.apply_gradients(list(zip(grads, variables)), name)
        with using(tapes=()):
            self._optimizer._build_for(variables)
            return cond(_all_finite(grads), lambda: self._applied(grads, variables, name), self._left_out)

    def _warn_of_forgotten(self):
        done = (self._loss_was_scaled, "get_scaled_loss()"), (self._gradients_were_unscaled, "get_unscaled_gradients()")
        missing = [f"LossScaleOptimizer.{method}" for was, method in done if not was]
        if missing:
            log.warning(_FORGOTTEN, " and ".join(missing))

    def _applied(self, grads, variables, name):
        result = self._optimizer.apply_gradients(list(zip(grads, variables)), name)
        steps, doubled = self._counter.value() + 1, self._scale.value() * 2.0
        due = greater_equal(steps, self._growth_steps)
        self._scale.assign(select(logical_and(due, is_finite(doubled)), doubled, self._scale.value()))
        self._counter.assign(select(due, steps * 0, steps))
        return convert(result)

    def _left_out(self):
        self._scale.assign(maximum(self._scale.value() / 2.0, 1.0))
        self._counter.assign(0)
        return convert(self._optimizer._iterations.assign_add(1))

    # copying and configuration

    def _adopt(self, key, variable):
        """The inner optimizer follows its variables by itself."""

    def __getstate__(self):
        return self._state_to_copy()

    def __setstate__(self, state):
        vars(self).update(state)

    def get_config(self):
        """The arguments of `__init__`."""
        named = {} if self._own_name is None else {"name": self._own_name}
        return named | {
            "inner_optimizer": serialization.serialize_keras_object(self._optimizer),
            "dynamic": self.dynamic,
            "initial_scale": self.initial_scale,
            "dynamic_growth_steps": self.dynamic_growth_steps,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The optimizer that `get_config` described, here or in TensorFlow 2.3."""
        config = _of_now(config)
        inner = config.pop("inner_optimizer")
        return cls(inner if isinstance(inner, Optimizer) else cls.inner_from(inner, custom_objects), **config)


class LossScaleOptimizerV1(LossScaleOptimizer):
    """TensorFlow 2.0 to 2.3's `experimental.LossScaleOptimizer`.

    Args:
      optimizer: what updates the variables.
      loss_scale: a number, "dynamic", a FixedLossScale or a DynamicLossScale.
    """

    def __init__(self, optimizer, loss_scale):
        super().__init__(optimizer, **_of_scale(loss_scale))

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return LossScaleOptimizer.from_config(config, custom_objects)


# as files call it; without a number it is a legacy one
REGISTERED_NAMES[LossScaleOptimizer] = REGISTERED_NAMES[LossScaleOptimizerV1] = "LossScaleOptimizerV3"


def _of_scale(scale):
    """A LossScaleOptimizer's arguments. ValueError where `scale` is none."""
    found = loss_scale.get(scale)
    if found is None:
        raise ValueError("loss_scale cannot be None.")
    return found.arguments()


def _check(inner, dynamic, initial_scale, growth_steps):
    if not isinstance(inner, Optimizer):
        raise TypeError(
            '"inner_optimizer" must be an instance of `tf.keras.optimizers.Optimizer` or '
            f"`tf.keras.optimizers.experimental.Optimizer`, but got: {inner}."
        )
    if not isinstance(dynamic, bool):
        raise TypeError(f'"dynamic" argument to LossScaleOptimizer.__init__ must be a bool, but got: {dynamic!r}')
    if isinstance(inner, LossScaleOptimizer):
        raise TypeError(f"LossScaleOptimizer cannot wrap another LossScaleOptimizer, but got: {inner}")
    if getattr(inner, "_is_wrapped_by_loss_scale_optimizer", False):
        raise ValueError(
            '"inner_optimizer" is already wrapped by a LossScaleOptimizer. An optimizer can only be wrapped by a '
            "single LossScaleOptimizer"
        )
    if not dynamic and initial_scale is None:
        raise ValueError('"initial_scale" must be specified if "dynamic" is False')
    if not dynamic and growth_steps is not None:
        raise ValueError(f'"dynamic_growth_steps" must be None if "dynamic" is False, but got: {growth_steps}')


def _of_now(config):
    """A configuration in today's terms: TensorFlow 2.3's had an object for the scale, and "optimizer"."""
    config = dict(config)
    if "loss_scale" in config:
        config["inner_optimizer"] = config.pop("optimizer")
        config |= _of_scale(config.pop("loss_scale"))
    return config


def _going_on(tape, loss):
    """A block that belongs to what `loss` was computed in: the tape, which goes on, or the graph."""
    if tape is not None:
        return contextlib.nullcontext() if tape._recording else tape
    return loss.graph.as_default() if isinstance(loss, SymbolicTensor) else contextlib.nullcontext()


def _times(gradient, factor):
    """A gradient, be it one of rows, times a number; in the gradient's dtype."""
    factor = cast(factor, gradient.dtype)
    if isinstance(gradient, IndexedSlices):
        return IndexedSlices(gradient.values * factor, gradient.indices, gradient.dense_shape)
    return gradient * factor


def _all_finite(grads):
    values = [g.values if isinstance(g, IndexedSlices) else g for g in grads]
    return reduce_all(stack([reduce_all(is_finite(v)) for v in values]))

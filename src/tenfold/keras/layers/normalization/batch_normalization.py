"""BatchNormalization (Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167)."""

import numpy as np

from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.base.affine import known_channels
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, ones, reshape, size, transpose, zeros
from tenfold.ops.math.powers import maximum
from tenfold.ops.nn.normalization import batch_norm_training, normalize_by


class BatchNormalization(Layer):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, per channel.

    In training mean and variance are the batch's, and the moving ones follow: moving = moving * momentum + batch *
    (1 - momentum). In inference, and where `trainable` is False, they are the moving ones.

    Args:
      axis: of the channels.
      momentum, epsilon: see above.
      center, scale: whether there is a beta, a gamma.
      beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer: names or objects.
      beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: names or objects.
    """

    casts_numbers = True

    def __init__(
        self,
        axis=-1,
        momentum=0.99,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        synchronized=False,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if synchronized:
            raise ValueError("BatchNormalization(synchronized=True) needs several devices; there is one here.")
        check_numbers(momentum=momentum, epsilon=epsilon)
        _check_axis(axis)
        self.axis, self.momentum, self.epsilon = axis, momentum, epsilon
        self.center, self.scale, self.supports_masking = center, scale, True
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)

    def build(self, input_shape):
        self.axis = self.axis[0] if isinstance(self.axis, (list, tuple)) else self.axis
        rank = len(input_shape)
        if not -rank <= self.axis < rank:
            raise ValueError(
                f"Invalid value for `axis`: {self.axis}. The inputs of {self.name} have shape {input_shape}."
            )
        channels = (known_channels(input_shape, self.axis, self.name),)
        self.input_spec = InputSpec(ndim=rank, axes={self.axis % rank: channels[0]})
        self.gamma = self._add_per_channel("gamma", channels) if self.scale else None
        self.beta = self._add_per_channel("beta", channels) if self.center else None
        self.moving_mean = self._add_per_channel("moving_mean", channels, trainable=False)
        self.moving_variance = self._add_per_channel("moving_variance", channels, trainable=False)
        self.built = True

    def _add_per_channel(self, name, channels, trainable=True):
        """A weight that is never of 16 bits, nor read so: what is summed up over a batch is too much for them."""
        return self.add_weight(
            name,
            channels,
            dtype="float32" if self._variable_dtype_object.size == 2 else None,
            initializer=getattr(self, f"{name}_initializer"),
            regularizer=getattr(self, f"{name}_regularizer", None),
            constraint=getattr(self, f"{name}_constraint", None),
            trainable=trainable,
            experimental_autocast=False,
        )

    def call(self, inputs, training=None, mask=None):
        axis = self.axis % inputs.ndim
        if training and self.trainable:
            return self._normalize_batch(inputs, axis)
        along = [1] * inputs.ndim
        along[axis] = -1
        mean, variance, beta, gamma = [
            v if v is None or axis == inputs.ndim - 1 else reshape(v, along)
            for v in (self.moving_mean, self.moving_variance, self.beta, self.gamma)
        ]
        return normalize_by(inputs, mean, variance, beta, gamma, self.epsilon)

    def _normalize_batch(self, inputs, axis):
        """By the batch's own moments, which the moving ones follow."""
        order = [i for i in range(inputs.ndim) if i != axis] + [axis]
        moved = inputs if axis == inputs.ndim - 1 else transpose(inputs, order)
        gamma = self.gamma if self.scale else ones(self.moving_mean.shape, self.moving_mean.dtype)
        beta = self.beta if self.center else zeros(self.moving_mean.shape, self.moving_mean.dtype)
        outputs, mean, variance = batch_norm_training(moved, gamma, beta, self.epsilon)
        if inputs.ndim in (4, 5) and axis in (1, inputs.ndim - 1) and mean.dtype.size == 4:
            # TensorFlow's fused kernel, which there is for these, hands the unbiased variance on
            count = cast(size(inputs), variance.dtype) / float(self.moving_mean.shape[0])
            variance = variance * (count / maximum(count - 1.0, 1.0))
        self._follow(self.moving_mean, mean)
        self._follow(self.moving_variance, variance)
        return outputs if moved is inputs else transpose(outputs, [order.index(i) for i in range(inputs.ndim)])

    def _follow(self, moving, batch):
        moving.assign_sub((moving - cast(batch, moving.dtype)) * (1.0 - self.momentum))

    def get_config(self):
        config = {
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
        }
        for what in ("beta_initializer", "gamma_initializer", "moving_mean_initializer", "moving_variance_initializer"):
            config[what] = initializers.serialize(getattr(self, what))
        for what, module in (("regularizer", regularizers), ("constraint", constraints)):
            config |= {f"{w}_{what}": module.serialize(getattr(self, f"{w}_{what}")) for w in ("beta", "gamma")}
        return {**super().get_config(), **config}


def _check_axis(axis):
    axes = axis if isinstance(axis, (list, tuple)) else [axis]
    if not all(isinstance(a, (int, np.integer)) for a in axes):
        raise TypeError(f"Expected an int or a list/tuple of ints for the argument 'axis', but received: {axis!r}")
    if len(axes) != 1:
        raise ValueError(f"BatchNormalization normalises along one axis here; received axis={axis!r}.")

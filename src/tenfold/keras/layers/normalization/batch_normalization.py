"""BatchNormalization (Ioffe & Szegedy 2015, https://arxiv.org/abs/1502.03167)."""

import warnings

from tenfold.keras import initializers
from tenfold.keras.layers.base.input_spec import InputSpec
from tenfold.keras.layers.normalization.batch_options import BatchOptions
from tenfold.keras.layers.normalization.scaled import axes_of, check_axis, lengths
from tenfold.keras.utils.arguments import check_numbers
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import cast, ones, reshape, size, transpose, zeros
from tenfold.ops.math.powers import maximum
from tenfold.ops.nn.layer_normalization import layer_normalization
from tenfold.ops.nn.normalization import batch_norm_training, normalize_by


class BatchNormalization(BatchOptions):
    """gamma * (x - mean) / sqrt(variance + epsilon) + beta, per channel.

    In training mean and variance are the batch's, and the moving ones follow: moving = moving * momentum + batch *
    (1 - momentum). In inference, and where `trainable` is False, they are the moving ones. (In TensorFlow 1 `trainable`
    stops the moving ones alone.)

    Args:
      axis: of the channels, or a list of axes: each position along them is normalised by itself.
      momentum, epsilon: see above.
      center, scale: whether there is a beta, a gamma.
      beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer: names or objects.
      beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: names or objects.
      synchronized: moments of all replicas' batches together; the same as without on one device, but for `fused`.
      renorm, renorm_clipping, renorm_momentum, virtual_batch_size, adjustment: see `BatchOptions`.
      fused: whether the moving variance follows the unbiased one, as TensorFlow's fused kernel has it: by default where
        that can be used, which is on 4-D and 5-D inputs with the channels first or last and none of the options (never
        in Keras 3).

    A mask of the inputs leaves the masked positions out of the moments (not where `fused`, which warns).
    """

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
        fused=None,
        **kwargs,
    ):
        super().__init__(
            epsilon,
            center,
            scale,
            beta_initializer,
            gamma_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
            **kwargs,
        )
        check_numbers(momentum=momentum)
        self.axis, self.momentum, self.synchronized, self.fused = check_axis(axis), momentum, bool(synchronized), fused
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.trainable_false_is_inference = by_era("BatchNormalization.trainable_false_is_inference")
        if fused:
            self._refuse_fused()

    def _refuse_fused(self):
        """ValueError where an option says otherwise than `fused=True`."""
        for name in (*self.OPTIONS, "synchronized"):
            if getattr(self, name):
                raise ValueError(
                    f"Passing both `fused=True` and `{name}={getattr(self, name)}` is not supported by {self.name}: "
                    "leave `fused` out."
                )

    def build(self, input_shape):
        rank, axes = len(input_shape), axes_of(self.axis, input_shape, self.name)
        channels = lengths(input_shape, axes, self.name)
        self.input_spec = InputSpec(ndim=rank, axes=dict(zip(axes, channels)))
        can_be = rank in (4, 5) and axes in ((1,), (rank - 1,)) and not (self.synchronized or self.has_options)
        if self.fused and not can_be:
            raise ValueError(
                "`fused=True` is only supported for 4-D and 5-D inputs with `axis` 1 or the last one. "
                f"{self.name} received inputs of shape {tuple(input_shape)} and axis={self.axis}: leave `fused` out."
            )
        self.fused = can_be and by_era("BatchNormalization.fused") if self.fused is None else self.fused
        self._reduced = tuple(i for i in range(rank) if i not in axes)
        self._place = axes[0] if len(axes) == 1 else None  # of the channels
        spread = len(axes) > 1 or self.virtual_batch_size is not None
        shape = tuple(1 if i in self._reduced else input_shape[i] for i in range(rank)) if spread else channels
        shape = shape if self.virtual_batch_size is None else (1, *shape)
        # never of 16 bits, nor read so: what is summed up over a batch is too much for them
        dtype = "float32" if self._variable_dtype_object.size == 2 else None
        self.add_gamma_and_beta(shape, dtype)
        self.moving_mean = self.add_moving("moving_mean", shape, self.moving_mean_initializer)
        self.moving_variance = self.add_moving("moving_variance", shape, self.moving_variance_initializer)
        self.add_renorm_weights(shape)
        self.built = True

    def call(self, inputs, training=None, mask=None):
        if not training or not (self.trainable or not self.trainable_false_is_inference):
            return self._normalize_by_moving(inputs)
        if mask is not None and self.fused:
            warnings.warn(
                f"{self.name} received a mask, which its fused kernel takes no notice of: give it `fused=False`, or no "
                "mask.",
                stacklevel=2,
            )
        elif mask is not None or self.has_options:
            return self.normalize_with_options(inputs, mask)
        return self._normalize_batch(inputs)

    def _normalize_by_moving(self, inputs):
        weights = self.moving_mean, self.moving_variance, self.beta, self.gamma
        if self._place != len(inputs.shape) - 1 or self.virtual_batch_size is not None:
            along = [1 if i in self._reduced else inputs.shape[i] for i in range(inputs.ndim)]
            weights = [v if v is None else reshape(v, along) for v in weights]
        return normalize_by(inputs, *weights, self.epsilon)

    def _normalize_batch(self, inputs):
        """By the batch's own moments, which the moving ones follow."""
        gamma = self.gamma if self.scale else ones(self.moving_mean.shape, self.moving_mean.dtype)
        beta = self.beta if self.center else zeros(self.moving_mean.shape, self.moving_mean.dtype)
        if self._place is None:
            outputs, mean, variance = layer_normalization(inputs, gamma, beta, self._reduced, self.epsilon)
        else:
            order = [*self._reduced, self._place]
            moved = inputs if self._place == len(inputs.shape) - 1 else transpose(inputs, order)
            outputs, mean, variance = batch_norm_training(moved, gamma, beta, self.epsilon)
            outputs = outputs if moved is inputs else transpose(outputs, [order.index(i) for i in range(inputs.ndim)])
        if self.fused and mean.dtype.size == 4:
            # TensorFlow's fused kernel hands the unbiased variance on
            count = cast(size(inputs), variance.dtype) / float(self.moving_mean.shape[0])
            variance = variance * (count / maximum(count - 1.0, 1.0))
        self.follow(self.moving_mean, mean)
        self.follow(self.moving_variance, variance)
        return outputs

    def get_config(self):
        return {
            **super().get_config(),
            "axis": self.axis,
            "momentum": self.momentum,
            "moving_mean_initializer": initializers.configuration(self.moving_mean_initializer),
            "moving_variance_initializer": initializers.configuration(self.moving_variance_initializer),
        }


class SyncBatchNormalization(BatchNormalization):
    """BatchNormalization whose moments are those of all replicas' batches together (`synchronized=True`)."""

    def __init__(self, *args, **kwargs):
        if "synchronized" in kwargs:
            raise TypeError("SyncBatchNormalization takes no `synchronized`: it always is.")
        super().__init__(*args, synchronized=True, **kwargs)

"""What few batch normalisations use: virtual batches, batch renormalisation, adjustments, and masks."""

from tenfold.keras.layers.normalization.batch_renorm import check_clipping, corrections, deviation_of
from tenfold.keras.layers.normalization.masked import masked_moments, spread_mask
from tenfold.keras.layers.normalization.scaled import ScaledLayer
from tenfold.keras.utils.arguments import check_numbers, whole_number
from tenfold.ops.arrays.basics import cast, concat, reshape, shape
from tenfold.ops.math.arithmetic import square
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_mean
from tenfold.ops.nn.normalization import batch_normalization, moments


class BatchOptions(ScaledLayer):
    """A batch normalisation in steps, so that something can come between them.

    Args:
      renorm: normalise as the running moments would, by corrections of the batch's that no gradient sees.
      renorm_clipping: {"rmax", "rmin", "dmax": bounds of the corrections}; see `batch_renorm.corrections`.
      renorm_momentum: with which the running moments follow.
      virtual_batch_size: normalise this many samples at a time (sample i with every sample n / virtual_batch_size
        further on); the batch must be a multiple of it.
      adjustment: function of the inputs' shape, in training, to (scale, shift) of what is normalised.
    """

    OPTIONS = ("renorm", "virtual_batch_size", "adjustment")

    def __init__(
        self,
        *args,
        renorm=False,
        renorm_clipping=None,
        renorm_momentum=0.99,
        virtual_batch_size=None,
        adjustment=None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        check_numbers(renorm_momentum=renorm_momentum)
        self.renorm, self.renorm_momentum = bool(renorm), renorm_momentum
        self.renorm_clipping = check_clipping(renorm_clipping) if renorm else None
        self.virtual_batch_size, self.adjustment = virtual_batch_size, adjustment
        if virtual_batch_size is not None:
            whole_number(virtual_batch_size, "virtual_batch_size")
            if adjustment is not None:
                raise ValueError(f"{self.name}: when using `virtual_batch_size`, adjustment cannot be specified.")
        self.has_options = any([self.renorm, virtual_batch_size is not None, adjustment is not None])

    def add_moving(self, name, shape, initializer):
        """A weight that follows the batches."""
        dtype = "float32" if self._variable_dtype_object.size == 2 else None
        return self.add_weight(
            name, shape, dtype=dtype, initializer=initializer, trainable=False, experimental_autocast=False
        )

    def add_renorm_weights(self, dims):
        if self.renorm:
            self.moving_stddev = self.add_moving("moving_stddev", dims, self._initial_deviation)
            self.renorm_mean = self.add_moving("renorm_mean", dims, self.moving_mean_initializer)
            self.renorm_stddev = self.add_moving("renorm_stddev", dims, self._initial_deviation)

    def _initial_deviation(self, dims, dtype=None):
        return self.moving_variance_initializer(dims, dtype=dtype) ** 0.5

    def follow(self, moving, batch, momentum=None):
        """moving = moving * momentum + batch * (1 - momentum); nothing where the layer is not trainable."""
        if self.trainable:
            rate = 1.0 - (self.momentum if momentum is None else momentum)
            moving.assign_sub((moving - reshape(cast(batch, moving.dtype), moving.shape)) * rate)

    def normalize_with_options(self, inputs, mask):
        """By the moments of the (virtual) batch, which the moving ones follow."""
        x = cast(inputs, self.moving_mean.dtype)
        seen = None if mask is None else spread_mask(mask, x)
        x, axes = self._in_virtual_batches(x), self._reduced
        if self.virtual_batch_size is not None:
            seen = None if seen is None else self._in_virtual_batches(seen)
            axes = tuple([0, *(i + 1 for i in self._reduced if i)])
        mean, variance = moments(x, axes, keepdims=True) if seen is None else masked_moments(x, axes, seen)
        whole = [t if self.virtual_batch_size is None else reduce_mean(t, 1, keepdims=True) for t in (mean, variance)]
        scale, offset = self._transform(inputs, [d if i not in axes else 1 for i, d in enumerate(x.shape)], *whole)
        self._follow_moments(*whole)
        outputs = batch_normalization(x, mean, variance, offset, scale, self.epsilon)
        return cast(reshape(outputs, shape(inputs)), inputs.dtype)

    def _in_virtual_batches(self, x):
        """(virtual batch size, batches, ...)."""
        if self.virtual_batch_size is None:
            return x
        return reshape(x, concat([[self.virtual_batch_size, -1], shape(x)[1:]], 0))

    def _transform(self, inputs, dims, mean, variance):
        """(scale, shift) of the normalised inputs, in shapes that broadcast against them; None for neither."""
        along = [d if i != 1 or self.virtual_batch_size is None else 1 for i, d in enumerate(dims)]
        scale, offset = [None if v is None else reshape(v, along) for v in (self.gamma, self.beta)]
        if self.adjustment is not None:
            scale, offset = _composed(*self.adjustment(shape(inputs)), scale, offset)
        if self.renorm:
            least = self.epsilon**0.5  # of a deviation
            now = reshape(self.renorm_mean, along), maximum(reshape(self.renorm_stddev, along), least)
            deviation = deviation_of(variance, self.epsilon)
            scale, offset = _composed(*corrections(mean, deviation, *now, self.renorm_clipping), scale, offset)
        return scale, offset

    def _follow_moments(self, mean, variance):
        self.follow(self.moving_mean, mean)
        if not self.renorm:
            self.follow(self.moving_variance, variance)
            return
        deviation = deviation_of(variance, self.epsilon)
        self.follow(self.renorm_mean, mean, self.renorm_momentum)
        self.follow(self.renorm_stddev, deviation, self.renorm_momentum)
        self.follow(self.moving_stddev, deviation)
        if self.trainable:
            self.moving_variance.assign(maximum(square(self.moving_stddev) - self.epsilon, 0.0))

    def get_config(self):
        config = super().get_config()
        if self.renorm:
            clipping = {"renorm_clipping": self.renorm_clipping, "renorm_momentum": self.renorm_momentum}
            config |= {"renorm": True, **clipping}
        if self.virtual_batch_size is not None:
            config["virtual_batch_size"] = self.virtual_batch_size
        if self.adjustment is not None:
            raise ValueError(f"{self.name}: `adjustment` is a function, which a configuration cannot hold.")
        return config


def _composed(scale, offset, outer_scale, outer_offset):
    """(scale, shift) of: first times `scale` plus `offset`, then the same with the outer ones, which may be None."""
    if outer_scale is not None:
        scale, offset = scale * outer_scale, offset * outer_scale
    return scale, offset if outer_offset is None else offset + outer_offset

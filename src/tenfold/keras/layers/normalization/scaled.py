"""What normalisations share: a scale (gamma) and a shift (beta) that are learnt, each with its options."""

import numpy as np

from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.utils.arguments import check_numbers
from tenfold.ops.arrays.basics import cast, reshape


class ScaledLayer(Layer):
    """gamma * normalised(inputs) + beta; subclasses say what `normalised` is.

    Args:
      epsilon: added to the variance, so that nothing is divided by zero.
      center, scale: whether there is a beta, a gamma.
      beta_initializer, gamma_initializer: names or objects.
      beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: names or objects.
    """

    casts_numbers = True

    def __init__(
        self,
        epsilon=1e-3,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_numbers(epsilon=epsilon)
        self.epsilon, self.center, self.scale, self.supports_masking = epsilon, center, scale, True
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.gamma = self.beta = None

    def add_gamma_and_beta(self, shape, dtype=None):
        """Make those that there are; they are read in the dtype in which they are kept."""
        if self.scale:
            self.gamma = self._add_scaling("gamma", shape, dtype)
        if self.center:
            self.beta = self._add_scaling("beta", shape, dtype)

    def _add_scaling(self, name, shape, dtype):
        return self.add_weight(
            name,
            shape,
            dtype=dtype,
            initializer=getattr(self, f"{name}_initializer"),
            regularizer=getattr(self, f"{name}_regularizer"),
            constraint=getattr(self, f"{name}_constraint"),
            experimental_autocast=False,
        )

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        config = {"epsilon": self.epsilon, "center": self.center, "scale": self.scale}
        for what, module in (("initializer", initializers), ("regularizer", regularizers), ("constraint", constraints)):
            config |= {f"{w}_{what}": module.serialize(getattr(self, f"{w}_{what}")) for w in ("beta", "gamma")}
        return {**super().get_config(), **config}


def check_axis(axis, several=True):
    """`axis` as it was given: an int, or where `several`, a list of ints.

    Raises:
      TypeError: anything else.
      ValueError: an empty list.
    """
    axes = axis if isinstance(axis, (list, tuple)) and several else [axis]
    if not all(isinstance(a, (int, np.integer)) and not isinstance(a, bool) for a in axes):
        kinds = "an int or a list/tuple of ints" if several else "an int"
        raise TypeError(f"Expected {kinds} for the argument 'axis', but received: {axis!r}")
    if not axes:
        raise ValueError(f"The argument 'axis' must name at least one axis; received {axis!r}.")
    return list(axis) if isinstance(axis, (list, tuple)) else axis


def axes_of(axis, shape, layer):
    """`axis` (an int, or a list of them) as a tuple of axes of inputs of `shape`, counted from 0.

    Raises:
      ValueError: an axis that `shape` does not have, or one named twice.
    """
    given = tuple(axis) if isinstance(axis, (list, tuple)) else (axis,)
    rank = len(shape)
    if any(not -rank <= a < rank for a in given):
        raise ValueError(
            f"Invalid value for `axis` argument of {layer}. Expected {-rank} <= axis < {rank}, as its inputs have "
            f"shape {tuple(shape)}. Received: axis={axis}"
        )
    axes = tuple(int(a) % rank for a in given)
    if len(set(axes)) != len(axes):
        raise ValueError(f"Duplicate axis: {given}. Each axis of {layer} may be named once.")
    return axes


def lengths(shape, axes, layer):
    """Lengths of `axes`, which weights depend on. ValueError for one that is not known."""
    found = tuple(shape[a] for a in axes)
    if None in found:
        raise ValueError(
            f"The dimensions along the axes {axes} of the inputs to {layer} must be known, as its weights depend on "
            f"them; received inputs of shape {tuple(shape)}. Declare them, for example with Input(shape)."
        )
    return found


def computing_dtype(inputs):
    """That in which `inputs` are normalised: their own, but float32 for 16 bits."""
    return "float32" if inputs.dtype.size == 2 else inputs.dtype


def along(weight, inputs, axes, dtype):
    """A weight with the lengths of `axes` in `dtype`, in the shape that broadcasts against the inputs; None stays."""
    if weight is None or axes == (inputs.ndim - 1,):
        return weight if weight is None else cast(weight, dtype)
    return cast(reshape(weight, [inputs.shape[i] if i in axes else 1 for i in range(inputs.ndim)]), dtype)

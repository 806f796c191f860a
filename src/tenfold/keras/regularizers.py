"""Regularizers: a loss for the size of a weight or an output."""

from collections.abc import Callable

import numpy as np

from tenfold.core.calls.methods import explained, telling
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.backend_config import floatx
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.saving import newer_form, serialization
from tenfold.ops.arrays.creation import eye
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.arithmetic import multiply, square
from tenfold.ops.math.elementwise import absolute, rsqrt
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_sum


class Regularizer:
    """Base class: subclasses write `__call__(x)`, which gives a scalar tensor, and `get_config`."""

    def __call__(self, x):
        """No loss at all."""
        return convert(0.0, partner=dtypes.as_dtype(floatx()))

    @classmethod
    def from_config(cls, config):
        """The regularizer that `get_config` described."""
        return recorded.made_from(cls, config)

    def get_config(self):
        """The arguments of `__init__`."""
        raise NotImplementedError(f"{type(self).__name__} does not implement get_config()")


class L1L2(Regularizer):
    """l1 * sum(|x|) + l2 * sum(x ** 2)."""

    def __init__(self, l1=0.0, l2=0.0):
        self.l1, self.l2 = _rounded(_factor(l1, "l1", 0.0)), _rounded(_factor(l2, "l2", 0.0))

    def __call__(self, x):
        x = convert(x)
        terms = []
        if self.l1:
            terms.append(reduce_sum(absolute(x)) * self.l1)
        if self.l2:
            terms.append(reduce_sum(square(x)) * self.l2)
        return sum(terms[1:], terms[0]) if terms else convert(0.0, partner=x.dtype)

    def get_config(self):
        return {"l1": self.l1, "l2": self.l2}


class L1(L1L2):
    """l1 * sum(|x|)."""

    def __init__(self, l1=0.01, **kwargs):
        super().__init__(l1=_renamed(kwargs, l1, "L1"))

    def get_config(self):
        return {"l1": self.l1}


class L2(L1L2):
    """l2 * sum(x ** 2)."""

    def __init__(self, l2=0.01, **kwargs):
        super().__init__(l2=_renamed(kwargs, l2, "L2"))

    def get_config(self):
        return {"l2": self.l2}


class OrthogonalRegularizer(Regularizer):
    """factor times the mean product of different rows (or columns) of a matrix, each scaled to length 1.

    Args:
      factor: of the loss.
      mode: "rows" or "columns".
    """

    def __init__(self, factor=0.01, mode="rows"):
        if mode not in ("rows", "columns"):
            raise ValueError(
                f'Invalid value for argument `mode`. Expected one of {{"rows", "columns"}}. Received: mode={mode}'
            )
        self.factor, self.mode = _factor(factor, "factor", 0.0), mode

    def __call__(self, x):
        x = convert(x)
        if len(x._dims) != 2:
            raise ValueError(f"Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape={x.shape}")
        by_rows = self.mode == "rows"
        lengths = rsqrt(maximum(reduce_sum(square(x), 1 if by_rows else 0, keepdims=True), 1e-12))
        x = multiply(x, lengths)
        n = x._dims[0 if by_rows else 1]
        products = matmul(x, x, transpose_a=not by_rows, transpose_b=by_rows)
        off_diagonal = multiply(products, 1.0 - eye(n, dtype=x.dtype))
        return reduce_sum(absolute(off_diagonal)) * (self.factor * 0.5 / max(n * (n - 1) / 2, 1))

    def get_config(self):
        return {"factor": self.factor, "mode": self.mode}


@telling
def l1_l2(l1=0.01, l2=0.01):
    """An `L1L2` whose factors are 0.01 by default."""
    return L1L2(l1=l1, l2=l2)


def _factor(value, name, default):
    """A finite float; `default` for None."""
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
        raise ValueError(f"Invalid value for argument {name}: expected a finite number, received {value!r}.")
    return float(value)


def _rounded(value):
    """A number of `floatx`, as Keras keeps it and says it in the configuration."""
    return float(np.dtype(floatx()).type(value))


def _renamed(kwargs, value, cls):
    """`l=`, as Keras 1 called the factor."""
    unknown = kwargs.keys() - {"l"}
    if unknown:
        raise TypeError(f"{cls}() got unexpected keyword argument(s): {sorted(unknown)}")
    return kwargs.get("l", value)


l1, l2, orthogonal_regularizer = L1, L2, OrthogonalRegularizer

CLASSES: dict[str, Callable] = {
    "L1": L1,
    "L2": L2,
    "L1L2": L1L2,
    "OrthogonalRegularizer": OrthogonalRegularizer,
    "l1": L1,
    "l2": L2,
    "l1_l2": l1_l2,
    "orthogonal_regularizer": OrthogonalRegularizer,
}


configuration = serialization.serialize_keras_object  # what layers keep of theirs


@telling
def serialize(regularizer, use_legacy_format=None):
    """The description of a regularizer, in Keras 2's or the newer form; None for None. See `newer_form.serialize`."""
    return newer_form.serialize(regularizer, use_legacy_format)


@telling
def deserialize(config, custom_objects=None):
    """The regularizer that `serialize` described. ValueError for an unknown one."""
    if config == "l1_l2":
        return l1_l2()
    return serialization.deserialize_keras_object(config, CLASSES, custom_objects, "regularizer")


@telling
def get(identifier):
    """The regularizer that a name, a configuration or an object means; None for None."""
    return l1_l2() if identifier == "l1_l2" else serialization.resolve(identifier, CLASSES, "regularizer")


for _value in list(vars().values()):
    if isinstance(_value, type):
        explained(_value)

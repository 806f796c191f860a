"""The activations that the recurrent ops know: the slope of each follows from its result, so that only this is kept."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.elementwise import exp
from tenfold.ops.nn import activations as nn
from tenfold.ops.nn.activations import SELU_ALPHA, SELU_SCALE


class Activation(NamedTuple):
    """One of them.

    Attributes:
      of_array: (array namespace, x) -> y.
      slope: (array namespace, y) -> dy/dx.
      of_tensor: the same function of a tensor, with gradients of every order.
    """

    of_array: Callable[[Any, Any], Any]
    slope: Callable[[Any, Any], Any]
    of_tensor: Callable[[Any], Any]


def _selu_slope(np_, y):
    return np_.where(y < 0, y + y.dtype.type(SELU_SCALE * SELU_ALPHA), y.dtype.type(SELU_SCALE))


HARD_SLOPE = 0.2  # of the hard sigmoid

ACTIVATIONS = {
    "tanh": Activation(lambda np_, x: np_.tanh(x), lambda np_, y: 1 - y * y, nn.tanh),
    "sigmoid": Activation(lambda np_, x: nn.sigmoid.forward(x), lambda np_, y: y * (1 - y), nn.sigmoid),
    "linear": Activation(lambda np_, x: x, lambda np_, y: np_.ones_like(y), lambda x: x),
    "relu": Activation(lambda np_, x: np_.maximum(x, 0), lambda np_, y: (y > 0).astype(y.dtype), nn.relu),
    "hard_sigmoid": Activation(
        lambda np_, x: np_.clip(x * x.dtype.type(HARD_SLOPE) + x.dtype.type(0.5), 0, 1),
        lambda np_, y: ((y > 0) & (y < 1)).astype(y.dtype) * y.dtype.type(HARD_SLOPE),
        lambda x: clip_by_value(x * HARD_SLOPE + 0.5, 0.0, 1.0),
    ),
    "exponential": Activation(lambda np_, x: np_.exp(x), lambda np_, y: y, exp),
    "elu": Activation(lambda np_, x: nn.elu.forward(x), lambda np_, y: np_.minimum(y, 0) + 1, nn.elu),
    "selu": Activation(lambda np_, x: nn.selu.forward(x), _selu_slope, nn.selu),
    "softplus": Activation(lambda np_, x: nn.softplus.forward(x), lambda np_, y: -np_.expm1(-y), nn.softplus),
    "softsign": Activation(lambda np_, x: x / (1 + abs(x)), lambda np_, y: (1 - abs(y)) ** 2, nn.softsign),
}


def has_rule(name):
    """Whether the recurrent ops know the activation of this name; a layer with another one loops its cell."""
    return name in ACTIVATIONS

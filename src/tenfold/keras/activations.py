"""Activation functions of Keras 2, each a function of one tensor, and how all of them are named in configurations."""

from collections.abc import Mapping

from tenfold.core.calls.methods import telling
from tenfold.core.values.convert import convert
from tenfold.keras import layers as layer_names
from tenfold.keras.newer_activations import (
    as_tensor,
    celu,
    glu,
    hard_shrink,
    hard_silu,
    hard_tanh,
    log_sigmoid,
    log_softmax,
    soft_shrink,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    tanh_shrink,
    threshold,
)
from tenfold.keras.saving import newer_form, serialization
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.math.arithmetic import multiply
from tenfold.ops.math.clipping import clip_by_value
from tenfold.ops.math.comparison import clear_where, greater, less_equal, select
from tenfold.ops.math.elementwise import exp
from tenfold.ops.math.statistics import reduce_logsumexp
from tenfold.ops.nn import activations as ops
from tenfold.ops.nn.softmax import softmax as softmax_op
from tenfold.ops.ragged.tensor import RaggedTensor


def linear(x):
    """x."""
    return x


def exponential(x):
    """exp(x)."""
    return exp(as_tensor(x))


@telling
def elu(x, alpha=1.0):
    """x where positive, else alpha * (exp(x) - 1) (Clevert et al., arXiv:1511.07289)."""
    x = as_tensor(x)
    y = ops.elu(x)
    return y if alpha == 1 else select(greater(x, zeros_like(x)), y, y * alpha)


@telling
def gelu(x, approximate=False):
    """x * P(X <= x) for X ~ N(0, 1), by erf or, if `approximate`, by tanh (arXiv:1606.08415)."""
    return ops.gelu(as_tensor(x), approximate)


def hard_sigmoid(x):
    """0.2 * x + 0.5, kept within [0, 1]: a sigmoid of straight lines. In Keras 3 its slope is 1 / 6."""
    return clip_by_value(as_tensor(x) * by_era("hard_sigmoid.slope") + 0.5, 0.0, 1.0)


def mish(x):
    """x * tanh(softplus(x)) (Misra, arXiv:1908.08681)."""
    x = as_tensor(x)
    return multiply(x, ops.tanh(ops.softplus(x)))


def relu(x, alpha=0.0, max_value=None, threshold=0.0, negative_slope=None):
    """max(x, 0), or with the arguments x above `threshold`, alpha * (x - threshold) below.

    With a `max_value` what lies above the threshold is kept within [0, max_value]. `negative_slope` is Keras 3's name
    of `alpha`.
    """
    x, alpha = as_tensor(x), alpha if negative_slope is None else negative_slope
    if threshold == 0 and max_value is None:
        return ops.leaky_relu(x, float(alpha)) if alpha else ops.relu(x)
    if threshold:
        y = clear_where(x, less_equal(x, convert(threshold, partner=x.dtype)))  # NaN stays NaN
    else:
        y = ops.relu(x)
    y = y if max_value is None else clip_by_value(y, 0, max_value)
    return y - ops.relu(threshold - x) * alpha if alpha else y


@telling
def leaky_relu(x, alpha=0.2, negative_slope=None):
    """x where positive, else alpha * x; `negative_slope` is Keras 3's name of `alpha`."""
    return ops.leaky_relu(as_tensor(x), alpha if negative_slope is None else negative_slope)


def relu6(x):
    """x kept within [0, 6]."""
    return ops.relu6(as_tensor(x))


def selu(x):
    """scale * elu(x, alpha) with the fixed point of Klambauer et al., arXiv:1706.02515."""
    return ops.selu(as_tensor(x))


def sigmoid(x):
    """1 / (1 + exp(-x)). The result remembers x, which the cross entropies use for accuracy."""
    return _remembering(ops.sigmoid(x := as_tensor(x)), x)


def softmax(x, axis=-1):
    """exp(x) / sum(exp(x)) along `axis`, or several. The result remembers x, which cross entropies use for accuracy.

    Raises:
      ValueError: `x` has fewer than two dimensions.
    """
    x = as_tensor(x)
    if type(x) is RaggedTensor:
        return softmax_op(x, axis)
    if x._dims is not None and len(x._dims) < 2:
        raise ValueError(f"Cannot apply softmax to a tensor that is {len(x._dims)}D. Received input: {x}")
    if isinstance(axis, (list, tuple)):
        return exp(x - reduce_logsumexp(x, axis, keepdims=True))
    return _remembering(softmax_op(x, axis), x)


def _remembering(probabilities, logits):
    probabilities._keras_logits = logits
    return probabilities


def softplus(x):
    """log(1 + exp(x))."""
    return ops.softplus(as_tensor(x))


def softsign(x):
    """x / (1 + |x|)."""
    return ops.softsign(as_tensor(x))


def swish(x):
    """x * sigmoid(x) (Ramachandran et al., arXiv:1710.05941)."""
    return ops.silu(as_tensor(x))


silu, hard_swish = swish, hard_silu


def tanh(x):
    """Hyperbolic tangent."""
    return ops.tanh(as_tensor(x))


FUNCTIONS = {
    f.__name__: f
    for f in (
        celu,
        elu,
        exponential,
        gelu,
        glu,
        hard_shrink,
        hard_sigmoid,
        hard_silu,
        hard_tanh,
        leaky_relu,
        linear,
        log_sigmoid,
        log_softmax,
        mish,
        relu,
        relu6,
        selu,
        sigmoid,
        soft_shrink,
        softmax,
        softplus,
        softsign,
        sparse_plus,
        sparse_sigmoid,
        sparsemax,
        squareplus,
        swish,
        tanh,
        tanh_shrink,
        threshold,
    )
} | {"silu": swish, "hard_swish": hard_silu}
LAYERS = ("ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax", "ThresholdedReLU")


class _Known(Mapping):
    """Activations by name: the functions, and the layers that are one, which are loaded when asked for."""

    def __getitem__(self, name):
        return getattr(layer_names, name) if name in LAYERS else FUNCTIONS[name]

    def __iter__(self):
        return iter((*FUNCTIONS, *LAYERS))

    def __len__(self):
        return len(FUNCTIONS) + len(LAYERS)


KNOWN = _Known()


def configuration(activation):
    """The name under which `deserialize` finds the activation; a configuration for objects that have one."""
    if _has_a_name(activation):
        name = serialization.get_registered_name(activation)
        return name if name is not None else activation
    return serialization.serialize_keras_object(activation)


@telling
def serialize(activation, use_legacy_format=None):
    """The name of an activation of Keras's or a registered one; the description of any other, in Keras 2's or the newer
    form (see `newer_form.serialize`)."""
    known = serialization.get_registered_name(activation) in FUNCTIONS
    return configuration(activation) if known else newer_form.serialize(activation, use_legacy_format)


def _has_a_name(activation):
    name = serialization.get_registered_name(activation)
    known = name in FUNCTIONS or serialization.get_registered_object(name) is not None
    return known or not hasattr(activation, "get_config")


@telling
def deserialize(name, custom_objects=None):
    """The activation that `name` means. ValueError, saying the nearest one, for an unknown one."""
    return serialization.deserialize_keras_object(name, KNOWN, custom_objects, "activation function")


@telling
def get(identifier):
    """The activation that a name, a configuration or a function means; `linear` for None.

    Raises:
      ValueError: an unknown name. TypeError: neither of these.
    """
    if identifier is None:
        return linear
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise TypeError(
        f"Could not interpret activation function identifier: {identifier!r}. Expected a name, a function or None."
    )

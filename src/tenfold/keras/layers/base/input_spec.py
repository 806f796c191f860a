"""What a layer demands of its inputs, checked before it computes."""

from tenfold.core.base import nest
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor


class InputSpec:
    """Rank, dtype and dimensions that one input must have; what is None is free.

    Args:
      ndim, min_ndim, max_ndim: the rank, or its bounds.
      shape: the full shape, None for free dimensions.
      axes: {axis: length}.
      allow_last_axis_squeeze: accept an input without a last axis of length 1.
    """

    def __init__(
        self,
        dtype=None,
        shape=None,
        ndim=None,
        max_ndim=None,
        min_ndim=None,
        axes=None,
        allow_last_axis_squeeze=False,
        name=None,
    ):
        self.dtype, self.name, self.allow_last_axis_squeeze = dtype, name, allow_last_axis_squeeze
        self.shape = None if shape is None else tuple(TensorShape(shape).as_list())
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(k): v for k, v in (axes or {}).items()}

    def __repr__(self):
        parts = {k: v for k, v in vars(self).items() if v not in (None, {}, False)}
        return f"InputSpec({', '.join(f'{k}={v}' for k, v in parts.items())})"


def check_inputs(spec, inputs, layer_name):
    """Refuse what does not fit, naming the layer, what it expected and what it got.

    Raises:
      TypeError: something that is no tensor.
      ValueError: another number of tensors, or another shape.
    """
    if type(spec) is InputSpec and type(inputs) is Tensor and _problem(spec, inputs._array.shape) is None:
        return
    specs, flat = nest.flatten(spec), nest.flatten(inputs)
    if len(specs) != len(flat):
        raise ValueError(
            f'Layer "{layer_name}" expects {len(specs)} input(s), but it received {len(flat)} input tensors. '
            f"Inputs received: {flat}"
        )
    for i, (s, t) in enumerate(zip(specs, flat)):
        if not hasattr(t, "shape"):
            raise no_tensor(t, layer_name)
        problem = _problem(s, t.shape.as_list()) if s is not None and t.shape.rank is not None else None
        if problem:
            raise ValueError(
                f'Input {i} of layer "{layer_name}" is incompatible with the layer: {problem}. Full shape received: '
                f"{tuple(t.shape) if t.shape.rank is not None else '<unknown>'}{_missing_axis(s, t.shape.rank)}"
            )


def no_tensor(value, layer_name):
    """The TypeError for an input that is no tensor."""
    return TypeError(
        f"Inputs to a layer should be tensors. Got {value!r} (of type {type(value)}) as input for layer "
        f"'{layer_name}'. Pass an array, a tensor, or what Input() or another layer gave."
    )


def _missing_axis(spec, rank):
    """How inputs of `rank` get the axis that they lack, as a sentence; "" where they lack none, or several."""
    if rank is None or rank + 1 != (spec.ndim if spec.ndim is not None else spec.min_ndim):
        return ""
    cures = {
        1: ". One axis is missing: one sample becomes a batch by x[None], a column of numbers by x[:, None].",
        2: ". One axis is missing (batch, time, features): a recurrent layer keeps time with return_sequences=True; "
        "one sample becomes a batch by x[None], series of one feature by x[..., None].",
        3: ". One axis is missing (batch, height, width, channels): one image becomes a batch by x[None], images "
        "without channels get them by x[..., None] (input_shape=(height, width, 1)).",
    }
    return cures.get(rank, "")


def _problem(spec, dims):
    """What of a shape does not fit; None where all does."""
    n = len(dims)
    if spec.ndim is not None and n != spec.ndim and not (spec.allow_last_axis_squeeze and n == spec.ndim - 1):
        return f"expected ndim={spec.ndim}, found ndim={n}"
    if spec.max_ndim is not None and n > spec.max_ndim:
        return f"expected max_ndim={spec.max_ndim}, found ndim={n}"
    if spec.min_ndim is not None and n < spec.min_ndim:
        return f"expected min_ndim={spec.min_ndim}, found ndim={n}"
    for axis, length in spec.axes.items():
        if length is not None and dims[axis] not in (length, None):
            found = f"but received input with shape {tuple(dims)}"
            return f"expected axis {axis} of input shape to have value {length}, {found}"
    if (
        spec.shape is not None
        and n == len(spec.shape)
        and any(a is not None and b not in (a, None) for a, b in zip(spec.shape, dims))
    ):
        return f"expected shape={spec.shape}, found shape={tuple(dims)}"
    return None

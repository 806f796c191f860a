"""Keras 1's one way to merge: `merge([a, b], mode="concat")`, which says by a word which merging layer it is."""

from tenfold.keras.layers.core.lambda_layer import Lambda
from tenfold.keras.layers.merging.add import Add
from tenfold.keras.layers.merging.average import Average
from tenfold.keras.layers.merging.concatenate import Concatenate
from tenfold.keras.layers.merging.dot import Dot
from tenfold.keras.layers.merging.maximum import Maximum
from tenfold.keras.layers.merging.multiply import Multiply

MODES = {
    "sum": lambda concat_axis, dot_axes, **options: Add(**options),
    "mul": lambda concat_axis, dot_axes, **options: Multiply(**options),
    "ave": lambda concat_axis, dot_axes, **options: Average(**options),
    "max": lambda concat_axis, dot_axes, **options: Maximum(**options),
    "concat": lambda concat_axis, dot_axes, **options: Concatenate(concat_axis, **options),
    "dot": lambda concat_axis, dot_axes, **options: Dot(dot_axes, **options),
    "cos": lambda concat_axis, dot_axes, **options: Dot(dot_axes, normalize=True, **options),
}


def Merge(
    layers=None,
    mode="sum",
    concat_axis=-1,
    dot_axes=-1,
    output_shape=None,
    output_mask=None,
    arguments=None,
    node_indices=None,
    tensor_indices=None,
    name=None,
):
    """The layer that merges as `mode` says, to be called on a list of tensors.

    Args:
      layers: must be None: a model of several branches is functional today.
      mode: "sum", "mul", "ave", "max", "concat", "dot" or "cos", or a function of a list of tensors.
      concat_axis: of "concat".
      dot_axes: of "dot" and "cos": an axis, or one for each input.
      output_shape, output_mask, arguments: of a function: see `Lambda`, which it becomes.
      node_indices, tensor_indices: belong to `layers`.

    Raises:
      ValueError: no such mode, or an argument that the mode does not have.
    """
    if layers is not None or node_indices is not None or tensor_indices is not None:
        raise ValueError(
            "Merge(layers) made a Sequential model of several branches, which is a functional model today: "
            f"Model([a.input, b.input], Merge(mode={mode!r})([a.output, b.output])). Received: layers={layers}"
        )
    if callable(mode):
        return Lambda(mode, output_shape=output_shape, mask=output_mask, arguments=arguments, name=name)
    if mode not in MODES:
        raise ValueError(f"Invalid merge mode {mode!r}; expected a function or one of {', '.join(map(repr, MODES))}.")
    of_functions = {"output_shape": output_shape, "output_mask": output_mask, "arguments": arguments}
    if given := [key for key, value in of_functions.items() if value is not None]:
        raise ValueError(f"Merge: {', '.join(given)} belongs to a mode that is a function. Received: mode={mode!r}")
    return MODES[mode](concat_axis, dot_axes, name=name)


def merge(
    inputs,
    mode="sum",
    concat_axis=-1,
    dot_axes=-1,
    output_shape=None,
    output_mask=None,
    arguments=None,
    name=None,
):
    """A list of tensors merged as `mode` says; see `Merge`."""
    return Merge(None, mode, concat_axis, dot_axes, output_shape, output_mask, arguments, name=name)(inputs)

"""EinsumDense: a Dense layer over any axes, written as an equation."""

import re

from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.base.affine import AffineLayer
from tenfold.keras.utils.arguments import members
from tenfold.ops.linalg.einsum import einsum

_FORMS = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]*)(\.\.\.)?")


class EinsumDense(AffineLayer):
    """activation(einsum(equation, inputs, kernel) + bias).

    Args:
      equation: "ab,bc->ac", or with an ellipsis for any further axes: "...ab,bc->...ac", "ab...,bc->ac...".
      output_shape: of the outputs, without the batch and what an ellipsis stands for: a length or a tuple, with None
        where the inputs say it.
      bias_axes: the axes of the outputs that the bias has, as their letters; None for no bias.
      activation, kernel_initializer, ...: see `AffineLayer`.

    Shapes: kernel as its letters say; the bias has its axes and, after the first of them, 1 for the outputs' others.

    Raises:
      ValueError: an equation of another form, or shapes that do not fit it.
    """

    def __init__(
        self,
        equation,
        output_shape,
        activation=None,
        bias_axes=None,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        **kwargs,
    ):
        super().__init__(activation, bias_axes is not None, kernel_initializer, bias_initializer, **kwargs)
        self.equation, self.bias_axes = equation, bias_axes
        self.partial_output_shape = (output_shape,) if isinstance(output_shape, int) else output_shape
        self.partial_output_shape = members(self.partial_output_shape, "output_shape", "EinsumDense")
        self._einsum = _Equation(equation, self.partial_output_shape)

    def build(self, input_shape):
        sizes = self._einsum.sizes(tuple(TensorShape(input_shape).as_list()))
        kernel = self._einsum.kernel
        if any(sizes[label] is None for label in kernel):
            raise ValueError(
                f"Layer {self.name}: the axes '{kernel}' of the kernel of {self.equation!r} must be known; the inputs "
                f"have the shape {input_shape}, the outputs {self.partial_output_shape}."
            )
        bias = self._einsum.bias(self.bias_axes, sizes, len(input_shape)) if self.use_bias else ()
        self.add_kernel_and_bias(tuple(sizes[label] for label in kernel), bias)
        self.built = True

    def call(self, inputs):
        outputs = einsum(self.equation, inputs, self.kernel)
        return self.activated(outputs + self.bias if self.use_bias else outputs)

    def compute_output_shape(self, input_shape):
        return self._einsum.output_shape(tuple(TensorShape(input_shape).as_list()))

    def get_config(self):
        config = super().get_config()
        del config["use_bias"]
        return {
            **config,
            "output_shape": self.partial_output_shape,
            "equation": self.equation,
            "bias_axes": self.bias_axes,
        }


class _Equation:
    """The labels of inputs, kernel and outputs, and where the ellipsis is: "left", "right" or None."""

    def __init__(self, equation, partial):
        found = _FORMS.fullmatch(equation.replace(" ", "")) if isinstance(equation, str) else None
        dots = [bool(found[i]) for i in (1, 3, 5, 7)] if found else [True] * 4
        if dots[:2] != dots[2:] or all(dots):
            raise ValueError(
                f"Invalid einsum equation '{equation}'. Equations must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z],"
                " or [X]...,[Y]->[Z]...."
            )
        self.equation, self.partial = equation, partial
        self.dots = "left" if dots[0] else "right" if dots[1] else None
        self.inputs, self.kernel, self.outputs = found[2], found[4], found[6]
        named = self.outputs if self.dots == "left" else self.outputs[1:]  # the batch is among the ellipsis' axes
        self.declared = dict(zip(named, partial))
        if len(named) != len(partial):
            raise ValueError(
                f"The output_shape {partial} must have an entry for each of the axes '{named}' of the outputs of "
                f"'{equation}': all but the batch and what an ellipsis stands for."
            )
        if unknown := set(self.outputs) - set(self.inputs) - set(self.kernel):
            raise ValueError(
                f"Dimension '{min(unknown)}' was specified in the output '{self.outputs}' but has no corresponding dim "
                f"in the input spec '{self.inputs}' or weight spec '{self.kernel}'."
            )

    def sizes(self, input_shape):
        """{label: length or None} for inputs of this shape. ValueError where lengths contradict each other."""
        n = len(self.inputs)
        if len(input_shape) < n or self.dots is None and len(input_shape) != n:
            raise ValueError(f"Inputs of shape {input_shape} do not fit the axes '{self.inputs}' of '{self.equation}'.")
        given = dict(zip(self.inputs, input_shape[-n:] if self.dots == "left" else input_shape[:n]))
        for label, length in self.declared.items():
            if None not in (length, given.get(label)) and given[label] != length:
                raise ValueError(
                    f"Input shape and output shape do not match at shared dimension '{label}'. Input shape is "
                    f"{given[label]}, and output shape is {length}."
                )
        known = {label: length for label, length in given.items() if length is not None}
        return dict.fromkeys(self.inputs + self.kernel + self.outputs) | self.declared | known

    def output_shape(self, input_shape):
        sizes, n = self.sizes(input_shape), len(self.inputs)
        named = tuple(sizes[label] for label in self.outputs)
        if self.dots == "left":
            return (*input_shape[:-n], *named)
        return (*named, *input_shape[n:]) if self.dots == "right" else named

    def bias(self, axes, sizes, rank):
        """The shape of a bias that has these axes of the outputs."""
        if wrong := set(axes) - set(self.outputs):
            raise ValueError(
                f"Bias dimension '{min(wrong)}' was requested, but is not part of the output spec '{self.outputs}'"
            )
        labels = self.outputs[min(map(self.outputs.index, axes)) :]
        after = (1,) * (rank - len(self.inputs)) if self.dots == "right" else ()
        return (*(sizes[label] if label in axes else 1 for label in labels), *after)

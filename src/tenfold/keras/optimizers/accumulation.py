"""What is done with gradients before a step: Keras 2's transformers, Keras 3's accumulation and factor of the loss."""

from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.keras.utils.arguments import real_number
from tenfold.ops.control.branches import cond
from tenfold.ops.math.comparison import equal
from tenfold.ops.structures.indexed_slices import IndexedSlices


class Accumulation:
    """The part of `Optimizer` that transforms gradients, sums them up over calls and takes a factor off them."""

    gradient_accumulation_steps: int | None = None
    loss_scale_factor: float | None = None
    gradient_aggregator = None
    gradient_transformers: tuple = ()

    def _take_functions_of_gradients(self, aggregator, transformers, clips):
        """Keep both. ValueError where gradients would be clipped as well."""
        for name, value in clips.items():
            if transformers and value is not None:
                raise ValueError(
                    f"`{name}` cannot be set when `gradient_transformers` is set. Instead, use the "
                    "`gradient_transformers` to specify clipping and other transformations. Received: "
                    f"val={value}, gradient_transformers={transformers}."
                )
        if aggregator is not None:
            self.gradient_aggregator = aggregator
        if transformers:
            self.gradient_transformers = tuple(transformers)

    def _transformed(self, grads_and_vars):
        """[(gradient, variable)] after the functions."""
        functions = ([] if self.gradient_aggregator is None else [self.gradient_aggregator]) + [
            *self.gradient_transformers
        ]
        for function in functions:
            grads_and_vars = function([(g, v) for g, v in grads_and_vars])
        return grads_and_vars

    def aggregate_gradients(self, grads_and_vars):
        """[(gradient, variable)] as they are: there is one replica."""
        return list(grads_and_vars)

    def _take_keras_3_arguments(self, loss_scale_factor, gradient_accumulation_steps):
        """Check and keep both.

        Raises:
          ValueError: the number of steps is no whole number of at least 2, or the factor is not above 0.
        """
        steps = gradient_accumulation_steps
        if steps is not None and (not isinstance(steps, int) or steps < 2):
            raise ValueError(
                "`gradient_accumulation_steps` must be an integer >= 2. Received: gradient_accumulation_steps="
                f"{gradient_accumulation_steps}"
            )
        if loss_scale_factor is not None and not real_number(loss_scale_factor, "loss_scale_factor") > 0:
            raise ValueError(f"`loss_scale_factor` must be above 0. Received: {loss_scale_factor}")
        if steps is not None:
            self.gradient_accumulation_steps = steps
        if loss_scale_factor is not None:
            self.loss_scale_factor = loss_scale_factor

    def scale_loss(self, loss):
        """`loss` times `loss_scale_factor`; its gradients are divided by that before they are applied."""
        return loss if self.loss_scale_factor is None else convert(loss) * self.loss_scale_factor

    def _unscaled(self, grads):
        """Gradients without the factor of the loss."""
        return grads if self.loss_scale_factor is None else [times(g, 1 / self.loss_scale_factor) for g in grads]

    def _updates(self):
        """Number of updates of the variables so far: `iterations`, which counts calls, over the steps of each."""
        steps = self.gradient_accumulation_steps
        return self._iterations.value() if steps is None else self._iterations.value() // steps

    def _accumulate(self, grads, variables):
        """Add gradients up; every so many calls apply their average. The new number of calls."""
        steps = self.gradient_accumulation_steps
        sums = [self.get_slot(v, "gradient_accumulator") for v in variables]

        def apply():
            mean = [times(add(total, g), 1 / steps) for g, total in zip(grads, sums)]
            count = self._apply(mean, variables)
            for total in sums:
                total.assign(total.value() * 0)
            return convert(count)

        def wait():
            for g, total in zip(grads, sums):
                total.assign(add(total, g))
            return convert(self._iterations.assign_add(1))

        return cond(equal((self._iterations.value() + 1) % steps, 0), apply, wait)


def add(total, gradient):
    """The value of the variable `total` and a gradient, as a tensor; one of rows is made dense."""
    dense: Tensor = convert(gradient)
    return total.value() + dense


def times(gradient, factor):
    """A gradient, be it one of rows, times a number."""
    if isinstance(gradient, IndexedSlices):
        return IndexedSlices.of(gradient.values * factor, gradient.indices, gradient._shape)
    return gradient * factor

"""The steps of training, which a Model's subclasses may override."""

import functools
import inspect

from tenfold.core.base import nest
from tenfold.core.calls.tape import GradientTape
from tenfold.keras.layers.base.symbolic_call import RETURNED_NONE
from tenfold.keras.training.checks import has_targets
from tenfold.keras.training.data.samples import unpack
from tenfold.keras.utils.by_era import by_era
from tenfold.ops.arrays.basics import shape


@functools.cache
def _takes_training(function):
    """Whether `compute_loss`, which users override with or without it, has the argument `training`."""
    return function is not None and "training" in inspect.signature(function).parameters


class ModelSteps:
    """What a Model does with one batch, in the user's terms: ops on tensors, to be traced or run as Python."""

    def train_step(self, data):
        """One update of the weights on a batch; gives {name: value} to report."""
        x, y, sample_weight = unpack(data)
        has_targets(self, y)  # a generator's later batches may be without
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self._loss_of(x, y, y_pred, sample_weight, training=True)
        if loss is None:
            raise ValueError(
                "No loss found. You may have forgotten to provide a `loss` argument in the `compile()` method."
            )
        if self.optimizer is None:
            raise ValueError(
                f"{self.name} was compiled with optimizer=None, and so cannot be trained. Pass one to compile()."
            )
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data):
        """Losses and metrics of a batch."""
        x, y, sample_weight = unpack(data)
        y_pred = self(x, training=False)
        self._loss_of(x, y, y_pred, sample_weight, training=False)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data):
        """The model's outputs for a batch."""
        outputs = self(unpack(data)[0], training=False)
        if outputs is None:
            raise ValueError(RETURNED_NONE.format(f"the model {self.name}"))
        return outputs

    def _loss_of(self, x, y, y_pred, sample_weight, training):
        """What `compute_loss` gives, which is reported as `loss` where that is the era's way."""
        flag = {"training": training} if _takes_training(getattr(self.compute_loss, "__func__", None)) else {}
        loss = self.compute_loss(x, y, y_pred, sample_weight, **flag)
        if loss is not None and by_era("Model.tracks_loss"):
            rows = shape(next(part for part in nest.flatten(x) if part is not None))[0]
            self.compiled_loss.total.update_state(loss, sample_weight=rows)
        return loss

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The scalar that training minimises. `training`: whether it is wanted for that, or to be reported."""
        return self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Update the compiled metrics and give the values of all."""
        if y is not None:
            self.compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self):
        """{name: value} of `metrics`; a metric whose result is a dict reports that.

        Raises:
          ValueError: `add_metric` was given a name that another metric has.
        """
        found, results = self.metrics, {}
        for m in found:
            value = m.result()
            results.update(value if isinstance(value, dict) else {m.name: value})
        if len(results) < len(found):
            self._refuse_added_twice(found)
        return results

    def _refuse_added_twice(self, metrics):
        names = [m.name for m in metrics]
        for layer in self._flatten_layers():
            for m in layer._metrics:
                if names.count(m.name) > 1:
                    raise ValueError(
                        f"{layer.name} adds a metric '{m.name}', and the model has another metric of that name: only "
                        "one of them would be reported. Give add_metric(name=...) a name of its own."
                    )

"""The steps of training, which a Model's subclasses may override."""

from tenfold.core.calls.tape import GradientTape
from tenfold.keras.layers.base.symbolic_call import RETURNED_NONE
from tenfold.keras.training.checks import has_targets
from tenfold.keras.training.data.samples import unpack


class ModelSteps:
    """What a Model does with one batch, in the user's terms: ops on tensors, to be traced or run as Python."""

    def train_step(self, data):
        """One update of the weights on a batch; gives {name: value} to report."""
        x, y, sample_weight = unpack(data)
        has_targets(self, y)  # a generator's later batches may be without
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        if loss is None:
            raise ValueError(
                "No loss found. You may have forgotten to provide a `loss` argument in the `compile()` method."
            )
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data):
        """Losses and metrics of a batch."""
        x, y, sample_weight = unpack(data)
        y_pred = self(x, training=False)
        self.compute_loss(x, y, y_pred, sample_weight)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data):
        """The model's outputs for a batch."""
        outputs = self(unpack(data)[0], training=False)
        if outputs is None:
            raise ValueError(RETURNED_NONE.format(f"the model {self.name}"))
        return outputs

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        """The scalar that training minimises."""
        return self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)

    def compute_metrics(self, x, y, y_pred, sample_weight):
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

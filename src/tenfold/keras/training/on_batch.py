"""`train_on_batch`, `test_on_batch`, `predict_on_batch`."""

from tenfold.core.base import nest
from tenfold.keras.training import checks
from tenfold.keras.training.data.samples import Samples
from tenfold.keras.training.loop import listed, logs_of
from tenfold.keras.training.predict import own


class OnBatch:
    """The part of a Model that takes one batch at a time."""

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, reset_metrics=True, return_dict=False):
        """One update on one batch; gives loss and metrics."""
        if not (self._is_compiled and self._has_said_so):
            self._must_be_compiled("train_on_batch")
        data = Samples(x, y, sample_weight)
        data = data.weighted(class_weight) if class_weight else data
        return self._on_batch("train_step", data, reset_metrics, return_dict)

    def test_on_batch(self, x, y=None, sample_weight=None, reset_metrics=True, return_dict=False):
        """Loss and metrics of one batch."""
        if not self._is_compiled:
            self._must_be_compiled("test_on_batch")
        return self._on_batch("test_step", Samples(x, y, sample_weight), reset_metrics, return_dict)

    def predict_on_batch(self, x):
        """The outputs for one batch."""
        data = Samples(x)
        structure, outs = self._step("predict_step")(data, data.lent())
        return nest.pack_sequence_as(structure, own(outs))

    def _on_batch(self, name, data, reset, return_dict):
        checks.before_training(self, data)
        if reset:
            self.reset_metrics()
        structure, outs = self._step(name)(data, data.lent())
        logs = logs_of(structure, outs)
        return logs if return_dict else listed(self, logs)

"""`predict_classes` and `predict_proba`, which Sequential models had until TensorFlow 2.5."""

import logging

log = logging.getLogger("tenfold")


class ClassPredictions:
    """The part of a Sequential that reads its outputs as probabilities of classes."""

    def predict_proba(self, x, batch_size=32, verbose=0):
        """`predict`; logs a warning where what it gives are no probabilities."""
        found = self.predict(x, batch_size, verbose)
        if found.size and not (found.min() >= 0.0 and found.max() <= 1.0):
            log.warning(
                "Network returning invalid probability values. The last layer might not normalize predictions into "
                "probabilities (like softmax or sigmoid would)."
            )
        return found

    def predict_classes(self, x, batch_size=32, verbose=0):
        """The number of the most probable class of each sample; of one output whether it is above 1/2, as int32.

        Returns: (samples, ...) numbers, or (samples, ..., 1) of one output.
        """
        found = self.predict(x, batch_size, verbose)
        return found.argmax(-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")

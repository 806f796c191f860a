"""`Model.predict`."""

import numpy as np

from tenfold.core.values import nest
from tenfold.keras.training.data import ArrayData
from tenfold.keras.training.loop import callback_list, given


class Predict:
    """The part of a Model that computes its outputs for data."""

    def predict(
        self,
        x,
        batch_size=None,
        verbose="auto",
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ):
        """The outputs for all samples, as NumPy arrays in the structure of the model's outputs."""
        data = ArrayData(given("predict", x), batch_size=batch_size, steps=steps)
        count = min(data.count(steps), data.steps)
        callbacks = callback_list(self, callbacks, verbose, 1, count)
        step, parts, structure = self._step("predict_step"), [], None
        wants = callbacks.wants_batches("predict")
        callbacks.on_predict_begin()
        for i, arrays in enumerate(data.batches()):
            if i == count:
                break
            if wants:
                callbacks.on_predict_batch_begin(i)
            structure, outs = step(data, arrays, count - i - 1)
            outs = [np.array(o) for o in outs]  # they may be views of `x`, or the value of a variable
            parts.append(outs)
            if wants:
                outputs = nest.pack_sequence_as(structure, [o.copy() for o in outs])
                callbacks.on_predict_batch_end(i, {"outputs": outputs})
        callbacks.on_predict_end()
        return nest.pack_sequence_as(structure, [_joined(p) for p in zip(*parts)])


def _joined(parts):
    return np.concatenate(parts) if len(parts) > 1 else parts[0]

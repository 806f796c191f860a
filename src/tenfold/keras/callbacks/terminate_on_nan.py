"""`TerminateOnNaN`: end training when the loss is no longer a number."""

import math

import numpy as np

from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.callbacks.monitor import logger
from tenfold.keras.utils.io_utils import print_msg


class TerminateOnNaN(Callback):
    """Sets `model.stop_training` when the loss of a batch is NaN or infinite, and logs which layer went bad first.

    Args:
        raise_error: whether to raise at once instead, as Keras 3 can; what ends training is the same for the model.

    Raises:
        RuntimeError: in training, where `raise_error` asks for it.
    """

    def __init__(self, raise_error=False):
        super().__init__()
        self.raise_error = raise_error
        self._before = []  # the weights before the batch: references to values, which nothing writes in place

    def on_batch_begin(self, batch, logs=None):
        self._before = [(v, v.value()) for v in self.model.weights] if getattr(self.model, "built", False) else []

    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        where = first_bad(self.model, self._before)
        if self.raise_error:
            raise RuntimeError(
                f"NaN or Inf loss encountered at batch {batch}. Loss value: {loss}. Terminating training immediately. "
                f"{where}"
            )
        print_msg(f"Batch {batch}: Invalid loss, terminating training")
        logger.warning("The loss of batch %d is %s. %s", batch, loss, where)
        self.model.stop_training = True


def first_bad(model, weights):
    """What is known of where an invalid loss comes from: a sentence that names a layer.

    Args:
        model: as it is after the step.
        weights: [(variable, its value before the step)].
    """
    layers = model._flatten_layers() if weights else []
    owners = {w._key: layer for layer in layers for w in layer._own_weights(True)}
    sizes = [(_largest(value), v) for v, value in weights if value.dtype.is_floating]
    for size, v in sizes:
        if not math.isfinite(size):
            return f"Before that batch {_said(v, owners)} was no longer finite, as the first in the order of layers."
    size, v = max(sizes, key=lambda pair: pair[0], default=(0.0, None))
    if v is not None and size > _LARGE:
        return (
            f"Training diverges: before that batch {_said(v, owners)} had values up to {size:.3g}. Lower the learning "
            "rate, or clip the gradients."
        )
    return (
        "Before that batch all weights were finite: look for NaN in the data, and for the logarithm or division by "
        "zero in the loss."
    )


_LARGE = 1e4


def _largest(value):
    array = np.asarray(value.numpy(), np.float64)
    return float(np.abs(array).max(initial=0.0))


def _said(variable, owners):
    layer = owners.get(variable._key)
    return f"the weight {variable.name}" + (f" of layer {layer.name}" if layer is not None else "")

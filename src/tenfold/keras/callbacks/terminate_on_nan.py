"""`TerminateOnNaN`: end training when the loss is no longer a number."""

import math

from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.utils.io_utils import print_msg


class TerminateOnNaN(Callback):
    """Sets `model.stop_training` when the loss of a batch is NaN or infinite."""

    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is not None and not math.isfinite(loss):
            print_msg(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True

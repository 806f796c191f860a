"""`TensorBoard`: the numbers of training as event files."""

import os
import time

import numpy as np

from tenfold.io.events import summaries
from tenfold.io.events.writer import EventWriter
from tenfold.keras.callbacks.callback import Callback
from tenfold.keras.callbacks.monitor import logger
from tenfold.keras.callbacks.profiled_batches import BatchProfile, profiled
from tenfold.keras.optimizers.schedules import LearningRateSchedule
from tenfold.keras.utils.io_utils import path_to_string

_OLDER = ("batch_size", "write_grads", "embeddings_data", "embeddings_layer_names")  # of TensorFlow 1, no longer used


class TensorBoard(Callback):
    """Writes event files that TensorBoard shows, into the folders `train` and `validation` of `log_dir`.

    Args:
        log_dir: the folder.
        histogram_freq: every so many epochs the weights' histograms are written; 0 for never.
        write_graph: whether to write the model's layers, where they are a graph.
        write_images: whether to write weights as images with their histograms.
        write_steps_per_second: whether to write how many steps are made in a second.
        update_freq: "epoch"; or a number of batches ("batch" for 1) after which the metrics so far are written too.
        profile_batch: the number of a batch, counted from 1 over all of training, or the first and last of several
            ((2, 5) or "2,5"), of which a trace is written into `log_dir`, see `tf.profiler.experimental`; 0 for none.
        embeddings_freq: only 0: embeddings are not written yet.
        embeddings_metadata: only None.

    Raises:
        ValueError: an unknown argument, a `profile_batch` that is none. NotImplementedError: embeddings are asked for.
    """

    def __init__(
        self,
        log_dir="logs",
        histogram_freq=0,
        write_graph=True,
        write_images=False,
        write_steps_per_second=False,
        update_freq="epoch",
        profile_batch=0,
        embeddings_freq=0,
        embeddings_metadata=None,
        **kwargs,
    ):
        super().__init__()
        _check(kwargs, update_freq, embeddings_freq, embeddings_metadata)
        self.log_dir, self.histogram_freq = path_to_string(log_dir), histogram_freq
        self.write_graph, self.write_images = write_graph, write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self._profile = BatchProfile(*profiled(profile_batch), self.log_dir)
        self._writers = {}  # "train" or "validation" -> EventWriter, made when there is something to write
        self._is_training = False
        self._since_epoch = self._since_batch = 0, 0.0  # steps and seconds

    def set_model(self, model):
        super().set_model(model)
        self._close()
        self._profile.stop()
        if self.write_graph:
            self._write_graph()

    def on_train_begin(self, logs=None):
        self._is_training = True
        self._profile.batch = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._since_epoch = self._now()

    def on_train_batch_begin(self, batch, logs=None):
        self._profile.begin_batch()
        self._since_batch = self._now()

    def on_train_batch_end(self, batch, logs=None):
        self._profile.end_batch()
        step = self._steps()
        if self.update_freq != "epoch" and step % self.update_freq == 0:
            rate = {"steps_per_second": self._speed(self._since_batch)} if self.write_steps_per_second else {}
            self._write("train", step, {f"batch_{name}": value for name, value in {**rate, **(logs or {})}.items()})

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        trained = {name: value for name, value in logs.items() if not name.startswith("val_")}
        schedule = getattr(self.model.optimizer, "_learning_rate", None)
        if isinstance(schedule, LearningRateSchedule):
            trained["learning_rate"] = schedule(self.model.optimizer.iterations)
        if self.write_steps_per_second:
            trained["steps_per_second"] = self._speed(self._since_epoch)
        validated = {name[4:]: value for name, value in logs.items() if name.startswith("val_")}
        for folder, found in (("train", trained), ("validation", validated)):
            self._write(folder, epoch, {f"epoch_{name}": value for name, value in found.items()})
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)

    def on_test_end(self, logs=None):
        if self.model.optimizer is not None:
            named = {f"evaluation_{name}_vs_iterations": value for name, value in (logs or {}).items()}
            self._write("validation", self._steps(), named)
        if not self._is_training:
            self._close()

    def on_train_end(self, logs=None):
        self._is_training = False
        self._profile.stop()
        self._close()

    def _implements_train_batch_hooks(self):
        return self.update_freq != "epoch" or self._profile.first > 0

    def _write(self, folder, step, values):
        for tag, value in values.items():
            if np.ndim(value) == 0:
                self._writer(folder).add_summary(summaries.scalar(tag, value), step)

    def _write_graph(self):
        try:
            text = self.model.to_json()
        except (NotImplementedError, TypeError, ValueError) as error:  # a subclass, or one that is not built
            logger.warning("Model failed to serialize as JSON, and is not written for TensorBoard: %s", error)
            return
        self._writer("train").add_summary(summaries.keras_model("keras", text))

    def _write_weights(self, epoch):
        writer = self._writer("train")
        for layer in self.model.layers:
            for weight in layer.weights:
                name, value = weight.name.replace(":", "_"), np.array(weight.array())
                writer.add_summary(summaries.histogram(f"{name}/histogram", value), epoch)
                images = as_images(value) if self.write_images else None
                if images is not None:
                    writer.add_summary(summaries.image(f"{name}/image", images), epoch)

    def _writer(self, folder):
        if folder not in self._writers:
            self._writers[folder] = EventWriter(os.path.join(self.log_dir, folder))
        return self._writers[folder]

    def _close(self):
        for writer in self._writers.values():
            writer.close()
        self._writers = {}

    def _steps(self):
        return int(self.model.optimizer.iterations.numpy())

    def _now(self):
        return self._steps(), time.time()

    def _speed(self, since):
        steps, seconds = since
        return (self._steps() - steps) / max(time.time() - seconds, 1e-9)


def as_images(weight):
    """Weights as images [n, height, width, 1, 3 or 4 channels], as Keras shows them; None where they are none."""
    weight = np.squeeze(weight)
    if weight.ndim == 1:
        weight = weight.reshape(1, -1, 1, 1)
    elif weight.ndim == 2:
        weight = (weight.T if weight.shape[0] > weight.shape[1] else weight)[None, :, :, None]
    elif weight.ndim == 3:
        weight = weight.transpose(2, 0, 1)[..., None]
    return weight if weight.ndim == 4 and weight.shape[-1] in (1, 3, 4) else None


def _check(others, update_freq, embeddings_freq, embeddings_metadata):
    unknown = set(others) - set(_OLDER)
    if unknown:
        raise ValueError(
            f"Unrecognized arguments in `TensorBoard` Callback: {unknown}. Supported kwargs are: {set(_OLDER)}"
        )
    for name in others:
        logger.warning("`%s` of TensorFlow 1's TensorBoard callback has no effect since TensorFlow 2.0.", name)
    if update_freq not in ("epoch", "batch") and (not isinstance(update_freq, int) or update_freq < 1):
        raise ValueError(f'`update_freq` must be "epoch", "batch" or a number of batches. Received: {update_freq!r}')
    if embeddings_freq or embeddings_metadata is not None:
        raise NotImplementedError(
            "TensorBoard(embeddings_freq=..., embeddings_metadata=...): embeddings are not written for the projector "
            "yet; leave the arguments out."
        )

"""Folders of JPEG files by ImageDataGenerator: a batch of changed images, and how long a model waits for them."""

import os
import tempfile
import time

import numpy as np
from common import SMOKE, Row, faster, main, no_more_than, tensorflow

CHANGES = {"rotation_range": 40, "width_shift_range": 0.2, "height_shift_range": 0.2, "zoom_range": 0.2}
ROWS = {
    "batch": Row(
        "flow_from_directory, 150x150 JPEG files turned, moved, zoomed, flipped: a batch of 32",
        "ms",
        {"tf_keras": faster(1.5)},
    ),
    "waiting": Row(
        "the CNN of cats and dogs fed by it: share of the time between steps", "x", {"": no_more_than(0.05)}
    ),
}
SIZE, FILES, SECONDS = 150, 160, 2.0


def measure(side, name):
    tf = tensorflow(side)
    with tempfile.TemporaryDirectory() as folder:
        write_files(folder)
        generator = tf.keras.preprocessing.image.ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, **CHANGES)
        batches = generator.flow_from_directory(
            folder, target_size=(SIZE, SIZE), batch_size=32 if name == "batch" else 20, class_mode="binary"
        )
        return per_batch(batches) if name == "batch" else waiting(tf, batches)


def write_files(folder):
    """Two classes of images with shapes and some noise, as photographs have."""
    from PIL import Image

    rng = np.random.RandomState(0)
    for name in ("cats", "dogs"):
        os.makedirs(os.path.join(folder, name))
        for i in range(4 if SMOKE else FILES):
            coarse = Image.fromarray((rng.rand(19, 19, 3) * 255).astype(np.uint8))
            shapes = np.asarray(coarse.resize((SIZE, SIZE), Image.Resampling.BICUBIC))
            pixels = np.clip(shapes + rng.randn(SIZE, SIZE, 3) * 6, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(os.path.join(folder, name, f"{i}.jpg"), quality=90)


def per_batch(batches):
    """Seconds a batch of 32: the best of three stretches."""
    next(batches)
    stretches = []
    for _ in range(1 if SMOKE else 3):
        images, start = 0, time.perf_counter()
        while not images or time.perf_counter() < start + SECONDS and not SMOKE:
            images += len(next(batches)[0])
        stretches.append((time.perf_counter() - start) / images * 32)
    return min(stretches)


def waiting(tf, batches):
    """The share of an epoch that lies between the end of a step and the beginning of the next."""
    model, clock = cnn(tf), Clock.of(tf)
    model.fit(batches, epochs=1, verbose=0)
    start = time.perf_counter()
    model.fit(batches, epochs=1, verbose=0, callbacks=[clock])
    return clock.between / (time.perf_counter() - start)


class Clock:
    """Sums the time between steps, each of which has ended when its loss is read."""

    between, ended = 0.0, None

    @classmethod
    def of(cls, tf):
        return type("Clock", (cls, tf.keras.callbacks.Callback), {})()

    def on_train_batch_begin(self, batch, logs=None):
        if self.ended is not None:
            self.between += time.perf_counter() - self.ended

    def on_train_batch_end(self, batch, logs=None):
        float(logs["loss"])
        self.ended = time.perf_counter()


def cnn(tf):
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Input((SIZE, SIZE, 3))])
    for filters in (32, 64, 128, 128):
        model.add(layers.Conv2D(filters, 3, activation="relu"))
        model.add(layers.MaxPooling2D())
    model.add(layers.Flatten())
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile(tf.keras.optimizers.RMSprop(1e-4), "binary_crossentropy", metrics=["acc"])
    return model


if __name__ == "__main__":
    main(measure)

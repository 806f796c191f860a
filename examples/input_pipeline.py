"""Readings of a sensor in CSV files: read in turn, parsed, put into windows, shuffled, and a model fitted on them."""

import os
import tempfile

import numpy as np
import tensorflow as tf

tf.random.set_seed(1)
tf.keras.utils.set_random_seed(1)
folder = tempfile.mkdtemp()
rng = np.random.default_rng(7)
for day in range(4):
    hours = np.arange(240) / 10 + 24 * day
    heat = 15 + 8 * np.sin(2 * np.pi * hours / 24) + rng.normal(0, 0.3, len(hours))
    with open(os.path.join(folder, f"day{day}.csv"), "w") as file:
        file.write("hour,heat\n" + "".join(f"{h:.1f},{c:.2f}\n" for h, c in zip(hours, heat)))


def windows(file):
    """Of one day's file: 24 readings, and the one after them."""
    lines = tf.data.TextLineDataset(file).skip(1)
    heat = lines.map(lambda line: tf.io.decode_csv(line, [0.0, 0.0])[1])
    found = heat.window(25, shift=1, drop_remainder=True).flat_map(lambda window: window.batch(25, drop_remainder=True))
    return found.map(lambda window: ((window[:-1] - 15) / 8, (window[-1] - 15) / 8))


files = tf.data.Dataset.list_files(os.path.join(folder, "*.csv"), shuffle=False)
readings = files.interleave(windows, cycle_length=2)
test, train = readings.take(200), readings.skip(200)
batches = train.cache().shuffle(1000, seed=3).batch(32).prefetch(tf.data.AUTOTUNE)

print(batches.element_spec)
first, target = next(iter(batches))
print("a batch:", first.shape, target.shape, "of", sum(1 for _ in batches))

model = tf.keras.Sequential([tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(1)])
model.compile("adam", "mse")
history = model.fit(batches, epochs=5, verbose=0, validation_data=test.batch(100))
print("error:", " ".join(f"{e:.3f}" for e in history.history["val_loss"]))
assert history.history["val_loss"][-1] < 0.05

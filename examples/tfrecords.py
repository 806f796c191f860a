"""Measurements of three kinds of irises as TFRecords: written, read back in batches, and a model trained on them."""

import os
import tempfile

import numpy as np
import tensorflow as tf
from sklearn.datasets import load_iris

iris = load_iris()
order = np.random.default_rng(7).permutation(len(iris.target))
path = os.path.join(tempfile.mkdtemp(), "iris.tfrecord")


def feature_of(value):
    if isinstance(value, bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[value]))
    if isinstance(value, np.ndarray):
        return tf.train.Feature(float_list=tf.train.FloatList(value=value))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=[value]))


with tf.io.TFRecordWriter(path, tf.io.TFRecordOptions(compression_type="GZIP")) as writer:
    for i in order:
        row = {"size": iris.data[i], "kind": iris.target[i], "name": iris.target_names[iris.target[i]].encode()}
        example = tf.train.Example(features=tf.train.Features(feature={k: feature_of(v) for k, v in row.items()}))
        writer.write(example.SerializeToString())

first = next(tf.compat.v1.io.tf_record_iterator(path, tf.io.TFRecordOptions("GZIP")))
print(tf.train.Example.FromString(first).features.feature["size"])

wanted = {
    "size": tf.io.FixedLenFeature([4], tf.float32),
    "kind": tf.io.FixedLenFeature([], tf.int64),
    "name": tf.io.FixedLenFeature([], tf.string),
}
records = list(tf.compat.v1.io.tf_record_iterator(path, tf.io.TFRecordOptions("GZIP")))
rows = tf.io.parse_example(records, wanted)
print(len(records), "records:", rows["size"].shape, rows["kind"].dtype.name, rows["name"][:3].numpy())

tf.keras.utils.set_random_seed(1)
model = tf.keras.Sequential([tf.keras.layers.Dense(16, activation="relu"), tf.keras.layers.Dense(3)])
model.compile(
    tf.keras.optimizers.Adam(0.01),
    tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
model.fit(rows["size"][:120], rows["kind"][:120], epochs=100, verbose=0)
loss, accuracy = model.evaluate(rows["size"][120:], rows["kind"][120:], verbose=0)
print(f"accuracy on irises it has not seen: {accuracy:.0%}")

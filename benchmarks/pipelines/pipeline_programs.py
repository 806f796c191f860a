"""The pipelines that the rows measure: functions of (tf, folder) that give a dataset. The folder has its files."""

import functools
import random

import numpy as np
import ten_features
from common import SMOKE, digits

IMAGES = 500 if SMOKE else 60_000
LETTERS = 2_000 if SMOKE else 200_000
PHOTOS = 40 if SMOKE else 400
LINES = 200 if SMOKE else 20_000
ROWS = 300 if SMOKE else 200_000


@functools.cache
def text():
    """Numbers of the letters of a text, 39 kinds of them."""
    return np.random.default_rng(1).integers(0, 39, LETTERS)


images_in_memory = functools.cache(digits)


@functools.cache
def sentences():
    """Sentences of 3 to 60 words, as arrays of numbers."""
    rng = random.Random(2)
    return [np.array([rng.randrange(1000) for _ in range(rng.randrange(3, 60))]) for _ in range(LINES)]


def letters(tf, folder):
    """The notes' network of letters: each window of 101, what it is given and what it shall say."""
    tokens = tf.data.Dataset.from_tensor_slices(text().astype("int32"))
    windows = tokens.window(101, shift=1, drop_remainder=True).flat_map(lambda window: window.batch(101))
    batches = windows.shuffle(10_000).batch(32).map(lambda w: (w[:, :-1], w[:, 1:]))
    return batches.map(lambda x, y: (tf.one_hot(x, depth=39), y)).prefetch(1)


def images(tf, folder):
    """Images in memory, scaled one by one."""
    x, y = images_in_memory(IMAGES)
    scaled = tf.data.Dataset.from_tensor_slices((x, y)).map(lambda image, label: (image / 255.0, label))
    return scaled.shuffle(1000).batch(32).prefetch(1)


def tokens(tf, folder):
    """The notes' songwriter: sequences of tokens, all of them shuffled."""
    rows = text()[: LETTERS // 20 * 20].reshape(-1, 20)
    return tf.data.Dataset.from_tensor_slices((rows[:, :-1], rows[:, 1:])).shuffle(len(rows)).batch(256)


def ragged_text(tf, folder):
    """Sentences from a generator, padded."""
    spec = tf.TensorSpec([None], tf.int64)
    made = tf.data.Dataset.from_generator(lambda: iter(sentences()), output_signature=spec)
    return made.padded_batch(32)


def photos(tf, folder):
    """A folder of JPEG files: decoded, resized, flipped at random."""

    def read(path):
        image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
        return tf.image.random_flip_left_right(tf.image.resize(image, [150, 150])) / 255.0

    files = tf.data.Dataset.list_files(f"{folder}/*.jpg", shuffle=False)
    return files.map(read, num_parallel_calls=tf.data.AUTOTUNE).batch(32).prefetch(tf.data.AUTOTUNE)


def records(tf, folder):
    """Examples of ten features: read, put together, parsed."""
    specification = ten_features.specification(tf)
    files = tf.data.TFRecordDataset(f"{folder}/examples.tfrecord")
    return files.batch(128).map(lambda serialized: tf.io.parse_example(serialized, specification))


def opaque(tf, folder):
    """A function of Python's on NumPy arrays, for each element."""

    def noised(image):
        return np.float32(image * 0.5 + np.roll(image, 1, axis=0))

    x, _ = images_in_memory(IMAGES // 10)
    called = tf.data.Dataset.from_tensor_slices(x).map(lambda image: tf.numpy_function(noised, [image], tf.float32))
    return called.batch(32)


def irregular(tf, folder):
    """What no rule knows: lines of several files in turn, those that are long enough, cut into words."""
    files = tf.data.Dataset.list_files(f"{folder}/*.txt", shuffle=False)
    lines = files.interleave(tf.data.TextLineDataset, cycle_length=4, block_length=2)
    long_ones = lines.filter(lambda line: tf.strings.length(line) > 30)
    return long_ones.map(lambda line: tf.strings.split(line)).ragged_batch(32)


def table(tf, folder):
    """Columns of a CSV file, whose dtypes are guessed."""
    return tf.data.experimental.make_csv_dataset(f"{folder}/table.csv", 128, label_name="label", num_epochs=1)


def table_lines(tf, folder):
    """The same lines, taken apart as batches of them."""
    batches = tf.data.TextLineDataset(f"{folder}/table.csv").skip(1).batch(128)
    return batches.map(lambda lines: tf.io.decode_csv(lines, [0, 0.0, 0.0, "", 0]))


def write_photos(folder):
    from PIL import Image

    rng = np.random.default_rng(3)
    for i in range(PHOTOS):
        coarse = Image.fromarray(rng.integers(0, 256, (15, 20, 3), dtype=np.uint8))
        coarse.resize((320, 240), Image.Resampling.BICUBIC).save(f"{folder}/{i:04}.jpg", quality=90)


def write_records(folder, tf):
    with tf.io.TFRecordWriter(f"{folder}/examples.tfrecord") as writer:
        for record in ten_features.records():
            writer.write(record)


def write_lines(folder):
    rng = random.Random(4)
    for part in range(4):
        lines = [" ".join(["word" + "s" * rng.randrange(4) for _ in range(rng.randrange(1, 15))]) for _ in range(LINES)]
        with open(f"{folder}/{part}.txt", "w") as file:
            file.write("\n".join(lines))


def write_table(folder):
    rng = random.Random(5)
    with open(f"{folder}/table.csv", "w") as file:
        file.write("number,first,second,word,label\n")
        for i in range(ROWS):
            file.write(f"{i},{rng.random():.6f},{rng.random():.6f},word{i % 97},{i % 3}\n")


FILES = {  # what a pipeline's folder is filled with
    "photos": lambda folder, tf: write_photos(folder),
    "records": write_records,
    "irregular": lambda folder, tf: write_lines(folder),
    "table": lambda folder, tf: write_table(folder),
    "table_lines": lambda folder, tf: write_table(folder),
}

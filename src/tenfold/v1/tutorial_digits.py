"""MNIST as TensorFlow 1's tutorials read it: `tensorflow.examples.tutorials.mnist.input_data`."""

import collections
import os

import numpy as np

from tenfold.core.values import dtypes
from tenfold.keras.datasets._files import idx_array
from tenfold.keras.utils.data_utils import get_file
from tenfold.ops.random.seeds import get_seed

SOURCE_URL = "https://storage.googleapis.com/cvdf-datasets/mnist/"
_PIXELS, _CLASSES = 784, 10
_FILES = [f"{part}-{kind}-ubyte.gz" for part in ("train", "t10k") for kind in ("images-idx3", "labels-idx1")]

Datasets = collections.namedtuple("Datasets", ["train", "validation", "test"])


def read_data_sets(
    train_dir,
    fake_data=False,
    one_hot=False,
    dtype=dtypes.float32,
    reshape=True,
    validation_size=5000,
    seed=None,
    source_url=SOURCE_URL,
):
    """Read MNIST, or any data set in files of its names (Fashion-MNIST), downloaded into a folder at need.

    Args:
      train_dir: the folder.
      fake_data: read nothing, and give 10,000 made-up examples in each part.
      one_hot: labels as rows of 10 numbers, of which one is 1.
      dtype: of the images: `tf.float32` (in 0..1) or `tf.uint8` (in 0..255).
      reshape: images as rows of 784 pixels, rather than of shape (28, 28, 1).
      validation_size: how many of the training images, from the first on, are for validation.
      seed: of the orders in which the parts are gone through; None means that of the graph, or any.
      source_url: what stands before the files' names in their URLs.

    Returns:
      `Datasets`, a tuple of a `DataSet` for `train`, `validation` and `test`.

    Raises:
      TypeError: `dtype` is another.
      ValueError: `validation_size` is more than there are, or a file is damaged.
      OSError: a file is neither there nor can it be downloaded.
    """
    if fake_data:
        return Datasets(*(DataSet([], [], True, one_hot, dtype, seed=seed) for _ in Datasets._fields))
    arrays = []
    for name in _FILES:
        with open(maybe_download(name, train_dir, (source_url or SOURCE_URL) + name), "rb") as file:
            arrays.append(extract_images(file) if "images" in name else extract_labels(file, one_hot=one_hot))
    images, labels, test_images, test_labels = arrays
    if not 0 <= validation_size <= len(images):
        raise ValueError(f"Validation size should be between 0 and {len(images)}. Received: {validation_size}.")
    options = {"dtype": dtype, "reshape": reshape, "seed": seed}
    return Datasets(
        train=DataSet(images[validation_size:], labels[validation_size:], **options),
        validation=DataSet(images[:validation_size], labels[:validation_size], **options),
        test=DataSet(test_images, test_labels, **options),
    )


class DataSet:
    """Images with their labels, gone through in batches.

    It draws its orders from NumPy's own generator, which each new DataSet seeds, as in TensorFlow 1.
    """

    def __init__(self, images, labels, fake_data=False, one_hot=False, dtype=dtypes.float32, reshape=True, seed=None):
        """Args: as `read_data_sets`; `images` uint8, (examples, rows, columns, 1); `one_hot` is for fake data only."""
        of_graph, own = get_seed(seed)
        np.random.seed(of_graph if seed is None else own)
        dtype = dtypes.as_dtype(dtype).base_dtype
        if dtype not in (dtypes.uint8, dtypes.float32):
            raise TypeError(f"Invalid image dtype {dtype!r}, expected uint8 or float32")
        self.one_hot, self._fake = one_hot, fake_data
        self._num_examples = 10000 if fake_data else len(images)
        if not fake_data:
            images = _as_asked(images, labels, dtype, reshape)
        self._images, self._labels = images, labels
        self._epochs_completed = self._index_in_epoch = 0

    @property
    def images(self):
        """All images, in the present order."""
        return self._images

    @property
    def labels(self):
        """All labels, in the present order."""
        return self._labels

    @property
    def num_examples(self):
        """How many there are."""
        return self._num_examples

    @property
    def epochs_completed(self):
        """How often the examples were gone through."""
        return self._epochs_completed

    def next_batch(self, batch_size, fake_data=False, shuffle=True):
        """The next `batch_size` images and labels.

        A batch may hold the end of one epoch and the beginning of the next; with `shuffle` each epoch has a new order.
        `fake_data` gives lists of made-up ones.
        """
        if fake_data:
            label = [1] + [0] * (_CLASSES - 1) if self.one_hot else 0
            return [[1] * _PIXELS] * batch_size, [label] * batch_size
        if self._fake:
            raise ValueError("This DataSet has fake data only: next_batch(..., fake_data=True) gives some.")
        start = self._index_in_epoch
        if self._epochs_completed == 0 and start == 0 and shuffle:
            self._shuffle()
        if start + batch_size <= self._num_examples:
            self._index_in_epoch += batch_size
            return self._part(start, self._index_in_epoch)
        self._epochs_completed += 1
        rest = self._part(start, self._num_examples)
        if shuffle:
            self._shuffle()
        self._index_in_epoch = batch_size - (self._num_examples - start)
        return tuple(map(np.concatenate, zip(rest, self._part(0, self._index_in_epoch), strict=True)))

    def _shuffle(self):
        order = np.arange(self._num_examples)
        np.random.shuffle(order)
        self._images, self._labels = self._images[order], self._labels[order]

    def _part(self, start, stop):
        return self._images[start:stop], self._labels[start:stop]


def _as_asked(images, labels, dtype, reshape):
    images, labels = np.asarray(images), np.asarray(labels)
    if len(images) != len(labels):
        raise ValueError(
            f"There are images of shape {images.shape} and labels of shape {labels.shape}; expected as many."
        )
    if reshape:
        if images.ndim != 4 or images.shape[3] != 1:
            raise ValueError(
                f"reshape=True takes images of shape (examples, rows, columns, 1); received {images.shape}."
            )
        images = images.reshape(len(images), -1)
    return np.multiply(images.astype(np.float32), 1.0 / 255.0) if dtype == dtypes.float32 else images


def maybe_download(filename, work_directory, source_url=None):
    """Path of `filename` in `work_directory`, downloaded from `source_url` (default: MNIST's) where it is not there."""
    path = os.path.join(os.path.abspath(work_directory), filename)
    return get_file(path, source_url or SOURCE_URL + filename)


def extract_images(f):
    """Images of shape (examples, rows, columns, 1), uint8, in an open gzip-compressed IDX file. It prints its name."""
    images = _extracted(f)
    if images.ndim != 3:
        raise ValueError(f"Expected images in {f.name}; found an array of shape {images.shape}.")
    return images[..., np.newaxis]


def extract_labels(f, one_hot=False, num_classes=_CLASSES):
    """Labels of shape (examples,), uint8, in an open gzip-compressed IDX file; `one_hot`: (examples, num_classes)."""
    labels = _extracted(f)
    if labels.ndim != 1:
        raise ValueError(f"Expected labels in {f.name}; found an array of shape {labels.shape}.")
    return dense_to_one_hot(labels, num_classes) if one_hot else labels


def _extracted(file):
    name = getattr(file, "name", "the file")
    print("Extracting", name)
    return idx_array(file, name)


def dense_to_one_hot(labels_dense, num_classes):
    """Rows of `num_classes` float64 numbers, of which the one at the label is 1."""
    return np.eye(num_classes)[np.asarray(labels_dense).ravel()]


def load_mnist(train_dir="MNIST-data"):
    """`read_data_sets(train_dir)`."""
    return read_data_sets(train_dir)


def load_dataset(name, size="small", test_with_fake_data=False):
    """A data set of tf.contrib.learn by name. Of its four "mnist" is here, which has neither sizes nor fake data."""
    if name != "mnist":
        raise ValueError(f"Name of dataset is not found: {name!r}; Tenfold has 'mnist'. scikit-learn has iris.")
    if size != "small" or test_with_fake_data:
        raise ValueError("`size` and `test_with_fake_data` are for 'dbpedia', which is not here; leave them out.")
    return load_mnist()

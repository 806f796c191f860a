"""The datasets of *_datasets.py inside of `tf.function`: their elements by a function that is handed an iterator, by a
loop of one that is handed the dataset, and those of a dataset that a function makes."""

import re
import tempfile

import numpy as np
from dataset_programs import MOST, elements, plain, run

# Programs that no function can make, for what they do before, and why
NEED_VALUES = {
    "images": "writes files of eager values",
    "sounds": "writes files of eager values",
    "map_reads_a_variable": "makes a variable with each trace",
    "captured_": "read what functions of their own give",
    "save": "loads what is there only when it runs",
    "split_": "reads elements at once: with TensorFlow's classes elsewhere, or not at all",
}
# Random numbers of a global seed are others inside of a function, which counts ops by itself: recorded in inside.json
OTHER_NUMBERS = (
    "shuffle_global_seed make_csv_parts_global_seed list_files_global_seed sample_global_seed random_global "
    "two_random_numbers_and_a_shuffle_of_one_global_seed sample_after_others_of_one_global_seed rejection_global_seed"
).split()


def needs_values(name):
    return any(name.startswith(start) for start in NEED_VALUES)


def of_each_method(tf, programs):
    """Names of a few programs that use each method of a dataset between them."""
    seen, found = set(), []
    for name, lines in programs.items():
        used = {m for m in re.findall(r"\.(\w+)\(", lines) if hasattr(tf.data.Dataset, m)}
        if not used <= seen and not needs_values(name):
            seen |= used
            found.append(name)
    return found


def by_iterator(tf, ds):
    """The first elements, each asked for by a call of one function."""
    take, it, found = tf.function(lambda it: it.get_next()), iter(ds), []
    while len(found) < MOST:
        try:
            found.append(plain(tf, take(it)))
        except tf.errors.OutOfRangeError:
            return found
        except Exception as e:  # noqa: BLE001
            found.append({"raises": type(e).__name__})
            if found[-2:] == [found[-1]] * 2:
                break
    return [*found, "..."]


def by_loop(tf, ds):
    """The tensors of the first elements, as a loop in a function hands them to Python; what it raises in the end."""
    found = []

    def note(*tensors):
        found.append([plain(tf, t) for t in tensors])
        return 0

    @tf.function
    def loop(ds):
        for x in ds.take(MOST):
            tf.py_function(note, tensors_of(tf, x), tf.int32)

    try:
        loop(ds)
    except Exception as e:  # noqa: BLE001
        found.append({"raises": type(e).__name__})
    return found


def eagerly(tf, ds):
    """The same of a loop in Python."""
    found = []
    try:
        for x in ds.take(MOST):
            found.append([plain(tf, t) for t in tensors_of(tf, x)])
    except Exception as e:  # noqa: BLE001
        found.append({"raises": type(e).__name__})
    return found


def tensors_of(tf, x):
    """The tensors that an element is made of; of a dataset the number of its elements."""
    found = []
    for leaf in tf.nest.flatten(x):
        if isinstance(leaf, tf.data.Dataset):
            found.append(leaf.reduce(np.int64(0), lambda n, *_: n + 1))
        elif leaf is not None:
            found += tf.nest.flatten(leaf, expand_composites=True)
    return found


def made_inside(tf, lines):
    """The first elements of the dataset that a function makes by these lines."""
    with tempfile.TemporaryDirectory() as folder:
        return elements(tf, tf.function(lambda: run(tf, lines, folder), autograph=False)())

"""Reuters: 11,228 newswires of 1986 as lists of word numbers, labelled with one of 46 topics."""

import numpy as np

from tenfold.keras.datasets import _files, _words

_SHA256 = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
_TOPICS = """
    cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton carcass crude
    nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi iron-steel
    rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead
"""


def load_data(
    path="reuters.npz",
    num_words=None,
    skip_top=0,
    maxlen=None,
    test_split=0.2,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
    **kwargs,
):
    """Load the Reuters newswires.

    Args:
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path. A pickle of
            Keras 1 (reuters.pkl) is read as well.
        num_words: words with this number and above are left out; None keeps all. Keras 1 called it `nb_words`.
        skip_top: words with a smaller number than this are left out.
        maxlen: newswires of this many numbers and more are left out; None keeps all.
        test_split: share of the newswires that is for the test.
        seed: of the order of the newswires.
        start_char: number put before each newswire; None puts none.
        oov_char: number that stands for words left out; None drops them.
        index_from: added to every word's number.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: object arrays of lists of ints, and int64 arrays of labels 0..45.

    Raises:
        ValueError: `test_split` is none, `maxlen` leaves no newswire, or the file is damaged.
    """
    num_words = _words.old_name(num_words, kwargs)
    x, y = _files.read_arrays(_files.fetch("reuters.npz", path, file_hash=_SHA256), ["x", "y"])
    x, y = _files.shuffled(np.random.RandomState(seed), _words.as_objects(x), y)
    x, y = _words.shorter_than(maxlen, _words.numbered(x, start_char, index_from), y)
    (x, y), (x_test, y_test) = _files.train_and_test(_words.frequent(x, num_words, skip_top, oov_char), y, test_split)
    return (_words.as_objects(x), np.array(y)), (_words.as_objects(x_test), np.array(y_test))


def get_word_index(path="reuters_word_index.json"):
    """The number of each word, 1 for the most frequent; `load_data` adds `index_from` to it.

    Args:
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path.

    Returns:
        A dict of str to int.
    """
    return _files.read_json(_files.fetch("reuters_word_index.json", path, file_hash="4d44cc38712099c9e383dc6e5f11a921"))


def get_label_names():
    """The 46 topics, in the order of the labels, as a tuple of str."""
    return tuple(_TOPICS.split())

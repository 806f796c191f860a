"""IMDB: 50,000 film reviews as lists of word numbers, labelled 0 (bad) or 1 (good) (Maas et al., ACL 2011)."""

import numpy as np

from tenfold.keras.datasets import _files, _words

_SHA256 = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
_NAMES = ["x_train", "y_train", "x_test", "y_test"]


def load_data(
    path="imdb.npz",
    num_words=None,
    skip_top=0,
    maxlen=None,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
    **kwargs,
):
    """Load the IMDB reviews.

    Args:
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path. A pickle of
            Keras 1 (imdb_full.pkl) is read as well.
        num_words: words with this number and above are left out; None keeps all. Keras 1 called it `nb_words`.
        skip_top: words with a smaller number than this are left out.
        maxlen: reviews of this many numbers and more are left out; None keeps all.
        seed: of the order of the reviews.
        start_char: number put before each review; None puts none.
        oov_char: number that stands for words left out; None drops them.
        index_from: added to every word's number.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: object arrays of 25,000 lists of ints, and int64 arrays of labels.

    Raises:
        ValueError: `maxlen` leaves no review, or the file is damaged.
    """
    num_words = _words.old_name(num_words, kwargs)
    arrays = _files.read_arrays(_files.fetch("imdb.npz", path, file_hash=_SHA256), _NAMES)
    random = np.random.RandomState(seed)
    texts, labels = [], []
    for x, y in (arrays[:2], arrays[2:]):
        x, y = _files.shuffled(random, _words.as_objects(x), y)
        x, y = _words.shorter_than(maxlen, _words.numbered(x, start_char, index_from), y)
        texts.append(x)
        labels.append(np.array(y))
    all_texts = _words.frequent(texts[0] + texts[1], num_words, skip_top, oov_char)
    x_train, x_test = all_texts[: len(texts[0])], all_texts[len(texts[0]) :]
    return (_words.as_objects(x_train), labels[0]), (_words.as_objects(x_test), labels[1])


def get_word_index(path="imdb_word_index.json"):
    """The number of each word, 1 for the most frequent; `load_data` adds `index_from` to it.

    Args:
        path: name under which the file is kept in the cache's folder `datasets`, or an absolute path.

    Returns:
        A dict of str to int.
    """
    return _files.read_json(_files.fetch("imdb_word_index.json", path, file_hash="bfafd718b763782e994055a2d397834f"))

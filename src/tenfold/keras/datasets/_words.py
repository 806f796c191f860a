"""What IMDB and Reuters share: texts as lists of word numbers, 1 for the most frequent word, and which are kept."""

import numpy as np


def numbered(texts, start_char, index_from):
    """`texts`, lists of word numbers, with every number raised by `index_from` and `start_char` in front of each."""
    if start_char is not None:
        return [[start_char, *(word + index_from for word in text)] for text in texts]
    return [[word + index_from for word in text] for text in texts] if index_from else list(texts)


def shorter_than(maxlen, texts, labels):
    """Those of `texts` with fewer than `maxlen` numbers, and their labels; None keeps all. ValueError where none is
    left."""
    if maxlen:
        kept = [here for here, text in enumerate(texts) if len(text) < maxlen]
        texts, labels = [texts[here] for here in kept], [labels[here] for here in kept]
    if not len(texts):
        raise ValueError(f"No text has fewer than maxlen={maxlen} words. Increase maxlen.")
    return texts, labels


def frequent(texts, num_words, skip_top, oov_char):
    """`texts` with the words in `skip_top` <= number < `num_words`; the others are `oov_char`, or gone where it is
    None. `num_words` None means all."""
    if not num_words:
        num_words = max(map(max, texts))
    if oov_char is None:
        return [[word for word in text if skip_top <= word < num_words] for text in texts]
    return [[word if skip_top <= word < num_words else oov_char for word in text] for text in texts]


def as_objects(texts):
    """An array of lists."""
    return np.array(texts, dtype=object)


def old_name(num_words, kwargs):
    """`num_words`, which Keras 1 called `nb_words`; TypeError for any other argument."""
    if "nb_words" in kwargs:
        num_words = kwargs.pop("nb_words")
    if kwargs:
        raise TypeError(f"load_data() got an unexpected keyword argument {next(iter(kwargs))!r}")
    return num_words

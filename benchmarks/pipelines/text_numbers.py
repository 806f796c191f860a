"""`Tokenizer`: `fit_on_texts` and `texts_to_sequences` of 20 MB of text, and `pad_sequences` of what they give."""

import itertools
import random

from common import SMOKE, Row, faster, main, tensorflow
from passes import seconds

ROWS = {
    "tokenizer": Row("`Tokenizer.fit_on_texts` + `texts_to_sequences`, 20 MB of text", "s", {"tf_keras": faster(2)}),
    "padding": Row("`pad_sequences` to 200 of what they give", "s", {"tf_keras": faster(1)}),
}
MEGABYTES, WORDS, LENGTH = 20, 50_000, 230  # of which a text has up to twice as many as a review has, commas and all


def texts(megabytes=MEGABYTES):
    """Texts of words that come as often as Zipf's law says, with capitals, commas and full stops."""
    rng = random.Random(0)
    letters = "etaoinshrdlucmfwypvbgkqjxz"
    words = ["".join(rng.choices(letters, weights=range(26, 0, -1), k=rng.randint(2, 11))) for _ in range(WORDS)]
    shown = [
        word.capitalize() + "," if i % 9 == 0 else word + "." if i % 13 == 0 else word for i, word in enumerate(words)
    ]
    frequencies = list(itertools.accumulate(1 / rank for rank in range(1, WORDS + 1)))
    found, size = [], 0
    while size < megabytes * 1e6:
        found.append(" ".join(rng.choices(shown, cum_weights=frequencies, k=rng.randint(10, 2 * LENGTH))))
        size += len(found[-1])
    return found


def measure(side):
    """Seconds of each, by its row."""
    preprocessing, corpus = tensorflow(side).keras.preprocessing, texts(0.01 if SMOKE else MEGABYTES)
    sequences = []

    def numbers():
        tokenizer = preprocessing.text.Tokenizer(num_words=20_000, oov_token="<OOV>")
        tokenizer.fit_on_texts(corpus)
        sequences[:] = tokenizer.texts_to_sequences(corpus)

    took = seconds(numbers)
    return {"tokenizer": took, "padding": seconds(lambda: preprocessing.sequence.pad_sequences(sequences, maxlen=200))}


if __name__ == "__main__":
    main(measure)

"""Names of what makes numbers of texts."""

_PLACE = "keras.preprocessing.text."

NAMES = {
    "keras.preprocessing.text.words": {
        name: _PLACE + name
        for name in ("text_to_word_sequence", "base_filter")  # Keras 1 had the second
    },
    "keras.preprocessing.text.hashing": {name: _PLACE + name for name in ("hashing_trick", "one_hot")},
    "keras.preprocessing.text.tokenizer": {name: _PLACE + name for name in ("Tokenizer", "tokenizer_from_json")},
}

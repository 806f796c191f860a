"""Names of preprocessing layers."""

_EVERYWHERE = ("", "experimental.preprocessing.", "preprocessing.")


def _names(name):
    """The public names of a class, which TensorFlow 2.3 to 2.5 had among what is experimental."""
    return " ".join(f"keras.layers.{place}{name}" for place in _EVERYWHERE)


NAMES = {
    "keras.layers.preprocessing.preprocessing_layer": {
        "PreprocessingLayer": "keras.layers.experimental.preprocessing.PreprocessingLayer",
    },
    "keras.layers.preprocessing.rescaling": {"Rescaling": _names("Rescaling")},
    "keras.layers.preprocessing.resizing": {"Resizing": _names("Resizing")},
    "keras.layers.preprocessing.center_crop": {"CenterCrop": _names("CenterCrop")},
    "keras.layers.preprocessing.normalization": {"Normalization": _names("Normalization")},
    "keras.layers.preprocessing.discretization": {"Discretization": _names("Discretization")},
    "keras.layers.preprocessing.category_encoding": {"CategoryEncoding": _names("CategoryEncoding")},
    "keras.layers.preprocessing.hashing": {"Hashing": _names("Hashing")},
    "keras.layers.preprocessing.hashed_crossing": {"HashedCrossing": _names("HashedCrossing")},
    "keras.layers.preprocessing.string_lookup": {"StringLookup": _names("StringLookup")},
    "keras.layers.preprocessing.integer_lookup": {"IntegerLookup": _names("IntegerLookup")},
    "keras.layers.preprocessing.text_vectorization": {"TextVectorization": _names("TextVectorization")},
}

"""What TextVectorization does to texts before it looks words up: the functions that have names, and those of users."""

from tenfold.keras.saving import serialization
from tenfold.ops.strings.editing import lower, regex_replace
from tenfold.ops.strings.splitting import split
from tenfold.ops.strings.unicode import unicode_split

PUNCTUATION = r'[!"#$%&()\*\+,-\./:;<=>?@\[\\\]^_`{|}~\']'


def _strip_punctuation(texts):
    return regex_replace(texts, PUNCTUATION, "")


STANDARDIZE = {
    "lower_and_strip_punctuation": lambda texts: _strip_punctuation(lower(texts)),
    "lower": lower,
    "strip_punctuation": _strip_punctuation,
}
SPLIT = {"whitespace": split, "character": lambda texts: unicode_split(texts, "UTF-8")}


def checked(value, named, argument):
    """A function, the name of one of `named`, or None. ValueError for anything else."""
    if value is None or callable(value) or isinstance(value, str) and value in named:
        return value
    raise ValueError(
        f"Unknown value for `{argument}` argument of layer TextVectorization. If restoring a model and `{argument}` is "
        "a custom callable, please ensure the callable is registered as a custom object "
        "(keras.utils.register_keras_serializable, or custom_objects=). Allowed values are: `None`, a function, or one "
        f"of {tuple(named)}. Received: {value!r}"
    )


def applied(value, named, texts):
    """What the function (or its name, or None) makes of texts."""
    return texts if value is None else (named[value] if isinstance(value, str) else value)(texts)


_LONGEST_RUN = 10_000  # words


def checked_ngrams(ngrams):
    """None, or the lengths of runs as a tuple: an integer stands for all from 1 on."""
    if ngrams is None:
        return None
    if isinstance(ngrams, int) and not isinstance(ngrams, bool) and ngrams > 0:
        if ngrams > _LONGEST_RUN:
            raise ValueError(
                f"`ngrams` must be at most {_LONGEST_RUN}: runs of 1 to {ngrams} words are more than a text has. For "
                f"runs of one length write ngrams=({ngrams},). Received: ngrams={ngrams}"
            )
        return tuple(range(1, ngrams + 1))
    if isinstance(ngrams, tuple) and ngrams and all(isinstance(n, int) and n > 0 for n in ngrams):
        return ngrams
    raise ValueError(f"`ngrams` must be None, a positive integer, or a tuple of them. Received: ngrams={ngrams!r}")


def check_dtype(dtype):
    """ValueError for a dtype that texts do not have."""
    name = getattr(dtype, "name", dtype)
    if name not in (None, "string"):
        raise ValueError(f"`TextVectorization` may only have a dtype of string. Received dtype: {name}.")


def found(value):
    """What a configuration holds for a function: its name, Keras's description, or the function itself."""
    if isinstance(value, dict):
        value = value.get("config")
    return (serialization.get_registered_object(value) or value) if isinstance(value, str) else value

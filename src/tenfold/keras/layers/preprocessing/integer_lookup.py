"""IntegerLookup: integers as their numbers in a vocabulary, and back."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.preprocessing.index_lookup import IndexLookup


class IntegerLookup(IndexLookup):
    """The number of each integer in a vocabulary. The arguments are those of `StringLookup`, and:

    Args:
      mask_token, oov_token: integers; -1 stands for what is unknown.
      vocabulary_dtype: "int64" or "int32".
      num_oov_indices: more than one: unknown integers have the remainder of their division by it.
      oov_method: "floormod", or "farmhash" to hash unknown integers as text, also with a `salt` (Keras 3).
    """

    _input_dtype = dtypes.int64

    def __init__(
        self, max_tokens=None, num_oov_indices=1, mask_token=None, oov_token=-1, vocabulary=None,
        vocabulary_dtype="int64", idf_weights=None, invert=False, output_mode="int", sparse=False,
        pad_to_max_tokens=False, oov_method="floormod", **kwargs,
    ):  # fmt: skip
        max_tokens = kwargs.pop("max_values", max_tokens)  # TensorFlow 2.3's
        vocabulary_dtype = dtypes.as_dtype(vocabulary_dtype).name
        if vocabulary_dtype not in ("int64", "int32"):
            raise ValueError(f"`vocabulary_dtype` must be an integer dtype. Received: {vocabulary_dtype}")
        if oov_method not in ("floormod", "farmhash"):
            raise ValueError(
                "Unknown value for `oov_method` argument of IntegerLookup. Allowed values are: ('floormod', "
                f"'farmhash'). Received: {oov_method!r}"
            )
        if kwargs.get("salt") is not None and oov_method != "farmhash":
            raise ValueError(f"`salt` can only be used when `oov_method='farmhash'`. Received: oov_method={oov_method}")
        self.oov_method = oov_method
        super().__init__(
            max_tokens, num_oov_indices, _integer(mask_token), _integer(oov_token), vocabulary_dtype, vocabulary,
            idf_weights, invert, output_mode, sparse, pad_to_max_tokens, **kwargs,
        )  # fmt: skip

    @property
    def _hashes_text(self):
        return self.oov_method == "farmhash"

    def _as_keys(self, tokens):
        return [_integer(t) for t in tokens]

    def _shown(self, token):
        return int(token)

    def _checked_inputs(self, inputs):
        return self._as_ids(inputs)

    def get_config(self):
        config = {**super().get_config(), "vocabulary_dtype": self.vocabulary_dtype}
        return config if self.oov_method == "floormod" else {**config, "oov_method": self.oov_method}


def _integer(token):
    """A token as an int; a file's is text. ValueError for what is none."""
    if token is None:
        return None
    try:
        value = int(token)
        if value == token or isinstance(token, (str, bytes)):
            return value
    except (TypeError, ValueError):
        pass
    raise ValueError(f"Tokens of an IntegerLookup are integers; received {token!r}.")

"""StringLookup: strings as their numbers in a vocabulary, and back."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.preprocessing.index_lookup import IndexLookup


class StringLookup(IndexLookup):
    """The number of each string in a vocabulary.

    Args:
      max_tokens: most tokens of the vocabulary, special ones included.
      num_oov_indices: how many numbers strings have that are not in the vocabulary. More than one: hashed to them by
        FarmHash (with `salt`, one or two integers: SipHash); none: they are an InvalidArgumentError.
      mask_token: a string with the number 0 to itself; None for none. In rows of categories it is left out.
      oov_token: what `invert` gives for numbers without a string, and `get_vocabulary` for what is unknown.
      vocabulary: strings in order of their numbers, or the path of a file with one in each line; None to `adapt`.
      idf_weights: with "tf_idf" and a vocabulary, the weight of each string.
      encoding: of the strings that `get_vocabulary` gives.
      invert: from numbers to strings.
      output_mode: "int" (the default), "one_hot", "multi_hot", "count" or "tf_idf"; see `encoding.encoded`. What
        `adapt` finds for tf_idf is log(1 + documents / (1 + documents with the token)), and the mean for the unknown.
      sparse: whether to give a SparseTensor, not with "int".
      pad_to_max_tokens: rows of categories as long as `max_tokens`, whatever the vocabulary holds.

    Shapes: those of the inputs with "int", else (batch, n) -> (batch, vocabulary_size()).

    Raises:
      ValueError: see `set_vocabulary`. InvalidArgumentError: unknown strings, where there is no number for them.
    """

    input_kind = _input_dtype = dtypes.string

    def __init__(
        self, max_tokens=None, num_oov_indices=1, mask_token=None, oov_token="[UNK]", vocabulary=None, idf_weights=None,  # noqa: S107  no password
        encoding="utf-8", invert=False, output_mode="int", sparse=False, pad_to_max_tokens=False, **kwargs,
    ):  # fmt: skip
        self.encoding = encoding
        b"".decode(encoding)  # LookupError now, where there is no such encoding
        super().__init__(
            max_tokens, num_oov_indices, mask_token, oov_token, "string", vocabulary, idf_weights, invert, output_mode,
            sparse, pad_to_max_tokens, **kwargs,
        )  # fmt: skip
        if invert:
            self.input_kind = self._input_dtype = dtypes.int64

    def _as_keys(self, tokens):
        wrong = [t for t in tokens if not isinstance(t, (str, bytes))]
        if wrong:
            raise ValueError(f"Layer {self.name}: tokens of a StringLookup are strings; received {wrong[0]!r}.")
        return [t.encode() if isinstance(t, str) else t for t in tokens]

    def _shown(self, token):
        return token.decode(self.encoding, "replace")

    def _checked_inputs(self, inputs):
        if self.invert:
            return self._as_ids(inputs)
        if inputs.dtype is not dtypes.string:
            raise TypeError(f"Layer {self.name} looks up strings; received inputs of dtype {inputs.dtype.name}.")
        return inputs

    def get_config(self):
        return {**super().get_config(), "encoding": self.encoding}

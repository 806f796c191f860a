"""What StringLookup and IntegerLookup share: a vocabulary, given or learned, and the numbers of what is in it."""

import math

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.preprocessing import encoding, vocabularies
from tenfold.keras.layers.preprocessing.batches import is_composite
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer
from tenfold.ops.arrays.basics import cast, reshape
from tenfold.ops.lookup.tables import MutableHashTable
from tenfold.ops.lookup.vocabulary import WordCounts, count_words, vocabulary_index
from tenfold.ops.math.bincount import rows_of_values, values_of

MODES = (encoding.INT, encoding.ONE_HOT, encoding.MULTI_HOT, encoding.COUNT, encoding.TF_IDF)


class IndexLookup(PreprocessingLayer):
    """The numbers of tokens in a vocabulary; see `StringLookup`, whose arguments these are.

    Numbers go first to the mask token (with "int" alone), then to what is out of the vocabulary, then to its tokens.

    Attributes:
      lookup_table: token -> number, or number -> token where `invert` is true. It is all that is known of tokens.
    """

    def __init__(
        self, max_tokens, num_oov_indices, mask_token, oov_token, vocabulary_dtype, vocabulary=None, idf_weights=None,
        invert=False, output_mode="int", sparse=False, pad_to_max_tokens=False, salt=None, **kwargs,
    ):  # fmt: skip
        kwargs.pop("vocabulary_size", None)  # of the layer that a configuration describes
        mode = encoding.checked_mode(output_mode, MODES, type(self).__name__, sparse)
        super().__init__(**{**kwargs, "dtype": encoding.lookup_dtype(kwargs.get("dtype"), mode)})
        self.vocabulary_dtype, self.output_mode = vocabulary_dtype, mode
        self.max_tokens, self.num_oov_indices, self.pad_to_max_tokens = max_tokens, num_oov_indices, pad_to_max_tokens
        self.mask_token, self.oov_token, self.invert, self.sparse, self.salt = (
            mask_token, oov_token, invert, sparse, vocabularies.salt_key(salt)
        )  # fmt: skip
        vocabularies.check_arguments(self, idf_weights)
        self.input_vocabulary, self.input_idf_weights = (
            vocabularies.listed(vocabulary),
            vocabularies.listed(idf_weights),
        )
        self._is_fixed, self._counts, self.idf_weights, self._vocabularies = False, WordCounts(), None, 0
        self.lookup_table = self._new_table()
        if mode == encoding.TF_IDF:
            self.idf_weights = Variable(np.zeros(0, self._float_dtype), trainable=False, shape=(None,))
        if vocabulary is not None:
            self.set_vocabulary(vocabulary, idf_weights)

    def _new_table(self):
        ids, tokens = dtypes.int64, dtypes.as_dtype(self.vocabulary_dtype)
        if not self.invert:
            return MutableHashTable(tokens, ids, -1, name=f"{self.name}_table")
        return MutableHashTable(ids, tokens, self.oov_token, name=f"{self.name}_table")

    @property
    def _float_dtype(self):
        return dtypes.as_dtype(self.compute_dtype).numpy

    # where the numbers of what begin

    @property
    def _oov_start(self):
        return 1 if self.mask_token is not None and self.output_mode == encoding.INT else 0

    @property
    def _token_start(self):
        return self._oov_start + self.num_oov_indices

    @property
    def order_matters(self):
        return self.output_mode == encoding.TF_IDF  # a vector is one document

    # the vocabulary

    def _tokens(self):
        """The tokens of the vocabulary, as the table holds them, in order of their numbers."""
        pairs = self.lookup_table._entries.values.items()
        found = sorted((i, t) if self.invert else (int(t), i) for i, t in pairs)
        return [token for number, token in found if number >= self._token_start]

    def vocabulary_size(self):
        """Number of tokens, with that for the mask and those for what is out of the vocabulary."""
        entries = len(self.lookup_table._entries.values)
        return self._token_start + max(entries - (self.mask_token is not None), 0)

    def get_vocabulary(self, include_special_tokens=True):
        """The tokens in order of their numbers; with the special ones, `oov_token` stands for all that are unknown."""
        tokens = [self._shown(t) for t in self._tokens()]
        if not include_special_tokens:
            return tokens
        masks = [self.mask_token] * self._oov_start
        return [*masks, *[self.oov_token] * self.num_oov_indices, *tokens]

    def set_vocabulary(self, vocabulary, idf_weights=None):
        """Make `vocabulary` the tokens; `adapt` can no longer change them.

        Args:
          vocabulary: a list or array of tokens, or the path of a text file with one in each line. The special tokens
            may stand at its beginning.
          idf_weights: with "tf_idf", the inverse document frequency of each token.

        Raises:
          ValueError: nothing in it, a token twice, a special token within it, or more than `max_tokens`.
        """
        tokens = self._as_keys(vocabularies.read(self, vocabulary))
        vocabularies.check_weights(self, vocabulary, idf_weights)
        special, idf = (
            vocabularies.specials(self, self._as_keys),
            list(idf_weights) if idf_weights is not None else None,
        )
        if idf is not None and len(idf) != len(tokens):
            raise ValueError(
                f"Layer {self.name}: `idf_weights` must be the same length as vocabulary. len(idf_weights) is "
                f"{len(idf)}, len(vocabulary) is {len(tokens)}"
            )
        front = None
        if tokens[: len(special)] == special:
            tokens, front, idf = tokens[len(special) :], idf and idf[: len(special)], idf and idf[len(special) :]
        vocabularies.check_tokens(self, tokens, self._as_keys)
        self._take(tokens, idf, front)
        self._is_fixed = True

    def _take(self, tokens, idf=None, idf_of_unknown=None):
        """Make the table of tokens, and the weights of all numbers."""
        start, table = self._token_start, self.lookup_table
        entries = {token: i for i, token in enumerate(tokens, start)}
        if self.mask_token is not None:
            mask = self._as_keys([self.mask_token])[0]
            entries[mask] = 0 if self.output_mode == encoding.INT else -1  # in rows of categories it is left out
        table._entries.values = {number: t for t, number in entries.items()} if self.invert else entries
        if idf is not None:
            mean = [sum(idf) / max(len(idf), 1)] * self.num_oov_indices
            weights = [*(idf_of_unknown or mean), *idf]
            unused = self.max_tokens - len(weights) if self.pad_to_max_tokens else 0
            self.idf_weights.assign(np.array([*weights, *[0.0] * unused], self._float_dtype))
        self._vocabularies += 1

    # learning it from data

    def update_state(self, data):
        """Count the tokens of a batch; with "tf_idf", each row is a document."""
        if self._is_fixed:
            raise ValueError(
                f"Cannot adapt {type(self).__name__} layer {self.name} after setting a static vocabulary via init "
                "argument or `set_vocabulary`."
            )
        data = self._checked_inputs(data if is_composite(data) else convert(data))
        if not is_composite(data) and data.ndim != 2:
            data = reshape(data, [1, -1])
        (row, rows), tokens = rows_of_values(data), values_of(data)
        count_words(
            reshape(tokens, [-1]), reshape(row, [-1]), rows, counts=self._counts,
            by_row=self.output_mode == encoding.TF_IDF,
        )  # fmt: skip

    def finalize_state(self):
        if self._is_fixed or not self._counts.words:
            return
        special = set(self._as_keys([t for t in (self.mask_token, self.oov_token) if t is not None]))
        counts = [(n, token) for token, n in self._counts.words.items() if token not in special]
        tokens = [token for _, token in sorted(counts, reverse=True)]  # of equally frequent ones the last comes first
        if self.max_tokens is not None:
            tokens = tokens[: self.max_tokens - self._token_start]
        idf = None
        if self.output_mode == encoding.TF_IDF:
            number, rows = self._counts.number, self._counts.rows
            idf = [math.log(1 + number / (1 + rows[token])) for token in tokens]
        self._take(tokens, idf)
        self._counts.clear()

    def reset_state(self):
        self._counts.clear()

    # looking up

    def _as_ids(self, inputs):
        """Numbers as int64, which tables are asked for."""
        if not (inputs.dtype.is_integer or inputs.dtype.is_floating):
            raise TypeError(f"Layer {self.name} looks up integers; received inputs of dtype {inputs.dtype.name}.")
        return encoding.over_values(lambda v: cast(v, dtypes.int64), inputs)

    def call(self, inputs):
        inputs = self._checked_inputs(inputs)
        if self.invert:
            return self.lookup_table.lookup(inputs)
        depth = self._depth
        if self.output_mode != encoding.INT and not self.pad_to_max_tokens and depth == self._token_start:
            raise RuntimeError(
                f"Layer {self.name}: When using `output_mode={self.output_mode}` and `pad_to_max_tokens=False`, you "
                "must set the layer's vocabulary before calling it. Either pass a `vocabulary` argument to the layer, "
                "or call `adapt` with some sample data."
            )
        ids = encoding.over_values(self._numbers, inputs)
        return encoding.encoded(
            ids, self.output_mode, depth, self.compute_dtype, self.sparse, idf=self.idf_weights, layer=self.name
        )

    @property
    def _depth(self):
        """The length of rows of categories."""
        _ = self._vocabularies  # read, so that a step that was traced for another vocabulary is traced anew
        return self.max_tokens if self.pad_to_max_tokens else self.vocabulary_size()

    def _numbers(self, tokens):
        return vocabulary_index(
            tokens, entries=self.lookup_table._entries, first=self._oov_start, places=self.num_oov_indices,
            salt=self.salt, as_text=self._hashes_text,
        )  # fmt: skip

    _hashes_text = True

    def compute_output_shape(self, input_shape):
        return encoding.encoded_shape(input_shape, self.output_mode, self._depth)

    def get_config(self):
        config = {name: getattr(self, name) for name in _DESCRIBED}
        config["vocabulary"] = self.input_vocabulary
        if self.salt is not None:
            config["salt"] = self.salt
        return {
            **super().get_config(), **config, "idf_weights": self.input_idf_weights,
            "vocabulary_size": self.vocabulary_size(),
        }  # fmt: skip

    # the vocabulary among weights

    @property
    def _learns_apart(self):
        return self.input_vocabulary is None

    def _learned(self):
        """The tokens as an array, as `get_weights` gives them."""
        tokens = self._tokens()
        return np.array(tokens, object if self.vocabulary_dtype == "string" else self.vocabulary_dtype)

    def _to_learn(self, tokens):
        """A function of nothing that makes `tokens` the vocabulary; ValueError where they cannot be that."""
        tokens = self._as_keys(vocabularies.listed(tokens))
        vocabularies.check_tokens(self, tokens, self._as_keys)
        return lambda: None if tokens == self._tokens() else self._take(tokens)

    @property
    def _learned_apart(self):
        return bool(self.lookup_table._entries.values) and self.input_vocabulary is None

    def _file_config(self):
        if not self._learned_apart and not vocabularies.is_path(self.input_vocabulary):
            return self.get_config()
        weighed = self.output_mode == encoding.TF_IDF  # those of the special tokens too
        idf = self.idf_weights.numpy()[: self.vocabulary_size()].tolist() if weighed else None
        return {**self.get_config(), "vocabulary": self.get_vocabulary(weighed), "idf_weights": idf}

    @classmethod
    def from_config(cls, config, safe_mode=None):
        """The layer that `get_config` described.

        Args:
          config: the configuration.
          safe_mode: False lets it name a vocabulary's file that this process has not read yet.
        """
        with vocabularies.reading(config, safe_mode, cls.__name__):
            return super().from_config(config)


_DESCRIBED = ("invert max_tokens num_oov_indices oov_token mask_token output_mode sparse pad_to_max_tokens").split()

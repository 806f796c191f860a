"""TextVectorization: texts as the numbers of their words."""

from tenfold.core.values import dtypes
from tenfold.core.values.shapes import TensorShape
from tenfold.keras.layers.preprocessing import encoding, text_functions, vocabularies
from tenfold.keras.layers.preprocessing.batches import is_composite
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer
from tenfold.keras.layers.preprocessing.string_lookup import StringLookup
from tenfold.ops.arrays.basics import shape, squeeze
from tenfold.ops.arrays.padding import pad
from tenfold.ops.math.powers import maximum
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.strings.splitting import ngrams as joined_ngrams

MODES = (encoding.INT, encoding.COUNT, encoding.MULTI_HOT, encoding.TF_IDF)


class TextVectorization(PreprocessingLayer):
    """Texts made plain, split into words, and these looked up in a vocabulary.

    Args:
      max_tokens: most tokens of the vocabulary, "" and "[UNK]" included.
      standardize: None, "lower_and_strip_punctuation" (the default), "lower", "strip_punctuation", or a function of
        string tensors.
      split: None, "whitespace" (the default), "character", or a function that adds a ragged axis to string tensors.
      ngrams: tokens are runs of 1 to `ngrams` words, or of the lengths in a tuple.
      output_mode: "int" (the default) gives numbers, 0 where a text has ended; "multi_hot", "count" and "tf_idf" a row
        for each text, see `encoding.encoded`; None the tokens themselves.
      output_sequence_length: with "int", how many numbers each text gives: more are cut off, fewer filled up with 0.
      pad_to_max_tokens, vocabulary, idf_weights, sparse, encoding: see `StringLookup`.
      ragged: with "int", give a RaggedTensor, without the zeros.

    Shapes: (batch,) or (batch, 1) strings -> (batch, longest text) or (batch, output_sequence_length) int64, or
    (batch, vocabulary_size()) floats.

    Raises:
      ValueError: texts to be split with a last axis that is not 1.
    """

    input_kind = _input_dtype = dtypes.string

    def __init__(
        self, max_tokens=None, standardize="lower_and_strip_punctuation", split="whitespace", ngrams=None,
        output_mode="int", output_sequence_length=None, pad_to_max_tokens=False, vocabulary=None, idf_weights=None,
        sparse=False, ragged=False, encoding="utf-8", **kwargs,
    ):  # fmt: skip
        kwargs.pop("vocabulary_size", None)  # of the layer that a configuration describes
        text_functions.check_dtype(kwargs.get("dtype"))
        super().__init__(**{**kwargs, "dtype": "string"})
        self.standardize = text_functions.checked(standardize, text_functions.STANDARDIZE, "standardize")
        self.split = text_functions.checked(split, text_functions.SPLIT, "split")
        self.ngrams = text_functions.checked_ngrams(ngrams)
        mode = _checked_mode(output_mode, sparse, ragged, output_sequence_length)
        self.output_mode, self.output_sequence_length, self.ragged = mode, output_sequence_length, ragged
        self._lookup_layer = StringLookup(
            max_tokens, vocabulary=vocabulary, idf_weights=idf_weights, mask_token="", output_mode=mode or "int",
            pad_to_max_tokens=pad_to_max_tokens, sparse=sparse, encoding=encoding,
        )  # fmt: skip

    # the vocabulary

    def get_vocabulary(self, include_special_tokens=True):
        """The tokens in order of their numbers, with "int" after "" and "[UNK]"; see `StringLookup`."""
        return self._lookup_layer.get_vocabulary(include_special_tokens)

    def vocabulary_size(self):
        """Number of tokens, special ones included."""
        return self._lookup_layer.vocabulary_size()

    def set_vocabulary(self, vocabulary, idf_weights=None):
        """Make `vocabulary`, a list or the path of a file, the tokens; see `StringLookup`."""
        self._lookup_layer.set_vocabulary(vocabulary, idf_weights)

    @property
    def order_matters(self):
        return self.split is None and self._lookup_layer.order_matters

    def update_state(self, data):
        """Count the tokens of a batch of texts."""
        self._lookup_layer.update_state(self._tokens(self._as_tensors(data)))

    def finalize_state(self):
        self._lookup_layer.finalize_state()

    def reset_state(self):
        self._lookup_layer.reset_state()

    # texts to tokens to numbers

    def call(self, inputs):
        tokens = self._tokens(inputs)
        if self.output_mode is None:
            return tokens
        found = self._lookup_layer(tokens)
        if self.output_mode != encoding.INT or self.ragged:
            return found
        length = self.output_sequence_length
        if isinstance(found, RaggedTensor):
            return found.to_tensor(shape=(None,) * (found.shape.rank - 1) + (length,))
        return found if length is None else _of_length(found, length)

    def _tokens(self, texts):
        """The tokens of each text: a ragged axis more, unless nothing is split."""
        if texts.dtype is not dtypes.string:
            raise TypeError(f"Layer {self.name} takes strings; received inputs of dtype {texts.dtype.name}.")
        texts = text_functions.applied(self.standardize, text_functions.STANDARDIZE, texts)
        if self.split is not None:
            texts = text_functions.applied(self.split, text_functions.SPLIT, self._one_text_each(texts))
        return texts if self.ngrams is None else joined_ngrams(texts, self.ngrams, separator=" ")

    def _one_text_each(self, texts):
        if texts.shape.rank is None or texts.shape.rank < 2:
            return texts
        if is_composite(texts) or texts.shape[-1] != 1:
            raise ValueError(
                f"Layer {self.name}: When using `TextVectorization` to tokenize strings, the input rank must be 1 or "
                f"the last shape dimension must be 1. Received: inputs.shape={tuple(texts.shape)} with rank="
                f"{texts.shape.rank}"
            )
        return squeeze(texts, [-1])

    def compute_output_shape(self, input_shape):
        dims = tuple(TensorShape(input_shape).as_list())
        if self.output_mode != encoding.INT and self.output_mode is not None:
            return (*dims[:1], self._lookup_layer.compute_output_shape((None, None))[-1])
        if self.split is None:
            return dims if self.output_sequence_length is None else (*dims[:-1], self.output_sequence_length)
        return (*(dims[:-1] if len(dims) > 1 else dims), self.output_sequence_length)

    def get_config(self):
        return self._described(self._lookup_layer.get_config())

    def _file_config(self):
        return self._described(self._lookup_layer._file_config())

    def _described(self, inner):
        names = "max_tokens pad_to_max_tokens sparse vocabulary idf_weights encoding vocabulary_size"
        config = {
            "standardize": self.standardize, "split": self.split, "ngrams": self.ngrams,
            "output_mode": self.output_mode, "ragged": self.ragged,
            "output_sequence_length": self.output_sequence_length,
        }  # fmt: skip
        return {**super().get_config(), **config, **{name: inner[name] for name in names.split()}}

    @classmethod
    def from_config(cls, config, safe_mode=None):
        """The layer that `get_config` described; `safe_mode` as in `StringLookup.from_config`."""
        functions = {name: text_functions.found(config[name]) for name in ("standardize", "split") if name in config}
        ngrams = config.get("ngrams")
        ngrams = tuple(ngrams) if isinstance(ngrams, list) else ngrams
        with vocabularies.reading(config, safe_mode, cls.__name__):
            return super().from_config({**config, **functions, "ngrams": ngrams})


def _of_length(found, length):
    """The last axis cut to `length`, or filled up with 0 to it."""
    found = found[..., :length]
    missing = maximum(length - shape(found)[-1], 0)
    filled = pad(found, [[0, 0]] * (found.ndim - 1) + [[0, missing]])
    filled.set_shape([*found.shape[:-1], length])
    return filled


def _checked_mode(mode, sparse, ragged, length):
    if mode is not None:
        mode = encoding.checked_mode(mode, MODES, "TextVectorization", sparse)
    if mode == encoding.INT and not (length is None or isinstance(length, int)):
        raise ValueError(
            "`output_sequence_length` must be either None or an integer when `output_mode` is 'int'. Received: "
            f"output_sequence_length={length}"
        )
    if mode != encoding.INT and length is not None:
        raise ValueError(
            f"`output_sequence_length` must not be set if `output_mode` is not 'int'. Received "
            f"output_sequence_length={length}."
        )
    if ragged and mode != encoding.INT:
        raise ValueError(
            f"`ragged` must not be true if `output_mode` is not `'int'`. Received: ragged={ragged} and "
            f"output_mode={mode}"
        )
    if ragged and length is not None:
        raise ValueError(
            f"`output_sequence_length` must not be set if ragged is True. Received: ragged={ragged} and "
            f"output_sequence_length={length}"
        )
    return mode

"""Hashing: anything as the number of a bin, without a vocabulary."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.layers.preprocessing import encoding
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer
from tenfold.keras.utils.arguments import count
from tenfold.ops.arrays.basics import zeros_like
from tenfold.ops.arrays.selecting import where
from tenfold.ops.math.comparison import equal
from tenfold.ops.strings.hashing import to_hash_bucket_fast, to_hash_bucket_strong
from tenfold.ops.strings.numbers import as_string


def positive_bins(num_bins, layer):
    """`num_bins` as an int of at least 1."""
    if (number := count(num_bins)) is None:
        raise ValueError(
            f"The `num_bins` for `{layer}` cannot be `None` or non-positive values. Received: num_bins={num_bins}."
        )
    return number


class Hashing(PreprocessingLayer):
    """The bin that strings, or integers written as strings, are hashed to.

    Args:
      num_bins: number of bins, with that of `mask_value`.
      mask_value: the value that has bin 0 to itself; None for no such bin.
      salt: one integer or two: the key of SipHash-2-4 (Aumasson and Bernstein 2012); without it the hash is
        FarmHash's Fingerprint64.
      output_mode: "int" (the default), "one_hot", "multi_hot" or "count"; see `encoding.encoded`.
      sparse: whether to give a SparseTensor, not with "int".

    Shapes: those of the inputs with "int", else (batch, num_bins).

    Raises:
      InvalidArgumentError: floating point inputs.
    """

    input_kind = dtypes.string

    def __init__(self, num_bins, mask_value=None, salt=None, output_mode="int", sparse=False, **kwargs):
        self.num_bins = positive_bins(num_bins, "Hashing")
        modes = (encoding.INT, encoding.ONE_HOT, encoding.MULTI_HOT, encoding.COUNT)
        mode = encoding.checked_mode(output_mode, modes, "Hashing", sparse)
        super().__init__(**{**kwargs, "dtype": encoding.mode_dtype(kwargs.get("dtype"), mode)})
        self.output_mode, self.sparse, self.mask_value, self.salt = mode, sparse, mask_value, _key(salt)

    def call(self, inputs):
        ids = encoding.over_values(self._bins, inputs)
        return encoding.encoded(ids, self.output_mode, self.num_bins, self.compute_dtype, self.sparse, layer=self.name)

    def _bins(self, values):
        text = as_string(values) if values.dtype.is_integer else values
        bins = self.num_bins - (self.mask_value is not None and self.num_bins > 1)
        ids = to_hash_bucket_fast(text, bins) if self.salt is None else to_hash_bucket_strong(text, bins, self.salt)
        if self.mask_value is None:
            return ids
        masked = equal(values, convert(self.mask_value, values.dtype))
        return where(masked, zeros_like(ids), ids + (bins < self.num_bins))

    def compute_output_shape(self, input_shape):
        return encoding.encoded_shape(input_shape, self.output_mode, self.num_bins)

    def get_config(self):
        config = {"num_bins": self.num_bins, "salt": self.salt, "mask_value": self.mask_value}
        return {**super().get_config(), **config, "output_mode": self.output_mode, "sparse": self.sparse}


def _key(salt):
    """Two integers of one or two, or None."""
    if salt is None:
        return None
    if isinstance(salt, (list, tuple)) and len(salt) == 2:
        return [int(s) for s in salt]
    if isinstance(salt, int):
        return [salt, salt]
    raise ValueError(
        "The `salt` argument for `Hashing` can only be a tuple of size 2 integers, or a single integer. "
        f"Received: salt={salt!r}."
    )

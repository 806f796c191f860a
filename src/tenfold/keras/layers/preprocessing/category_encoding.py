"""CategoryEncoding: numbers of categories as rows of them."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.base.affine import positive_int
from tenfold.keras.layers.preprocessing import encoding
from tenfold.keras.layers.preprocessing.preprocessing_layer import PreprocessingLayer
from tenfold.ops.arrays.basics import cast
from tenfold.ops.math.bincount import at_least, below


class CategoryEncoding(PreprocessingLayer):
    """Integers from 0 to num_tokens - 1 as one-hot, multi-hot or counting rows.

    Args:
      num_tokens: number of categories.
      output_mode: "multi_hot" (the default), "one_hot" or "count"; see `encoding.encoded`.
      sparse: whether to give a SparseTensor.

    Call arguments:
      inputs: (batch,) or (batch, n) integers, dense, ragged or sparse.
      count_weights: in their shape: with "count", what each counts.

    Shapes: (batch, n) -> (batch, num_tokens).

    Raises:
      InvalidArgumentError: an integer out of range.
    """

    def __init__(self, num_tokens=None, output_mode="multi_hot", sparse=False, **kwargs):
        num_tokens = kwargs.pop("max_tokens", num_tokens)
        super().__init__(**kwargs)
        if num_tokens is None:
            raise ValueError(
                "num_tokens must be set to use CategoryEncoding. If the number of tokens is not known beforehand, use "
                "the IntegerLookup layer instead."
            )
        modes = (encoding.COUNT, encoding.ONE_HOT, encoding.MULTI_HOT)
        self.output_mode = encoding.checked_mode(output_mode, modes, "CategoryEncoding")
        self.num_tokens, self.sparse = positive_int(num_tokens, "num_tokens", "CategoryEncoding"), sparse

    def call(self, inputs, count_weights=None):
        if count_weights is not None and self.output_mode != encoding.COUNT:
            raise ValueError(
                f"Layer {self.name}: `count_weights` is not used when `output_mode` is not `'count'`. Received "
                f"output_mode={self.output_mode!r} and count_weights={count_weights}"
            )
        message = (
            f"Layer {self.name}: Input values must be in the range 0 <= values < num_tokens with "
            f"num_tokens={self.num_tokens}"
        )
        within = lambda v: below(at_least(cast(v, dtypes.int64), 0, message), self.num_tokens, message=message)  # noqa: E731
        ids = encoding.over_values(within, inputs)
        return encoding.encoded(
            ids, self.output_mode, self.num_tokens, self.compute_dtype, self.sparse, count_weights, layer=self.name
        )

    def compute_output_shape(self, input_shape):
        return encoding.encoded_shape(input_shape, self.output_mode, self.num_tokens)

    def get_config(self):
        config = {"num_tokens": self.num_tokens, "output_mode": self.output_mode, "sparse": self.sparse}
        return {**super().get_config(), **config}

"""Sequences of different lengths as dense ones with a mask, which attention is computed of, and its results as rows."""

from typing import Any, NamedTuple

from tenfold.keras.layers.attention.masks import combined, length_of
from tenfold.ops.arrays.basics import shape
from tenfold.ops.arrays.creation import fill
from tenfold.ops.arrays.one_hot import sequence_mask
from tenfold.ops.arrays.repeating import repeat
from tenfold.ops.ragged.tensor import RaggedTensor


class Sequences(NamedTuple):
    """What attention is computed of.

    Args:
      dense: tensor of shape (batch, length, dim), padded where the sequences were of several lengths.
      lengths: those; None where it was dense already.
    """

    dense: Any
    lengths: Any = None

    def mask(self, given):
        """The mask `given`, or None, without what is padding."""
        if self.lengths is None:
            return given
        return combined(given, sequence_mask(self.lengths, length_of(self.dense)))

    def each_length(self):
        """The length of each sequence, (batch,)."""
        size = shape(self.dense)
        return fill(size[:1], size[1]) if self.lengths is None else self.lengths


def is_ragged(*values):
    """Whether any of these is a ragged tensor."""
    return any(type(value) is RaggedTensor for value in values)


def sequences(value, layer):
    """`value` as Sequences.

    Raises:
      ValueError: a ragged tensor of which more than the lengths of sequences differ.
    """
    if not is_ragged(value):
        return Sequences(value)
    if value.ragged_rank != 1 or value.shape.rank != 3:
        raise ValueError(
            f"{layer} takes ragged tensors of shape (batch, (length), dim); received the shape {value.shape} with "
            f"ragged_rank={value.ragged_rank}."
        )
    return Sequences(value.to_tensor(), value.row_lengths())


def as_rows(results, query):
    """Results (batch, queries, ...) as rows as long as the queries' sequences."""
    return RaggedTensor.from_tensor(results, lengths=query.each_length())


def scores_as_rows(scores, query, value):
    """Scores (batch, queries, keys) likewise, each row as long as the values' sequence where these were ragged."""
    rows = as_rows(scores, query)
    if value.lengths is None:
        return rows
    of_queries = repeat(value.lengths, query.each_length())
    return rows.with_values(RaggedTensor.from_tensor(rows.values, lengths=of_queries))

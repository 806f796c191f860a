"""Sequences of different lengths as one dense tensor with a mask, and back."""

from tenfold.ops.arrays.basics import shape
from tenfold.ops.arrays.one_hot import sequence_mask
from tenfold.ops.arrays.reversing import reverse, reverse_sequence
from tenfold.ops.ragged.tensor import RaggedTensor


def is_ragged(value):
    """Whether this is a ragged tensor."""
    return isinstance(value, RaggedTensor)


def dense_rows(layer, ragged, mask):
    """(dense tensor, mask, lengths) of a ragged tensor of sequences.

    Raises:
      ValueError: there is a mask already, or the layer wants all sequences to be as long as another.
    """
    if mask is not None:
        raise ValueError(
            f"The mask that was passed in was {mask}, which cannot be applied to RaggedTensor inputs. Please make sure "
            f"that there is no mask injected by upstream layers of {layer.name}."
        )
    for name in ("unroll", "time_major"):
        if getattr(layer, name, False):
            raise ValueError(
                f"The input of {layer.name} contains RaggedTensors, which do not go with {name}=True: leave it out."
            )
    lengths, dense = ragged.row_lengths(), ragged.to_tensor()
    return dense, sequence_mask(lengths, shape(dense)[1]), lengths


def ragged_rows(layer, outputs, lengths):
    """Outputs of all steps as rows as long as those of the inputs were."""
    if getattr(layer, "go_backwards", False):  # those of steps that do not count stand in front
        outputs = reverse_sequence(reverse(outputs, [1]), lengths, seq_axis=1, batch_axis=0)
    return RaggedTensor.from_tensor(outputs, lengths=lengths)

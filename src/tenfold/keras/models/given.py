"""What a functional model with ragged or sparse inputs is given."""

from tenfold.core.base import nest
from tenfold.core.values.convert import convert
from tenfold.ops.arrays.casting import cast
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.sparse.entries import from_dense, to_dense
from tenfold.ops.sparse.tensor import SparseTensor


def values_of_parts(wanted, given):
    """{id of a Keras tensor: what stands for it}, of a ragged or sparse tensor for each that it is made of."""
    pairs = zip(*(nest.flatten(values, expand_composites=True) for values in (wanted, given)), strict=True)
    return {**dict(zip(map(id, wanted), given)), **{id(part): value for part, value in pairs}}


def of_kind(value, wanted, name):
    """`value` as dense, ragged or sparse as the Keras tensor `wanted` is, of its dtype.

    A dense tensor has rows and entries like any other; a sparse one is a dense one of which little was written down. A
    ragged one stays as it is where a dense one is declared, as in Keras: each layer takes it, or says that it does not.

    Raises:
      ValueError: a ragged tensor that nests otherwise than was declared, or for a sparse input; a sparse one for a
        ragged input. `name` is that of the model.
    """
    if isinstance(wanted, RaggedTensor):
        value = _ragged(value, wanted, name)
    elif isinstance(wanted, SparseTensor):
        if isinstance(value, RaggedTensor):
            raise ValueError(
                f'Layer "{name}" was given a RaggedTensor for an input that is declared as sparse. Pass x.to_sparse().'
            )
        value = value if isinstance(value, SparseTensor) else from_dense(convert(value))
    elif isinstance(value, SparseTensor):
        value = to_dense(value)
    return value if value.dtype is wanted.dtype else cast(value, wanted.dtype)


def _ragged(value, wanted, name):
    if isinstance(value, SparseTensor):
        raise ValueError(
            f'Layer "{name}" was given a SparseTensor for an input that is declared as ragged. Pass a RaggedTensor, '
            "as of tf.RaggedTensor.from_sparse(x)."
        )
    if not isinstance(value, RaggedTensor):
        value = convert(value)
        if wanted.ragged_rank == 1 and value.shape.rank is not None and value.shape.rank > 1:
            return RaggedTensor.from_tensor(value)
    elif value.ragged_rank == wanted.ragged_rank:
        return value
    raise ValueError(
        f'Layer "{name}" has an input of shape {wanted.shape} with ragged_rank={wanted.ragged_rank}, and was given a '
        f"tensor of shape {value.shape} with ragged_rank={getattr(value, 'ragged_rank', 0)}."
    )

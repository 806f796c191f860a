"""What TensorFlow 1 asks of datasets and iterators: types, shapes and classes of elements apart from each other."""

from collections.abc import Callable
from typing import Any

from tenfold.core.base import nest
from tenfold.core.values.dtypes import as_dtype
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import Dataset, DatasetSpec
from tenfold.data.plan.structure import Structure, map_leaves, up_to
from tenfold.ops.sparse.tensor import SparseTensor
from tenfold.ops.structures.specs import RaggedTensorSpec, SparseTensorSpec, TensorSpec, TypeSpec


def element_spec_of(dataset_or_iterator: Any) -> Structure:
    """The structure of specs of the elements of a dataset, or of an iterator.

    Raises:
      TypeError: it is neither.
    """
    if not isinstance(dataset_or_iterator, Dataset) and not hasattr(type(dataset_or_iterator), "get_next"):
        raise TypeError(
            "Invalid `dataset_or_iterator`. `dataset_or_iterator` must be a `tf.data.Dataset` or tf.data.Iterator "
            f"object, but got {type(dataset_or_iterator)}."
        )
    return dataset_or_iterator.element_spec


def _part(of: Callable[[Any], Any]) -> Callable[[Any], Structure]:
    return lambda x: nest.map_structure(lambda s: s if isinstance(s, DatasetSpec) else of(s), element_spec_of(x))


_types, _shapes, _classes = _part(lambda s: s.dtype), _part(lambda s: s.shape), _part(lambda s: s.value_type)


def get_output_types(dataset_or_iterator: Any) -> Structure:
    """The structure of dtypes of elements."""
    return _types(dataset_or_iterator)


def get_output_shapes(dataset_or_iterator: Any) -> Structure:
    """The structure of shapes of elements."""
    return _shapes(dataset_or_iterator)


def get_output_classes(dataset_or_iterator: Any) -> Structure:
    """The structure of the classes of elements: tf.Tensor, tf.SparseTensor..."""
    return _classes(dataset_or_iterator)


def specs_of(types: Structure, shapes: Structure = None, classes: Structure = None) -> Structure:
    """The structure of specs of dtypes, shapes and classes, as TensorFlow 1 says what elements are.

    Raises:
      TypeError, ValueError: what is no dtype, shape or class; shapes or classes that are not in the structure of types.
    """
    types = map_leaves(as_dtype, types)
    dtypes = nest.flatten(types)
    of_shapes = [None] * len(dtypes) if shapes is None else up_to(types, shapes)
    of_classes = [Tensor] * len(dtypes) if classes is None else up_to(types, classes)
    return nest.pack_sequence_as(types, [_spec(*leaf) for leaf in zip(dtypes, of_shapes, of_classes)])


def _spec(dtype: Any, shape: Any, cls: Any) -> TypeSpec:
    if isinstance(cls, TypeSpec):
        return cls
    if cls is SparseTensor:
        return SparseTensorSpec(shape, dtype)
    if cls is not Tensor:
        raise TypeError(f"Classes of elements are tf.Tensor, tf.SparseTensor, or TypeSpecs; received {cls!r}.")
    return TensorSpec(TensorShape(shape), dtype)


def get_next_as_optional(iterator: Any) -> Any:
    """The function of `tf.data.experimental`: `iterator.get_next_as_optional()`."""
    return iterator.get_next_as_optional()


def tensor_structure(dtype: Any, shape: Any) -> TensorSpec:
    """TensorFlow 1's name of `tf.TensorSpec(shape, dtype)`."""
    return TensorSpec(shape, dtype)


def sparse_tensor_structure(dtype: Any, shape: Any) -> SparseTensorSpec:
    """TensorFlow 1's name of `tf.SparseTensorSpec(shape, dtype)`."""
    return SparseTensorSpec(shape, dtype)


def ragged_tensor_structure(dtype: Any, shape: Any, ragged_rank: int) -> RaggedTensorSpec:
    """TensorFlow 1's name of `tf.RaggedTensorSpec(shape, dtype, ragged_rank)`."""
    return RaggedTensorSpec(shape, dtype, ragged_rank)

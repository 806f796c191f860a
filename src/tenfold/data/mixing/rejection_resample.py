"""`rejection_resample`: elements left out at random, so that classes become as frequent as they shall be."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.data.batching.batch import Batch
from tenfold.data.batching.unbatch import Unbatch
from tenfold.data.elements.filter import Filter
from tenfold.data.elements.map import Map
from tenfold.data.elements.scan import scan
from tenfold.data.mixing.sample import sample_from_datasets
from tenfold.data.mixing.zip import Zip
from tenfold.data.order.repeat import Repeat
from tenfold.data.plan.dataset import Dataset, method
from tenfold.data.plan.functions import ElementFunction, predicate
from tenfold.data.sources.tensors import Tensors
from tenfold.ops.arrays.casting import cast
from tenfold.ops.arrays.creation import zeros_like
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.joining import stack
from tenfold.ops.arrays.one_hot import one_hot
from tenfold.ops.arrays.shaping import expand_dims
from tenfold.ops.math.comparison import less
from tenfold.ops.math.powers import maximum
from tenfold.ops.math.reduce import reduce_max, reduce_min, reduce_sum
from tenfold.ops.random.stateful import uniform
from tenfold.ops.structures.specs import TensorSpec

BATCH, PRIOR = 32, 10.0  # elements between two estimates; of each class counted before the first
TINY = np.finfo(np.float32).tiny


def acceptance(frequencies: Any, target: Any) -> tuple[Any, Any]:
    """How to make `target` of `frequencies`, both (classes,): with which chance an element of each class is accepted,
    and how large a part of the elements may be taken as they come.

    A mixture of a part m of all elements and 1 - m of the accepted has the frequencies m f + (1 - m) f a / sum(f a).
    This is `target` for a = (r - m) / (max r - m) where r = target / f, and m may be as large as min r.
    """
    ratio = target / maximum(frequencies, TINY)
    part = reduce_min(ratio)
    span = reduce_max(ratio) - part
    return (ratio - part) / maximum(span, TINY), part


def _frequencies(classes: Dataset, target: Any, initial: Any) -> Dataset:
    """For each element, how frequent classes are."""
    if target._dims is None or len(target._dims) != 1 or target._dims[0] is None:
        raise ValueError(f"rejection_resample: `target_dist` must be a vector; received shape {target.shape}.")
    if initial is None:
        return _estimated(classes, target._dims[0])
    known = convert(initial, dtypes.float32)
    if known._dims != target._dims:
        raise ValueError(f"rejection_resample: `initial_dist` has shape {known.shape}, `target_dist` {target.shape}.")
    return Repeat(Tensors(known))


def _estimated(classes: Dataset, n: int) -> Dataset:
    """Frequencies of `n` classes, for each element those among the elements of its batch and all before."""

    def count(seen: Any, batch: Any) -> tuple[Any, Any]:
        seen = seen + reduce_sum(one_hot(cast(batch, dtypes.int64), n, dtype=dtypes.float32), 0)
        found = seen / reduce_sum(seen)
        return seen, gather(expand_dims(found, 0), zeros_like(batch))

    counted: Dataset = scan(Batch(classes, BATCH), Tensor(np.full(n, PRIOR, np.float32)), count)
    return Unbatch(counted)


@method
def rejection_resample(
    self: Dataset,
    class_func: Callable[..., Any],
    target_dist: Any,
    initial_dist: Any = None,
    seed: Any = None,
    name: str | None = None,
) -> Dataset:
    """Pairs of a class and an element, some left out at random, so that classes are as frequent as `target_dist` says.

    Args:
      class_func: gives the class of an element, a scalar integer.
      target_dist: (classes,) floats.
      initial_dist: (classes,) floats, how frequent classes are; estimated as elements come where it is not given.
      seed: an integer, which together with `tf.random.set_seed` says which elements are left out.
      name: see `Dataset`.

    Raises:
      ValueError: target and initial frequencies of different lengths.
    """
    target = convert(target_dist, dtypes.float32)
    classes = Map(self, _class_function(class_func, self))
    frequencies = _frequencies(classes, target, initial_dist)
    labelled = Zip((classes, self))
    chances = Map(frequencies, ElementFunction(lambda f: acceptance(f, target), frequencies.element_spec, "acceptance"))
    joined = Zip((chances, labelled))
    accepted = Filter(
        joined,
        predicate(lambda c, e: less(uniform([], seed=seed), gather(c[0], e[0])), joined.element_spec, "rejection"),
    )
    kept = Map(accepted, ElementFunction(lambda _, e: e, joined.element_spec, "rejection"))
    parts = Map(chances, ElementFunction(lambda _, m: stack([m, 1.0 - m]), chances.element_spec, "rejection"))
    made: Dataset = sample_from_datasets([labelled, kept], parts, seed, stop_on_empty_dataset=True)
    made.name = name
    return made


def _class_function(function: Callable[..., Any], source: Dataset) -> ElementFunction:
    traced = ElementFunction(function, source.element_spec, "rejection_resample")
    found = traced.spec
    if not (type(found) is TensorSpec and found.dtype.is_integer and found.shape.rank in (0, None)):
        raise TypeError(
            f"rejection_resample: `class_func` must return a scalar integer; {traced.name} returns {found!r}."
        )
    return traced

"""Functions of `tf.data.experimental` for `apply` that are two methods of `Dataset` in one, or for devices."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.data.batching.batch import Batch
from tenfold.data.elements.map import Map
from tenfold.data.mixing.concatenate import Concatenate
from tenfold.data.order.prefetch import Prefetch
from tenfold.data.order.repeat import Repeat
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.arguments import AUTOTUNE, whole
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.kept import Kept
from tenfold.ops.bytes.parsing.examples import parse_example
from tenfold.ops.structures.specs import TensorSpec
from tenfold.runtime.devices.device_spec import DeviceSpec

Transformation = Callable[[Dataset], Dataset]


class MapAndBatch(Batch):
    """A batch of what a map makes."""

    shown = "_MapAndBatchDataset"  # type: ignore[assignment]


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Transformation:
    """For `apply`: `map(map_func, num_parallel_calls).batch(batch_size, drop_remainder)`.

    Args:
      num_parallel_batches: how many batches are made at once, in place of `num_parallel_calls`.

    Raises:
      ValueError: both numbers are given.
    """
    if num_parallel_batches is not None and num_parallel_calls is not None:
        raise ValueError(
            "`map_and_batch` allows only one of `num_parallel_batches` and `num_parallel_calls` to be set; received "
            f"{num_parallel_batches} and {num_parallel_calls}."
        )
    if num_parallel_batches is not None:
        num_parallel_calls = whole(num_parallel_batches, "num_parallel_batches", 1) * whole(batch_size, "batch_size", 1)

    def transformation(dataset: Dataset) -> Dataset:
        function = ElementFunction(map_func, dataset.element_spec, "map_and_batch")
        return MapAndBatch(Map(dataset, function, num_parallel_calls), batch_size, drop_remainder)

    return transformation


class ShuffleAndRepeat(Repeat):
    """Passes of a shuffle."""

    shown = "_ShuffleAndRepeatDataset"


def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Transformation:
    """For `apply`: `shuffle(buffer_size, seed).repeat(count)`."""
    return lambda dataset: ShuffleAndRepeat(Shuffle(dataset, buffer_size, seed), count)


class ParseExample(Map):
    """Examples that are parsed."""

    shown = "_ParseExampleDataset"  # type: ignore[assignment]


def parse_example_dataset(
    features: Any, num_parallel_calls: Any = 1, deterministic: bool | None = None
) -> Transformation:
    """For `apply`: `map(lambda batch: tf.io.parse_example(batch, features), num_parallel_calls)`."""
    if not features:
        raise ValueError("parse_example_dataset needs `features`, a dictionary of tf.io.FixedLenFeature and its kin.")

    def transformation(dataset: Dataset) -> Dataset:
        function = ElementFunction(
            lambda batch: parse_example(batch, features), dataset.element_spec, "parse_example_dataset"
        )
        return ParseExample(dataset, function, num_parallel_calls, deterministic)

    return transformation


def pad_to_cardinality(cardinality: Any, mask_key: str = "valid") -> Transformation:
    """For `apply`: elements of zeros and "" after the last, until there are `cardinality`.

    Elements are dictionaries; under `mask_key` they say whether they were there before.

    Raises:
      ValueError: the dataset has more elements, or not a known number of them; they are no dictionaries.
    """

    def transformation(dataset: Dataset) -> Dataset:
        wanted, n = whole(cardinality, "cardinality"), dataset.size()
        if not isinstance(dataset.element_spec, dict):
            raise ValueError("`pad_to_cardinality` requires its input dataset to be a dictionary.")
        if n < 0:
            raise ValueError(f"`pad_to_cardinality` needs a dataset of a known number of elements; it has {n}.")
        if n > wanted:
            raise ValueError(f"`pad_to_cardinality`: the dataset has {n} elements, more than {wanted}.")

        def marked(valid: bool) -> ElementFunction:
            mark = Tensor(np.bool_(valid))
            return ElementFunction(lambda e: {**e, mask_key: mark}, dataset.element_spec, "pad_to_cardinality")

        nothing = tuple([_zeros(s) for s in nest.flatten(dataset.element_spec)])
        padding = Kept(dataset.element_spec, [nothing] * (wanted - n))
        return Concatenate(Map(dataset, marked(True)), Map(padding, marked(False)))

    return transformation


def _zeros(spec: Any) -> Any:
    if type(spec) is not TensorSpec or not spec.shape.is_fully_defined():
        raise ValueError(f"`pad_to_cardinality` needs dense tensors of known shapes; the dataset has {spec!r}.")
    dims = spec.shape._dims
    return np.full(dims, b"", object) if spec.dtype == dtypes.string else np.zeros(dims, spec.dtype.numpy)


def prefetch_to_device(device: Any, buffer_size: Any = None) -> Transformation:
    """For `apply`: `prefetch(buffer_size)`. That `device` is to have elements is a hint: ops move what they need."""
    DeviceSpec.from_string(str(device))
    return lambda dataset: Prefetch(dataset, AUTOTUNE if buffer_size is None else buffer_size)


class CopyToDevice(Dataset):
    """The same elements."""

    shown = "_CopyToDeviceDataset"

    def __init__(self, source: Dataset) -> None:
        super().__init__(source, spec=source.element_spec)

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Any:
        return run.open(self.inputs[0])


def copy_to_device(target_device: Any, source_device: Any = "/cpu:0") -> Transformation:
    """For `apply`: the same elements. That `target_device` is to have them is a hint: ops move what they need."""
    for device in (target_device, source_device):
        DeviceSpec.from_string(str(device))
    return CopyToDevice

"""`timeseries_dataset_from_array`: windows of a series."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.data import everything  # noqa: F401  datasets have all of their methods
from tenfold.data.batching.batch import Batch
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.arguments import whole
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.structure import Element
from tenfold.data.sources.slices import Slices
from tenfold.ops.structures.specs import TensorSpec


class Windows(Dataset):
    """The windows of `data` that begin at the positions which the input gives, one by one or in batches; beside them,
    `targets` at these positions.

    Attributes:
      steps: int64, the positions in a window.
    """

    def __init__(self, positions: Dataset, data: Any, targets: Any, steps: np.ndarray, begin: int) -> None:
        self.data, self.targets, self.steps, self.begin = data, targets, steps, begin
        rows = positions.element_spec.shape._dims
        spec: Any = TensorSpec((*rows, None, *data._dims[1:]), data.dtype)
        if targets is not None:
            spec = (spec, TensorSpec((*rows, *targets._dims[1:]), targets.dtype))
        super().__init__(positions, spec=spec)

    @property
    def shown(self) -> str:  # type: ignore[override]
        if self.inputs[0].element_spec.shape.rank:
            return "_BatchDataset"
        return "_ShuffleDataset" if isinstance(self.inputs[0], Shuffle) else "_PrefetchDataset"

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        data, targets = self.data._array, None if self.targets is None else self.targets._array

        def window(element: Element) -> Element:
            at = element[0] + self.begin
            found = data[np.asarray(at)[..., None] + self.steps]
            return (found,) if targets is None else (found, np.asarray(targets[at]))

        return map(window, run.open(self.inputs[0]))


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: Any = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str = "tf",
) -> Dataset:
    """A dataset of windows of a series, and of targets.

    Args:
      data: array whose first dimension is time.
      targets: array of which entry i belongs to the window that begins at i, for windows alone None.
      sequence_length: entries of a window.
      sequence_stride: from the beginning of one window to that of the next.
      sampling_rate: from one entry of a window to the next.
      batch_size: None for windows one by one.
      shuffle: whether windows are in a random order; in that of time otherwise.
      seed: of the order; drawn from NumPy's global generator if it is None.
      start_index, end_index: only entries from `start_index` to before `end_index` are used.
      format: "tf": a tf.data.Dataset.

    Returns:
      Elements `(windows, targets)` or windows: [batch, sequence_length, ...].

    Raises:
      ValueError: numbers that do not fit the data.
    """
    data = convert(data)
    targets = None if targets is None else convert(targets)
    if not data._dims:
        raise ValueError(f"timeseries_dataset_from_array: `data` must have a dimension of time; received {data!r:.200}")
    length = int(data._dims[0])
    sequence_length, sampling_rate = whole(sequence_length, "sequence_length"), whole(sampling_rate, "sampling_rate")
    sequence_stride = whole(sequence_stride, "sequence_stride")
    start_index = None if start_index is None else whole(start_index, "start_index")
    end_index = None if end_index is None else whole(end_index, "end_index")
    _check(length, start_index, end_index, sequence_length, sampling_rate, sequence_stride)
    if format != "tf":
        raise NotImplementedError(f'`format` must be "tf": a tf.data.Dataset. Received: format={format!r}')
    begin, end = start_index or 0, length if end_index is None else end_index
    count = end - begin - (sequence_length - 1) * sampling_rate
    if targets is not None:
        count = min(count, len(targets._array) - begin)
    positions = np.arange(0, max(count, 0), sequence_stride, dtype=np.int64)
    if shuffle:
        seed = int(np.random.randint(1_000_000)) if seed is None else seed
        np.random.RandomState(seed).shuffle(positions)
    found: Dataset = Slices(positions)
    if shuffle:
        found = Shuffle(found, 1024 if batch_size is None else batch_size * 8, seed)
    if batch_size is not None:
        found = Batch(found, batch_size)
    if not count > 0:  # no windows, however long they would be
        steps = np.broadcast_to(np.int64(0), (min(sequence_length, 2**59),))
    else:
        steps = np.arange(0, sequence_length * sampling_rate, sampling_rate, dtype=np.int64)
    return Windows(found, data, targets, steps, begin)


def _check(length: int, start: Any, end: Any, sequence_length: Any, rate: Any, stride: Any) -> None:
    of = f"for data of length {length}"
    if start is not None and start < 0:
        raise ValueError(f"`start_index` must be 0 or greater. Received: start_index={start}")
    if start is not None and start >= length:
        raise ValueError(
            f"`start_index` must be lower than the length of the data. Received: start_index={start}, {of}"
        )
    if end is not None and start and end <= start:
        raise ValueError(
            f"`end_index` must be higher than `start_index`. Received: start_index={start}, and end_index={end}"
        )
    if end is not None and end >= length:
        raise ValueError(
            f"`end_index` must be lower than the length of the data. Received: end_index={end}, {of}. It is the first "
            "entry that is left out: leave end_index away to use all."
        )
    if end is not None and end <= 0:
        raise ValueError(f"`end_index` must be higher than 0. Received: end_index={end}")
    if sequence_length < 1:
        raise ValueError(f"`sequence_length` must be higher than 0. Received: sequence_length={sequence_length}")
    for name, value in (("sampling_rate", rate), ("sequence_stride", stride)):
        if value <= 0:
            raise ValueError(f"`{name}` must be higher than 0. Received: {name}={value}")
        if value >= length:
            raise ValueError(f"`{name}` must be lower than the length of the data. Received: {name}={value}, {of}")

"""`TimeseriesGenerator`: batches of windows of a series, each with the target that follows it."""

import json
from typing import Any

import numpy as np

from tenfold.keras.utils.arguments import whole_number
from tenfold.keras.utils.sequence import PyDataset


class TimeseriesGenerator(PyDataset):
    """Batches (windows, targets) for `fit`.

    The window that belongs to row r is data[r - length:r:sampling_rate], its target is targets[r].

    Args:
      data: array or list, one entry for each time.
      targets: the same for targets; as long as `data`.
      length: of a window, in times.
      sampling_rate: of so many times in a window one is taken.
      stride: distance between windows.
      start_index: where the first window begins.
      end_index: the last row that may have a target; by default the last there is.
      shuffle: whether windows are drawn at random, with NumPy's global seed, rather than taken in order.
      reverse: whether times in a window run backwards.
      batch_size: number of windows in a batch; the last may have fewer.
      **kwargs: those of `PyDataset`.

    Raises:
      ValueError: data and targets of different lengths, or no room for a window.
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if _size(data, "data") != _size(targets, "targets"):
            raise ValueError(
                "Data and targets have to be of same length. "
                f"Data length is {len(data)} while target length is {len(targets)}"
            )
        self.data, self.targets = data, targets
        self.length = whole_number(length, "length")
        self.sampling_rate = whole_number(sampling_rate, "sampling_rate")
        self.stride = whole_number(stride, "stride")
        self.start_index = whole_number(start_index, "start_index", least=0) + self.length
        self.end_index = len(data) - 1 if end_index is None else whole_number(end_index, "end_index", least=-len(data))
        self.shuffle, self.reverse = shuffle, reverse
        self.batch_size = whole_number(batch_size, "batch_size")
        if self.end_index >= len(data):
            raise ValueError(f"`end_index` must be below the length of data, {len(data)}. Received: {end_index!r}")
        if self.start_index > self.end_index:
            raise ValueError(
                f"`start_index+length={self.start_index} > end_index={self.end_index}` is disallowed, as no part of "
                "the sequence would be left to be used as current step."
            )

    def __len__(self) -> int:
        step = self.batch_size * self.stride
        return (self.end_index - self.start_index + step) // step

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        batch = index + len(self) if index < 0 else index
        if not 0 <= batch < len(self):
            raise IndexError(f"There is no batch {index}: there are {len(self)}.")
        if self.shuffle:
            rows = np.random.randint(self.start_index, self.end_index + 1, size=self.batch_size)
        else:
            first = self.start_index + self.batch_size * self.stride * batch
            rows = np.arange(first, min(first + self.batch_size * self.stride, self.end_index + 1), self.stride)
        windows, targets = self._windows(_rows(self.data), rows), _rows(self.targets)
        at_rows = targets[rows] if isinstance(targets, np.ndarray) else np.array([targets[row] for row in rows])
        return (windows[:, ::-1] if self.reverse else windows), at_rows

    def _windows(self, data: Any, rows: np.ndarray) -> np.ndarray:
        if isinstance(data, np.ndarray):
            return data[rows[:, None] + np.arange(-self.length, 0, self.sampling_rate)]
        return np.array([data[row - self.length : row : self.sampling_rate] for row in rows])

    def get_config(self) -> dict[str, Any]:
        """The arguments, data and targets as JSON; `start_index` is the first row that has a window.

        TypeError where they are not of what JSON holds.
        """
        names = ("length", "sampling_rate", "stride", "start_index", "end_index", "shuffle", "reverse", "batch_size")
        return {
            "data": _as_json(self.data, "Data"),
            "targets": _as_json(self.targets, "Targets"),
            **{name: getattr(self, name) for name in names},
        }

    def to_json(self, **kwargs: Any) -> str:
        """The generator as JSON. `kwargs` are those of `json.dumps`."""
        return json.dumps({"class_name": type(self).__name__, "config": self.get_config()}, **kwargs)


def _size(values: Any, name: str) -> int:
    if not hasattr(values, "__len__"):
        raise TypeError(f"`{name}` must be an array or a list. Received: {values!r}")
    return len(values)


def _rows(values: Any) -> Any:
    """What is indexed by row: a table of pandas by its values, whatever its index."""
    return np.asarray(values) if hasattr(values, "iloc") else values


def _as_json(values: Any, name: str) -> str:
    try:
        return json.dumps(np.asarray(values).tolist() if hasattr(values, "__array__") else values)
    except TypeError:
        raise TypeError(f"{name} not JSON Serializable: {values!r}") from None

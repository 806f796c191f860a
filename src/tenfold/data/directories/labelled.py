"""What datasets of folders share: arguments, labels, the order of elements, batches."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tenfold.core.values.convert import convert
from tenfold.data import everything  # noqa: F401  datasets have all of their methods
from tenfold.data.batching.batch import Batch
from tenfold.data.directories.listing import Files, listed, split
from tenfold.data.mixing.zip import Zip
from tenfold.data.order.shuffle import Shuffle
from tenfold.data.plan.dataset import Dataset
from tenfold.data.sources.slices import Slices

MODES = ("int", "categorical", "binary")


class Folder:
    """The arguments that all of them take, checked; see `image_dataset_from_directory` for what they are.

    Raises:
      ValueError: arguments that do not go together.
    """

    def __init__(
        self,
        kind: str,
        formats: tuple[str, ...],
        directory: Any,
        labels: Any,
        label_mode: str | None,
        class_names: Sequence[str] | None,
        batch_size: int | None,
        shuffle: bool,
        seed: Any,
        validation_split: float | None,
        subset: str | None,
        follow_links: bool,
        verbose: bool = True,
    ) -> None:
        self.kind, self.formats, self.directory = kind, formats, directory
        self.class_names, self.follow_links, self.verbose = class_names, follow_links, verbose
        self.batch_size, self.shuffle = batch_size, shuffle
        self.validation_split, self.subset = validation_split, subset
        _check_labels(kind, labels, label_mode, class_names)
        _check_split(validation_split, subset, shuffle, seed)
        self.label_mode = None if labels is None else label_mode
        self.labels = None if label_mode is None else labels
        self.seed = int(np.random.randint(1_000_000)) if seed is None else seed  # NumPy's own: np.random.seed decides

    def datasets(self, made: "Callable[[Folder, Files, bool], Dataset]") -> Any:
        """`made(self, files, shuffled)` of the files asked for; a list of two for subset "both"."""
        rng = np.random.RandomState(self.seed) if self.shuffle else None
        found = listed(
            self.directory, self.labels, self.formats, self.class_names, rng, self.follow_links, self.verbose
        )
        if self.label_mode == "binary" and len(found.class_names) != 2:
            raise ValueError(
                'When passing `label_mode="binary"`, there must be exactly 2 class_names. Received: '
                f"class_names={found.class_names}"
            )
        parts = split(found, self.validation_split, self.subset, self.verbose)
        for part in parts:
            if not part.paths:
                raise ValueError(
                    f"No {self.kind} files found in directory {self.directory}. Allowed format(s): {self.formats}"
                )
        both = len(parts) == 2
        datasets = [made(self, part, self.shuffle and not (both and i)) for i, part in enumerate(parts)]
        for dataset in datasets:
            dataset.class_names = found.class_names  # type: ignore[attr-defined]
        return datasets if both else datasets[0]

    def with_labels(self, elements: Dataset, files: Files) -> Dataset:
        """Elements beside the labels of their files, in the form that `label_mode` says."""
        if self.label_mode is None:
            return elements
        labels = np.asarray(files.labels, np.int32) if self.labels == "inferred" else self._given(files)
        if self.label_mode == "binary":
            return Zip((elements, Slices(labels.astype(np.float32)[:, None])))
        if self.label_mode == "categorical":
            labels = (labels[:, None] == np.arange(len(files.class_names))).astype(np.float32)
        return Zip((elements, Slices(labels)))

    def _given(self, files: Files) -> np.ndarray:
        """The labels that the program named, of any dtype: numbers to be predicted are no classes."""
        found = convert(files.labels)
        if self.label_mode != "int" and not found.dtype.is_integer:
            raise TypeError(
                f"label_mode={self.label_mode!r} needs whole numbers as `labels`; received {files.labels!r:.100}. "
                'label_mode="int" takes them as they are.'
            )
        return found._array

    def shuffled(self, elements: Dataset) -> Dataset:
        """Elements drawn from the next eight batches, or the next 1024 where there are none."""
        return Shuffle(elements, 1024 if self.batch_size is None else self.batch_size * 8, self.seed)

    def batched(self, elements: Dataset) -> Dataset:
        """Batches, if they are asked for."""
        return elements if self.batch_size is None else Batch(elements, self.batch_size)


def _check_labels(kind: str, labels: Any, mode: Any, class_names: Any) -> None:
    if labels is not None and not (isinstance(labels, str) and labels == "inferred"):
        if not isinstance(labels, (list, tuple)):
            raise ValueError(
                "`labels` argument should be a list/tuple of integer labels, of the same size as the number of "
                f"{kind} files in the target directory. If you wish to infer the labels from the subdirectory names in "
                f'the target directory, pass `labels="inferred"`. If you wish to get a dataset that only contains '
                f"{kind}s (no labels), pass `labels=None`. Received: labels={labels}"
            )
        if class_names:
            raise ValueError(
                'You can only pass `class_names` if `labels="inferred"`. Received: '
                f"labels={labels}, and class_names={class_names}"
            )
    if mode not in (*MODES, None):
        raise ValueError(
            f'`label_mode` argument must be one of "int", "categorical", "binary", or None. Received: label_mode={mode}'
        )


def _check_split(validation_split: Any, subset: Any, shuffle: bool, seed: Any) -> None:
    if validation_split and not 0 < validation_split < 1:
        raise ValueError(f"`validation_split` must be between 0 and 1, received: {validation_split}")
    if (validation_split or subset) and not (validation_split and subset):
        raise ValueError("If `subset` is set, `validation_split` must be set, and inversely.")
    if subset not in ("training", "validation", "both", None):
        raise ValueError(f'`subset` must be either "training", "validation" or "both", received: {subset}')
    if validation_split and shuffle and seed is None:
        raise ValueError(
            "If using `validation_split` and shuffling the data, you must provide a `seed` argument, to make sure that "
            "there is no overlap between the training and validation subset."
        )

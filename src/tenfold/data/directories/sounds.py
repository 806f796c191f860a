"""`audio_dataset_from_directory`."""

from collections.abc import Sequence
from typing import Any

from tenfold.data.directories.labelled import Folder
from tenfold.data.directories.listing import Files
from tenfold.data.elements.map import Map
from tenfold.data.order.prefetch import Prefetch
from tenfold.data.plan.arguments import AUTOTUNE
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.sources.slices import Slices
from tenfold.ops.bytes.files import read_file
from tenfold.ops.ragged.tensor import RaggedTensor
from tenfold.ops.signal.audio import decode_wav


def audio_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    sampling_rate: int | None = None,
    output_sequence_length: int | None = None,
    ragged: bool = False,
    shuffle: bool = True,
    seed: Any = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    verbose: bool = True,
) -> Any:
    """A dataset of the .wav files in a folder: float32 [batch, samples, channels] between -1 and 1.

    Args:
      sampling_rate: None: that of the files. (TensorFlow leaves another one to a library of its own, tensorflow_io.)
      output_sequence_length: samples that each has, cut off or filled up with zeros; None for as many as the longest of
        the batch.
      ragged: whether they are ragged tensors in place of that.
      others: see `image_dataset_from_directory`.

    Returns:
      A dataset with `class_names`; a list of two for subset "both".

    Raises:
      ValueError: arguments that do not go together; no sounds. NotFoundError: no such folder.
    """
    _check(sampling_rate, output_sequence_length, ragged)
    folder = Folder(
        *("audio", (".wav",), directory, labels, label_mode, class_names, batch_size, shuffle, seed),
        *(validation_split, subset, follow_links, verbose),
    )

    def read(path: Any) -> Any:
        samples = -1 if output_sequence_length is None else output_sequence_length
        return decode_wav(read_file(path), -1, samples)[0]

    def made(folder: Folder, files: Files, shuffled: bool) -> Dataset:
        found = folder.with_labels(Slices(files.paths), files)
        if shuffled:
            found = folder.shuffled(found)
        found = _mapped(found, read)
        found = Prefetch(_mapped(found, RaggedTensor.from_tensor) if ragged else found)
        if not ragged and batch_size is not None and output_sequence_length is None:
            return found.padded_batch(batch_size)  # type: ignore[attr-defined]
        return folder.batched(found)

    return folder.datasets(made)


def _mapped(dataset: Dataset, function: Any) -> Dataset:
    """`function` of the first component, or of the only one."""
    labelled = isinstance(dataset.element_spec, tuple)
    whole = (lambda x, label: (function(x), label)) if labelled else function
    return Map(dataset, ElementFunction(whole, dataset.element_spec, "audio_dataset_from_directory"), AUTOTUNE)


def _check(rate: Any, length: Any, ragged: bool) -> None:
    if rate is not None and (not isinstance(rate, int) or rate <= 0):
        raise ValueError(f"`sampling_rate` should be higher than 0. Received: sampling_rate={rate}")
    if rate is not None:
        raise NotImplementedError(
            f"sampling_rate={rate}: there is no resampler here; TensorFlow's is that of tensorflow_io. Resample the "
            "files beforehand, or leave it away and map a function of your own over the dataset."
        )
    if length is not None and length < 1:
        raise ValueError(f"`output_sequence_length` must be higher than 0. Received: output_sequence_length={length}")
    if ragged and length is not None:
        raise ValueError("Cannot set both `ragged` and `output_sequence_length`")

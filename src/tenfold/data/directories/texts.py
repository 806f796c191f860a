"""`text_dataset_from_directory`."""

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
from tenfold.ops.strings.editing import substr


def text_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    batch_size: int | None = 32,
    max_length: int | None = None,
    shuffle: bool = True,
    seed: Any = None,
    validation_split: float | None = None,
    subset: str | None = None,
    follow_links: bool = False,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """A dataset of the contents of the .txt files in a folder, strings [batch].

    Args:
      max_length: bytes of a text, of which the rest is cut off.
      others: see `image_dataset_from_directory`.

    Returns:
      A dataset with `class_names`; a list of two for subset "both".

    Raises:
      ValueError: arguments that do not go together; no texts. NotFoundError: no such folder.
    """
    if format != "tf":
        raise NotImplementedError(f'`format` must be "tf": a tf.data.Dataset. Received: format={format!r}')
    folder = Folder(
        *("text", (".txt",), directory, labels, label_mode, class_names, batch_size, shuffle, seed),
        *(validation_split, subset, follow_links, verbose),
    )

    def read(path: Any) -> Any:
        text = read_file(path)
        return text if max_length is None else substr(text, 0, max_length)

    def made(folder: Folder, files: Files, shuffled: bool) -> Dataset:
        found = folder.with_labels(Slices(files.paths), files)
        if shuffled and batch_size is not None:  # names, of which the texts are read after that
            found = folder.shuffled(found)
        function = read if folder.label_mode is None else lambda path, label: (read(path), label)
        traced = ElementFunction(function, found.element_spec, "text_dataset_from_directory")
        found = Prefetch(Map(found, traced, AUTOTUNE))
        return folder.shuffled(found) if shuffled and batch_size is None else folder.batched(found)

    return folder.datasets(made)

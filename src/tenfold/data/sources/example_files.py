"""`tf.data.experimental.make_batched_features_dataset`: parsed batches of files of Examples."""

from typing import Any

from tenfold.core.base import errors
from tenfold.data.elements.map import Map
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.sources.file_batches import batches, files_of, shuffled_files
from tenfold.data.sources.tf_records import TFRecordDataset
from tenfold.ops.bytes.parsing.examples import parse_example


def make_batched_features_dataset(
    file_pattern: Any,
    batch_size: Any,
    features: dict[str, Any],
    reader: Any = None,
    label_key: str | None = None,
    reader_args: Any = None,
    num_epochs: Any = None,
    shuffle: bool = True,
    shuffle_buffer_size: Any = 10000,
    shuffle_seed: Any = None,
    prefetch_buffer_size: Any = None,
    reader_num_threads: Any = None,
    parser_num_threads: Any = None,
    sloppy_ordering: bool = False,
    drop_final_batch: bool = False,
) -> Dataset:
    """A dataset of parsed batches of serialized Examples: dictionaries, `(dictionary, labels)` with `label_key`.

    Args:
      file_pattern: a glob pattern or several.
      batch_size: Examples of a batch.
      features: as `tf.io.parse_example` takes them.
      reader: a function from a file's name (and `reader_args`) to a dataset of serialized Examples; TFRecordDataset by
        default.
      label_key: the feature that is the label.
      num_epochs: how many passes follow each other; None for no end, and each batch is full then.
      shuffle: whether the files' order and the Examples' are random.
      shuffle_buffer_size, shuffle_seed: see `Dataset.shuffle`.
      prefetch_buffer_size: batches made ahead, see `Dataset.prefetch`; None for one.
      reader_num_threads: how many files have turns, Example by Example; 1 by default.
      parser_num_threads: how many batches are parsed at a time; 2 by default.
      sloppy_ordering: a hint that files need not wait for their turns, which here they do.
      drop_final_batch: whether a last batch that is not full is left out.

    Raises:
      InvalidArgumentError: no files. ValueError: a label that is no feature.
    """
    if label_key is not None and label_key not in features:
        raise ValueError(
            f"The `label_key` provided ({label_key}) must be one of the `features` keys: {features.keys()}."
        )
    files = shuffled_files(files_of(file_pattern, errors.InvalidArgumentError), shuffle, shuffle_seed)
    found = _read(
        files, TFRecordDataset if reader is None else reader, list(reader_args or ()), reader_num_threads or 1
    )
    drop = drop_final_batch or num_epochs is None
    found = batches(found, batch_size, num_epochs, shuffle, shuffle_buffer_size, shuffle_seed, drop)

    def parsed(serialized: Any) -> Any:
        values = parse_example(serialized, features)
        return values if label_key is None else (values, values.pop(label_key))

    function = ElementFunction(parsed, found.element_spec, "make_batched_features_dataset")
    found = Map(found, function, parser_num_threads or 2)
    ahead = 1 if prefetch_buffer_size is None else prefetch_buffer_size
    return found.prefetch(ahead)  # type: ignore[attr-defined]


def _read(files: Any, reader: Any, args: list[Any], turns: int) -> Dataset:
    """The records of all files."""
    if reader is TFRecordDataset and len(args) < 3:
        kind, buffer = [*args, None, None][:2]
        return TFRecordDataset(files, kind, buffer, turns)
    return files.interleave(lambda f: reader(f, *args), cycle_length=turns)

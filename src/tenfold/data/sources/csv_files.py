"""`tf.data.experimental.make_csv_dataset`: batches of named columns of CSV files."""

import itertools
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from tenfold.core.base import errors, nest
from tenfold.data.plan.arguments import AUTOTUNE, several
from tenfold.data.plan.dataset import Dataset
from tenfold.data.plan.structure import Element
from tenfold.data.sources.csv_columns import guessed
from tenfold.data.sources.csv_dataset import CsvDataset, marker
from tenfold.data.sources.csv_rows import fields, rows
from tenfold.data.sources.file_batches import batches, files_of, shuffled_files
from tenfold.data.sources.files import compression
from tenfold.io.tfrecord.sources import opened


class NamedColumns(Dataset):
    """Tuples of columns as dictionaries, and a column that is the label beside the others."""

    shown = "_MapDataset"

    def __init__(self, source: Dataset, names: list[str], label: str | None) -> None:
        numbers: Any = OrderedDict(zip(names, range(len(names))))
        if label is not None:
            number = numbers.pop(label)
            numbers = (numbers, number)
        self.order = nest.flatten(numbers)
        super().__init__(source, spec=nest.map_structure(lambda i: source.element_spec[i], numbers))

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Iterator[Element]:
        order = self.order
        return map(lambda element: tuple([element[i] for i in order]), run.open(self.inputs[0]))


def make_csv_dataset(
    file_pattern: Any,
    batch_size: Any,
    column_names: Any = None,
    column_defaults: Any = None,
    label_name: str | None = None,
    select_columns: Any = None,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    header: bool = True,
    num_epochs: Any = None,
    shuffle: bool = True,
    shuffle_buffer_size: Any = 10000,
    shuffle_seed: Any = None,
    prefetch_buffer_size: Any = None,
    num_parallel_reads: Any = None,
    sloppy: bool = False,
    num_rows_for_inference: int | None = 100,
    compression_type: Any = None,
    ignore_errors: bool = False,
    encoding: str = "utf-8",
) -> Dataset:
    """A dataset of batches of CSV files' rows: dictionaries of columns, `(dictionary, labels)` with `label_name`.

    Args:
      file_pattern: a glob pattern or several; files are taken in the order of their names.
      batch_size: rows of a batch.
      column_names: of all columns; by default the first row of the first file, and all files must have the same.
      column_defaults: for each column asked for, see `CsvDataset`; by default guessed: the first of int32, int64,
        float32, float64, string that holds what the first rows have, with 0 or "" for empty fields.
      label_name: the column of the labels.
      select_columns: names or numbers of the columns asked for.
      field_delim, use_quote_delim, na_value, header, compression_type: see `CsvDataset`.
      num_epochs: how many passes follow each other; None for no end, and each batch is full then.
      shuffle: whether the files' order and the rows' are random.
      shuffle_buffer_size, shuffle_seed: see `Dataset.shuffle`.
      prefetch_buffer_size: batches made ahead, see `Dataset.prefetch`; None leaves it to tf.data.
      num_parallel_reads: how many files have turns, row by row; 1 by default.
      sloppy: a hint that files need not wait for their turns, which here they do.
      num_rows_for_inference: how many rows are looked at to guess dtypes; None for all.
      ignore_errors: whether rows that cannot be read are left out, instead of raising.
      encoding: of the header.

    Raises:
      ValueError: no files, no names, columns that are not there, headers that differ.
      InvalidArgumentError: more or fewer `column_defaults` than columns.
    """
    kind = compression(compression_type or "")
    files = files_of(file_pattern)
    table = _Table(files, kind, field_delim, use_quote_delim, header, encoding)
    names = table.names(column_names)
    selected = _selected(select_columns, names)
    if column_defaults is not None:
        column_defaults = several(column_defaults, "column_defaults", "dtypes and values")
        _check_defaults(len(column_defaults), len(selected), select_columns is not None)
    else:
        some = itertools.islice(table.rows(), num_rows_for_inference)
        column_defaults = guessed(some, len(names), table.delimiter, use_quote_delim, marker(na_value), selected)
    chosen = [names[c] for c in selected]
    if label_name is not None and not (isinstance(label_name, str) and label_name in chosen):
        raise ValueError(f"`label_name` provided must be one of the columns: {chosen}. Received: {label_name}.")
    found: Dataset = CsvDataset(
        shuffled_files(files, shuffle, shuffle_seed),
        column_defaults,
        kind,
        None,
        header,
        field_delim,
        use_quote_delim,
        na_value,
        select_cols=selected if select_columns is not None else None,
        num_parallel_reads=num_parallel_reads,
    )
    if ignore_errors:
        found = found.ignore_errors()  # type: ignore[attr-defined]
    found = batches(found, batch_size, num_epochs, shuffle, shuffle_buffer_size, shuffle_seed, num_epochs is None)
    ahead = AUTOTUNE if prefetch_buffer_size is None else prefetch_buffer_size
    return NamedColumns(found, chosen, label_name).prefetch(ahead)  # type: ignore[attr-defined]


def _check_defaults(defaults: int, columns: int, selected: bool) -> None:
    if defaults != columns and selected:
        raise ValueError(
            "If specified, `column_defaults` and `select_columns` must have the same length: `column_defaults` "
            f"has length {defaults}, `select_columns` has length {columns}."
        )
    if defaults != columns:
        raise errors.InvalidArgumentError(
            f"Expect {columns} `column_defaults`, one for each column of the files, but have {defaults}: name the "
            "columns that they are for in `select_columns`."
        )


def _selected(columns: Any, names: list[str]) -> list[int]:
    """Numbers of the columns asked for, ascending."""
    if columns is None:
        return list(range(len(names)))
    columns = several(columns, "select_columns", "names or numbers of columns")
    found = [c if isinstance(c, int) else _number(c, names) for c in columns]
    for c in found:
        if not 0 <= c < len(names):
            raise ValueError(
                f"Column index {c} specified in `select_columns` should be > 0  and <= {len(names)}, which is the "
                "number of columns."
            )
    if len(set(found)) < len(found):
        raise ValueError(f"The `select_columns` argument contains duplicate columns: {list(columns)}.")
    return sorted(found)


def _number(name: Any, names: list[str]) -> int:
    if not isinstance(name, str) or name not in names:
        raise ValueError(f"Column {name} specified in `select_columns` must be of one of the columns: {names}.")
    return names.index(name)


class _Table:
    """What the files have, looked at before there is a dataset."""

    def __init__(self, files: list[str], kind: str, delimiter: str, quotes: bool, header: bool, encoding: str) -> None:
        self.files, self.kind, self.header, self.encoding = files, kind, header, encoding
        self.delimiter, self.quotes = delimiter.encode(), quotes

    def _rows(self, file: str) -> Iterator[bytes]:
        return rows(opened(file, self.kind), self.delimiter, self.quotes)

    def rows(self) -> Iterator[bytes]:
        """The rows of all files, without headers."""
        skipped = int(self.header)
        return itertools.chain.from_iterable(itertools.islice(self._rows(f), skipped, None) for f in self.files)

    def names(self, given: Any) -> list[str]:
        """The names of all columns. ValueError where there are none, or they are not the same in all files."""
        if given is None and not self.header:
            raise ValueError("Expected `column_names` or `header` arguments. Neither is provided.")
        found = self._headers() if given is None else several(given, "column_names", "strings")
        if not all(isinstance(name, str) for name in found):
            raise TypeError(f"`column_names` must be a list of strings; received {given!r:.200}.")
        if len(set(found)) < len(found):
            twice = {n for n in found if found.count(n) > 1}
            raise ValueError(
                f"Either `column_names` argument or CSV header row contains duplicate column names: {twice}."
            )
        return found

    def _headers(self) -> list[str]:
        found: list[str] = []
        for file in self.files:
            first = next(self._rows(file), None)
            if first is None:
                raise ValueError(f"Failed when reading the header line of {file}. Is it an empty file?")
            header = [self._decoded(f, file) for f in fields(self.delimiter, self.quotes)(first)]
            if found and header != found:
                raise ValueError(
                    f"All input CSV files should have the same column names in the header row. File {file} has "
                    "different column names."
                )
            found = header
        return found

    def _decoded(self, field: bytes, file: str) -> str:
        try:
            return field.decode(self.encoding)
        except (LookupError, UnicodeError) as wrong:
            raise ValueError(
                f"{file}: the header line cannot be decoded: {wrong}. Name its encoding, as encoding='latin-1'."
            ) from None

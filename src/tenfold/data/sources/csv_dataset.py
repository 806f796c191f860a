"""`tf.data.experimental.CsvDataset`: rows of comma-separated values, an element each."""

from collections.abc import Iterable, Iterator
from typing import Any

from tenfold.core.base import errors
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.arguments import several, truth, whole
from tenfold.data.plan.structure import Element
from tenfold.data.run.flat import flat
from tenfold.data.sources.blocks import Blocks
from tenfold.data.sources.csv_columns import Column
from tenfold.data.sources.csv_rows import fields, rows
from tenfold.data.sources.files import Files, one_string
from tenfold.io.tfrecord.sources import opened
from tenfold.ops.bytes.csv import plain_columns
from tenfold.ops.structures.specs import TensorSpec


class CsvDataset(Files):
    """The rows of CSV files (RFC 4180) as tuples of scalars.

    Args:
      filenames, compression_type, buffer_size, num_parallel_reads: see `Files`.
      record_defaults: for each column asked for its dtype (float32, float64, int32, int64, string), and empty fields
        are an error; or a value of such a dtype, which stands for them.
      header: whether each file begins with a row that is no record.
      field_delim: one character.
      use_quote_delim: whether double quotes may enclose a field: what is between them may have delimiters, line breaks,
        and doubled quotes.
      na_value: another string that means an empty field.
      select_cols: ascending numbers of the columns asked for.
      exclude_cols: numbers of those that are not.

    Raises:
      InvalidArgumentError: arguments that do not go together.
      InvalidArgumentError, while it is iterated over, in place of a row: another number of fields, a field that is no
        such number, quotes out of place, a file without a header. The next row follows.
    """

    shown = "CsvDatasetV2"

    def __init__(
        self,
        filenames: Any,
        record_defaults: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        header: Any = False,
        field_delim: Any = ",",
        use_quote_delim: Any = True,
        na_value: Any = "",
        select_cols: Any = None,
        exclude_cols: Any = None,
        num_parallel_reads: Any = None,
        name: str | None = None,
    ) -> None:
        given = several(record_defaults, "record_defaults", "dtypes and values")
        self.columns = tuple([Column(one, i) for i, one in enumerate(given)])
        if not self.columns:
            raise errors.InvalidArgumentError("record_defaults must name at least one column.")
        self.header, self.quotes = truth(header, "header"), truth(use_quote_delim, "use_quote_delim")
        self.delimiter, self.na_value = _character(field_delim), marker(na_value)
        self.picked = _picked(select_cols, exclude_cols, len(self.columns))
        self._fields = fields(self.delimiter, self.quotes)
        spec = tuple([TensorSpec((), c.dtype) for c in self.columns])
        super().__init__(filenames, compression_type, buffer_size, num_parallel_reads, name, spec)

    def records(self, path: str) -> Iterator[bytes]:
        found = rows(opened(path, self.compression), self.delimiter, self.quotes)
        return _without_header(found, path) if self.header else found

    def open(self, run: Any) -> Iterator[Element]:
        return self.in_turns(map(self._elements, run.open(self.inputs[0])))

    def _elements(self, element: Element) -> Iterator[Element]:
        return flat(Blocks(self.file(element), self._block, self.element))

    def _block(self, records: list[bytes]) -> Iterable[Element] | None:
        """The elements of several records; None where one of them may be an error."""
        parts = plain_columns(records, self.delimiter, b'"' if self.quotes else b"") or self._quoted(records)
        if parts is None or len(parts := self.picked(parts)) != len(self.columns):
            return None
        found = [c.values(fields, self.na_value) for c, fields in zip(self.columns, parts)]
        return None if any(column is None for column in found) else zip(*found)

    def _quoted(self, records: list[bytes]) -> Any:
        """The fields of each column of records with quotes; None where they are not as they should be."""
        try:
            found = [self._fields(record) for record in records]
        except errors.InvalidArgumentError:
            return None
        return [list(column) for column in zip(*found)] if len(set(map(len, found))) == 1 else None

    def element(self, record: bytes) -> Element:
        found = self.picked(self._fields(record))
        columns, na_value = self.columns, self.na_value
        if len(found) != len(columns):
            have = len(found) if len(found) < len(columns) else "more"
            raise errors.InvalidArgumentError(
                f"Expect {len(columns)} fields but have {have} in record: {record.decode('utf-8', 'replace')!r:.200}"
            )
        return tuple(
            [
                c.missing(i) if not field or field == na_value else c.value(field, i)
                for i, (c, field) in enumerate(zip(columns, found))
            ]
        )


def _without_header(found: Iterator[bytes], path: str) -> Iterator[bytes]:
    if next(found, None) is None:
        raise errors.InvalidArgumentError(f"Can't read header of file {path}: it is empty.")
    yield from found


def marker(na_value: Any) -> bytes:
    """What means an empty field, as bytes. TypeError for what is no string."""
    return na_value.encode() if isinstance(na_value, str) else one_string(na_value, "na_value")


def _character(delimiter: Any) -> bytes:
    found = one_string(delimiter, "field_delim")
    if len(found) != 1:
        raise errors.InvalidArgumentError(f"field_delim should be only 1 char; received {delimiter!r}.")
    if found in b"\r\n":
        raise errors.InvalidArgumentError(f"field_delim {delimiter!r} ends rows: give another character.")
    return found


def _picked(select: Any, exclude: Any, count: int) -> Any:
    """A function that picks the fields asked for out of those of a row."""
    chosen, left_out = _numbers(select, "select_cols"), _numbers(exclude, "exclude_cols")
    if chosen and left_out:
        raise errors.InvalidArgumentError("Either select_cols or exclude_cols should be empty")
    if chosen:
        if len(chosen) != count:
            raise errors.InvalidArgumentError(
                f"select_cols should match output size: {len(chosen)} columns for {count} record_defaults."
            )
        return lambda found: [found[c] for c in chosen if c < len(found)]
    if left_out:
        gone = set(left_out)
        return lambda found: [field for c, field in enumerate(found) if c not in gone]
    return lambda found: found


def _numbers(columns: Any, name: str) -> list[int]:
    if columns is None:
        return []
    given = columns.numpy() if isinstance(columns, Tensor) else columns
    found = [whole(c, name) for c in several(given, name, "whole numbers")]
    if found != sorted(set(found)):
        raise errors.InvalidArgumentError(f"{name} should be strictly increasing indices; received {found}.")
    if found and found[0] < 0:
        raise errors.InvalidArgumentError(f"{name} should be non-negative indices; received {found}.")
    return found

"""Lines of comma-separated values as one tensor per column (RFC 4180)."""

import numpy as np

from tenfold.core.base import errors
from tenfold.core.calls.attrs import Bool
from tenfold.core.calls.complaints import described
from tenfold.core.calls.op import Free, op
from tenfold.core.graphs.spec import Spec
from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.ops.strings.arrays import packed, strings_in, text
from tenfold.ops.strings.numbers import many_parsed, parsed

_COLUMN_TYPES = ("float32", "float64", "int32", "int64", "string")


def infer_csv(records, *defaults, **_):
    return [Spec(records.shape, d.dtype) for d in defaults]


@op(infer=infer_csv, results=list, host=True, gradient=None, type="DecodeCSV")
def _decode_csv(records: Free, *record_defaults: Free, delimiter, quotes: Bool, na_value, columns):
    """One array per default, of the shape of `records`."""
    strings = strings_in(records, "records")
    if (found := _by_columns(strings, delimiter, quotes, na_value, columns, record_defaults)) is not None:
        return tuple([column.reshape(np.shape(records)) for column in found])
    rows = [row_of(r, i, delimiter, quotes, columns, len(record_defaults)) for i, r in enumerate(strings)]
    return tuple(
        _column([row[j] for row in rows], j, d, na_value, np.shape(records)) for j, d in enumerate(record_defaults)
    )


def _by_columns(strings, delimiter, quotes, na_value, columns, defaults):
    """The columns, each made at once; None where a record has quotes, line breaks, or anything that may be wrong."""
    parts = plain_columns(strings, delimiter, b'\n\r"' if quotes else b"\n\r")
    if parts is None or not all(strings):
        return None
    if columns is not None:
        parts = [parts[c] for c in columns if c < len(parts)]
    if len(parts) != len(defaults):
        return None
    found = []
    for fields, default in zip(parts, defaults):
        found.append(column_of(fields, dtypes.of_numpy(default.dtype), default, na_value))
        if found[-1] is None:
            return None
    return found


def plain_columns(records, delimiter, without):
    """The fields of each column of records, lists of bytes; None where one of the bytes `without` is in a record, where
    records have different numbers of fields, or there are none."""
    if len(records) != 1 and len({record.count(delimiter) for record in records}) != 1:
        return None
    together = delimiter.join(records)
    if len(together.translate(None, without)) < len(together):
        return None
    fields = together.split(delimiter)
    width = len(fields) // len(records)
    return [fields[j::width] for j in range(width)]


def column_of(fields, dtype, default, na_value):
    """A vector of what fields hold; None where one holds no such thing, or nothing, and there is no default.

    Args:
      default: array of one element, or none.
      na_value: what means nothing, besides an empty field.
    """
    missing = ()
    if b"" in fields or na_value and na_value in fields:
        if not default.size:
            return None
        missing = [i for i, field in enumerate(fields) if field in (b"", na_value)]
        fields = fields.copy()
        for i in missing:
            fields[i] = b"0"
    found = packed(fields, object, -1) if dtype is dtypes.string else many_parsed(fields, dtype)
    if found is not None and missing:
        found[missing] = default.reshape(-1)[0]
    return found


def row_of(record, i, delimiter, quotes, columns, wanted):
    """The fields of a record that are wanted; InvalidArgumentError for another number of them."""
    found = split_record(record, delimiter, quotes)
    if columns is not None:
        found = [found[c] for c in columns if c < len(found)]
    if len(found) != wanted:
        raise errors.InvalidArgumentError(f"Expect {wanted} fields but have {len(found)} in record {i}")
    return found


def split_record(record, delimiter, quotes):
    """The fields of one record, without their quotes."""
    found, i, n = [], 0, len(record)
    while i < n:
        if record[i : i + 1] in (b"\n", b"\r"):
            i += 1
        elif quotes and record[i : i + 1] == b'"':
            value, i = _quoted(record, i + 1, delimiter)
            found.append(value)
        else:
            end = record.find(delimiter, i)
            value = record[i : n if end < 0 else end]
            if b"\n" in value or b"\r" in value or quotes and b'"' in value:
                raise errors.InvalidArgumentError("Unquoted fields cannot have quotes/CRLFs inside")
            found.append(value)
            i += len(value) + 1
    return [*found, b""] if record.endswith(delimiter) and n else found


def _quoted(record, i, delimiter):
    """The field whose content begins at i, and where the next begins."""
    out = bytearray()
    while i < len(record):
        if record[i : i + 1] != b'"':
            out += record[i : i + 1]
            i += 1
        elif record[i + 1 : i + 2] == b'"':
            out += b'"'
            i += 2
        elif record[i + 1 : i + 2] in (b"", delimiter):
            return bytes(out), i + 2
        else:
            raise errors.InvalidArgumentError("Quote inside a string has to be escaped by another quote")
    raise errors.InvalidArgumentError("Quoted field has to end with quote followed by delim, CRLF, or end")


def _column(fields, j, default, na_value, shape):
    dtype = dtypes.of_numpy(default.dtype)
    values = []
    for i, value in enumerate(fields):
        if value == b"" or value == na_value:
            if not default.size:
                raise errors.InvalidArgumentError(f"Field {j} is required but missing in record {i}!")
            values.append(default.reshape(-1)[0] if isinstance(default, np.ndarray) else default)
        else:
            values.append(value if dtype is dtypes.string else _number(value, i, j, dtype))
    return packed(values, default.dtype, shape)


def _number(value, i, j, dtype):
    try:
        return parsed(value, dtype)
    except errors.InvalidArgumentError:
        raise errors.InvalidArgumentError(
            f"Field {j} in record {i} is not a valid {dtype.name}: {text(value)}"
        ) from None


def _columns(selected, wanted):
    """`select_cols`, checked."""
    columns = tuple(int(c) for c in selected)
    if list(columns) != sorted(set(columns)) or len(columns) != wanted or columns and columns[0] < 0:
        raise ValueError(f"select_cols must ascend, one for each of {wanted} record_defaults; received {columns}.")
    return columns


def decode_csv(
    records, record_defaults, field_delim=",", use_quote_delim=True, na_value="", select_cols=None, name=None
):
    """The columns of comma-separated records, a list of tensors of the shape of `records`.

    Args:
      records: strings, one record each.
      record_defaults: per column a value, or a tensor of one or no element: its dtype (float32, float64, int32, int64
        or string) is the column's, its value stands for empty fields; without one (`[]` is float32) they are an error.
      field_delim: one character.
      use_quote_delim: double quotes may enclose a field, in which they are doubled.
      na_value: another string that means an empty field.
      select_cols: ascending numbers of the columns to use; `record_defaults` is about these.

    Raises:
      InvalidArgumentError: a record with another number of fields, a field that is no such number, quotes out of place.
    """
    defaults = [convert(d) for d in record_defaults]
    bad = next((d for d in defaults if d.dtype.name not in _COLUMN_TYPES or d.ndim is not None and d.ndim > 1), None)
    if bad is not None:
        raise ValueError(
            f"record_defaults: expected scalars or vectors of {', '.join(_COLUMN_TYPES)}; received {bad!r}."
        )
    select_cols = None if select_cols is None else _columns(select_cols, len(defaults))
    if len(field_delim) != 1:
        raise errors.InvalidArgumentError(f"field_delim should be only 1 char; received {field_delim!r}.")
    if not isinstance(na_value, str):
        raise TypeError(f"decode_csv: `na_value` must be a string; received {described(na_value)}.")
    return _decode_csv(
        convert(records),
        *defaults,
        delimiter=field_delim.encode(),
        quotes=use_quote_delim,
        na_value=na_value.encode(),
        columns=select_cols,
        name=name,
    )


def decode_csv_v1(
    records, record_defaults, field_delim=",", use_quote_delim=True, name=None, na_value="", select_cols=None
):
    """TensorFlow 1's `decode_csv`."""
    return decode_csv(records, record_defaults, field_delim, use_quote_delim, na_value, select_cols, name)

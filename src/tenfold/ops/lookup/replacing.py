"""Giving a table other entries all at once, as reading a checkpoint does."""

from tenfold.core.calls.op import Free, op
from tenfold.core.values.convert import convert
from tenfold.ops.strings.arrays import flat


@op(
    infer=lambda keys, values, *, entries, unused: (),
    effect=True,
    host=True,
    gradient=None,
    type="LookupTableImportV2",
)
def lookup_table_replace(keys: Free, values: Free, *, entries, unused):
    """Make these the only entries, those under the keys `unused` left out."""
    rows = values.reshape(-1, *entries.shape) if entries.shape else flat(values)
    entries.values = {key: row for key, row in zip(flat(keys), rows) if key not in unused}
    return ()


def replacing(table, keys, values, unused=()):
    """A function of no arguments that makes `keys` and `values` the entries of `table`.

    Args:
      keys, values: arrays or tensors of the table's dtypes, values of shape [number of keys, *shape of a value].
      unused: keys that stand for an empty place.

    Raises:
      ValueError: they are of other dtypes or shapes.
    """
    keys, values, entries = convert(keys), convert(values), table._entries
    if (keys.dtype, values.dtype) != (table.key_dtype, table.value_dtype) or not _fit(keys, values, entries.shape):
        raise ValueError(
            f"Received incompatible entries when attempting to restore table {table.name} of {table.key_dtype.name} to "
            f"{table.value_dtype.name} of shape {entries.shape}: keys of shape {keys.shape} and dtype "
            f"{keys.dtype.name}, values of shape {values.shape} and dtype {values.dtype.name}."
        )
    return lambda: lookup_table_replace(keys, values, entries=entries, unused=unused)


def _fit(keys, values, shape):
    """Whether there is one value of `shape` for each key; scalars may stand in columns, as in TensorFlow's files."""
    if keys._dims is None or values._dims is None:
        return True
    column = keys._dims[1:] in ((), (1,))
    wanted = (keys._dims[0], *shape)
    return column and (values._dims == wanted or not shape and values._dims == (keys._dims[0], 1))

"""The table of `model.summary()`, from plain rows to text.

Three layouts, each to the character: "classic" (TensorFlow up to 2.7: a rule between rows, cells cut at the column's
end), "keras2" (TensorFlow 2.8 to 2.15: cells wrapped, sizes in bytes) and "keras3" (boxes, see `summary_table`).
A model turns itself into `SummaryRow`s and `SummaryTotals`; nothing here knows what a layer is.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tenfold.keras.utils.io_utils import print_msg
from tenfold.keras.utils.summary_table import keras3_table, readable_memory_size

LAYOUTS = ("classic", "keras2", "keras3")
_HEADER = ("Layer (type)", "Output Shape", "Param #", "Connected to")
_TRAINABLE_WIDTH = 11
# layout -> (line length, column ends) of a chain of layers, and of a graph with its "Connected to" column.
_CHAIN = {"classic": (65, (0.45, 0.85, 1.0)), "keras2": (65, (0.45, 0.85, 1.0))}
_GRAPH = {"classic": (98, (0.33, 0.55, 0.67, 1.0)), "keras2": (98, (0.3, 0.6, 0.70, 1.0))}


@dataclass
class SummaryRow:
    """One layer.

    `output_shape` is printed with `str`: a tuple, a list of tuples, or a word such as "multiple" or "?".
    `params` is an int, or text such as "0 (unused)". `connected_to` holds entries such as "dense_22[0][0]".
    `nested` holds the rows of a layer that is itself a model.
    """

    name: str
    class_name: str
    output_shape: object
    params: int | str
    connected_to: Sequence[str] = ()
    trainable: bool = True
    has_weights: bool = True
    nested: Sequence["SummaryRow"] = field(default_factory=list)


@dataclass
class SummaryTotals:
    """Numbers of parameters and their sizes in bytes; `optimizer` is None where the optimizer has no variables yet."""

    trainable: int
    non_trainable: int
    trainable_bytes: int = 0
    non_trainable_bytes: int = 0
    optimizer: int | None = None
    optimizer_bytes: int = 0


def print_summary(model_name: str, rows, totals: SummaryTotals, *, print_fn: Callable | None = None, **options) -> None:
    """Print the summary; `options` are those of `summary_lines`.

    `print_fn` is called once per line, in the "keras3" layout once with the whole text, as the respective Keras does.
    """
    lines = summary_lines(model_name, rows, totals, **options)
    if print_fn is not None and options.get("layout") == "keras3":
        lines = ["\n".join(lines) + "\n"]
    for line in lines:
        (print_fn or print_msg)(line)


def summary_lines(
    model_name: str,
    rows: Sequence[SummaryRow],
    totals: SummaryTotals,
    *,
    layout: str = "classic",
    sequential_like: bool = True,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> list[str]:
    """The lines of the summary.

    Args:
        model_name: name of the model.
        rows: one row per layer, in the model's order.
        totals: the counts below the table.
        layout: "classic", "keras2" or "keras3".
        sequential_like: whether the layers form a chain; False adds the column "Connected to".
        line_length: width of the table; None means the layout's own.
        positions: where columns end, relative (the last is at most 1) or in characters; None means the layout's own.
        expand_nested: whether to print the layers of models used as layers.
        show_trainable: whether to add a column "Trainable".
        layer_range: two regular expressions, the names of the first and the last layer to print.

    Raises:
        ValueError: unknown layout, a malformed `layer_range`, or a width too small for the columns.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"Unknown summary layout {layout!r}; expected one of {', '.join(map(repr, LAYOUTS))}.")
    rows = _slice(rows, layer_range)
    if layout == "keras3":
        return keras3_table(
            model_name, rows, totals, sequential_like, line_length, positions, expand_nested, show_trainable
        )
    table = _Table(layout, sequential_like, line_length, positions, expand_nested, show_trainable)
    return [f'Model: "{model_name}"', *table.lines(rows), *_totals(totals, layout), "_" * table.width]


class _Table:
    """The body of a "classic" or "keras2" table."""

    def __init__(self, layout, sequential_like, line_length, positions, expand_nested, show_trainable):
        width, ends = (_CHAIN if sequential_like else _GRAPH)[layout]
        self.classic = layout == "classic"
        self.sequential_like, self.show_trainable, self.expand_nested = sequential_like, show_trainable, expand_nested
        self.cells = self._cut if self.classic else self._wrapped
        self.width = line_length or width
        self.ends = list(positions or ends)
        if self.ends[-1] <= 1:
            self.ends = [int(self.width * end) for end in self.ends]
        self.header = list(_HEADER[: 3 if sequential_like else 4])
        if show_trainable:
            self.width += _TRAINABLE_WIDTH
            self.ends.append(self.width)
            self.header.append("Trainable")

    def lines(self, rows):
        """Header and body between their rules."""
        double = "=" * self.width
        end = [double] if rows or not self.classic else []
        return ["_" * self.width, *self.cells(self.header), double, *self.rows(rows), *end]

    def rows(self, rows, level=0):
        """The lines of `rows`; `level` bars at either side mark the layers of an expanded model."""
        lines = []
        for i, row in enumerate(rows):
            lines += self.cells(self._fields(row), level)
            if self.expand_nested and row.nested:
                lines += [self._rule("¯", level + 1), *self.rows(row.nested, level + 1), self._rule("¯", level)]
            elif i < len(rows) - 1 or (level == 0 and not self.classic):
                lines.append(self._rule("_" if self.classic else " ", level))
        return lines

    def _rule(self, character, level):
        return "|" * level + character * (self.width - 2 * level) + "|" * level

    def _fields(self, row):
        fields = [f"{row.name} ({row.class_name})", str(row.output_shape), str(row.params)]
        if not self.sequential_like:
            fields.append(list(row.connected_to))
        return [*fields, "Y" if row.trainable else "N"] if self.show_trainable else fields

    def _cut(self, fields, level=0):
        """One line, each cell cut at the column's end minus one; connections after the first get lines of their own."""
        lines = []
        for i in range(max([1, *(len(cell) for cell in fields if isinstance(cell, list))])):
            line = ""
            for cell, end in zip(fields, self.ends):
                end -= level
                line = (line[:-1] + " " if line else "") + _part(cell, i)
                line = line[:end].ljust(end)
            inner = self.width - 2 * level
            lines.append("|" * level + line[:inner] + "|" * level if level else line)
        return lines

    def _wrapped(self, fields, level=0):
        """As many lines as the longest cell needs, each cell broken early behind the end of a tuple or string."""
        left = [str(cell) for cell in fields]
        lines = []
        while any(left):
            line = "|" * level + " "
            for column, end in enumerate(self.ends[: len(left)]):
                piece, left[column] = self._piece(left[column], column, level)
                last = column == len(self.ends) - 1
                line = (line + piece + ("" if last else "  ")).ljust(end - level if last else end)
            lines.append(line + "|" * level)
        return lines

    def _piece(self, text, column, level):
        """(what of `text` fits on this line of `column`, the rest)."""
        start = self.ends[column - 1] if column else 0
        margin = 0 if column == len(self.ends) - 1 else 3  # two spaces between columns, one before the first
        room = self.ends[column] - start - margin - (0 if column else level)
        if room < 1:
            raise ValueError(
                f"A summary {self.width} wide has no room for column {column + 1}; pass a larger line_length."
            )
        stops = [text[:room].find(mark) + len(mark) for mark in ("),", "},", "],", "',") if mark in text[:room]]
        room = min(stops, default=room)
        return text[:room], text[room:]


def _part(cell, i):
    """What line `i` of a row shows of `cell`: text on the first line, a list one entry a line."""
    parts = cell if isinstance(cell, list) else [cell]
    return parts[i] if i < len(parts) else ""


def _totals(totals, layout):
    counts = (
        ("Total params", totals.trainable + totals.non_trainable, totals.trainable_bytes + totals.non_trainable_bytes),
        ("Trainable params", totals.trainable, totals.trainable_bytes),
        ("Non-trainable params", totals.non_trainable, totals.non_trainable_bytes),
    )
    if layout == "classic":
        return [f"{label}: {count:,}" for label, count, _ in counts]
    return [f"{label}: {count} ({readable_memory_size(size, 'Byte')})" for label, count, size in counts]


def _slice(rows, layer_range):
    if layer_range is None:
        return rows
    if len(layer_range) != 2 or not all(isinstance(name, str) for name in layer_range):
        raise ValueError(f"layer_range must be two strings, the first and the last layer. Received: {layer_range}")
    first, last = ([i for i, row in enumerate(rows) if re.match(name, row.name)] for name in layer_range)
    if not first or not last:
        names = ", ".join(row.name for row in rows)
        raise ValueError(
            f"Passed layer_names do not match the layer names in the model. Received: {layer_range}; layers: {names}"
        )
    if min(first) > max(last):
        return rows[min(last) : max(first) + 1]
    return rows[min(first) : max(last) + 1]

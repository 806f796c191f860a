"""Keras 3's summary: a table of box characters, its columns fitted to the terminal."""

import re
import shutil

_HEADER = ("Layer (type)", "Output Shape", "Param #", "Connected to")
_CHAIN_ENDS, _GRAPH_ENDS = (0.45, 0.80, 1.0), (0.3, 0.56, 0.74, 1.0)
_CHAIN_WIDTH, _GRAPH_WIDTH, _TRAINABLE_WIDTH = 88, 108, 12


def readable_memory_size(size, byte="B"):
    """`size` in bytes as text: "397.54 KB"; below 1 KB in units called `byte`."""
    units = (byte, "KB", "MB", "GB", "TB", "PB")
    for unit in units[:-1]:
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} {units[-1]}"


def keras3_table(model_name, rows, totals, sequential_like, line_length, positions, expand_nested, show_trainable):
    """The lines of Keras 3's summary. Arguments as `summary.summary_lines`; `line_length` None fits the terminal."""
    ends = list(positions or (_CHAIN_ENDS if sequential_like else _GRAPH_ENDS))
    width = _CHAIN_WIDTH if sequential_like else _GRAPH_WIDTH
    header = list(_HEADER[: 3 if sequential_like else 4])
    justify = [str.ljust, str.ljust, str.rjust, str.ljust][: len(header)]
    if show_trainable:
        width += _TRAINABLE_WIDTH
        ends = [end * 0.9 for end in ends] + [1.0]
        header.append("Trainable")
        justify.append(str.center)
    width = line_length or min(width, shutil.get_terminal_size().columns - 4)
    widths = _column_widths(ends, width)
    body = [_fields(row, level, sequential_like, show_trainable) for row, level in _flat(rows, expand_nested)]
    return [f'Model: "{model_name}"', *_boxes(header, body, widths, justify), *_totals(totals)]


def _flat(rows, expand_nested, level=0):
    for row in rows:
        yield row, level
        if expand_nested:
            yield from _flat(row.nested, expand_nested, level + 1)


def _fields(row, level, sequential_like, show_trainable):
    prefix = "   " * level + "└ " if level else ""
    params = f"{row.params:,}" if isinstance(row.params, int) else row.params
    fields = [f"{prefix}{row.name} ({row.class_name})", _shape_text(row.output_shape), params]
    if not sequential_like:
        fields.append(", ".join(row.connected_to) or "-")
    if show_trainable:
        fields.append("-" if not row.has_weights else "Y" if row.trainable else "N")
    return fields


def _shape_text(shape):
    """A shape, or a list of them, of which one alone needs no brackets; (None) is that of a vector."""
    if isinstance(shape, list) and len(shape) == 1:
        shape = shape[0]
    return f"({shape[0]})" if isinstance(shape, tuple) and len(shape) == 1 else str(shape)


def _column_widths(ends, width):
    """Widths of the columns' text. The borders and the padding are taken from all columns evenly."""
    outer, used = [], 0
    for end in ends:
        outer.append(int(end * width) - used)
        used += outer[-1]
    if min(outer) < 4:
        raise ValueError(f"A summary {width} wide has no room for {len(ends)} columns; pass a larger line_length.")
    excess = used + 2 * len(ends) + len(ends) + 1 - width
    widths = []
    for i, column in enumerate(outer):
        share = round(excess / (len(ends) - i))
        widths.append(column - share)
        excess -= share
    return widths


def _boxes(header, body, widths, justify):
    def rule(left, dash, cross, right):
        return left + cross.join(dash * (width + 2) for width in widths) + right

    def cells(fields, bar):
        columns = [_wrap(text, width) for text, width in zip(fields, widths)]
        height = max(map(len, columns))
        for i in range(height):
            # Headers stand at the bottom of their row, other cells at the top.
            lines = (i - (height - len(column) if bar == "┃" else 0) for column in columns)
            parts = (column[line] if 0 <= line < len(column) else "" for line, column in zip(lines, columns))
            yield bar + bar.join(f" {put(part, n)} " for part, n, put in zip(parts, widths, justify)) + bar

    lines = [rule("┏", "━", "┳", "┓"), *cells(header, "┃"), rule("┡", "━", "╇", "┩")]
    for i, fields in enumerate(body):
        lines += [rule("├", "─", "┼", "┤")] if i else []
        lines += cells(fields, "│")
    return [*lines, rule("└", "─", "┴", "┘")]


def _wrap(text, width):
    """`text` broken between words into lines of at most `width`; a longer word is cut with an ellipsis."""
    lines, line = [], ""
    for word in re.findall(r"\s*\S+\s*", text):
        if line and len(line) + len(word.rstrip()) > width:
            lines.append(line)
            line = ""
        line += word
    lines.append(line)
    lines = [line.rstrip() for line in lines]
    return [line if len(line) <= width else line[: width - 1] + "…" for line in lines]


def _totals(totals):
    counts = [
        ("Total params", totals.trainable + totals.non_trainable, totals.trainable_bytes + totals.non_trainable_bytes),
        ("Trainable params", totals.trainable, totals.trainable_bytes),
        ("Non-trainable params", totals.non_trainable, totals.non_trainable_bytes),
    ]
    if totals.optimizer is not None:
        label, count, size = counts[0]
        counts[0] = (label, count + totals.optimizer, size + totals.optimizer_bytes)
        counts.append(("Optimizer params", totals.optimizer, totals.optimizer_bytes))
    return [f" {label}: {count:,} ({readable_memory_size(size)})" for label, count, size in counts]

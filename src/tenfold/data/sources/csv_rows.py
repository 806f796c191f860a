"""Rows of comma-separated values (RFC 4180): where they end, and their fields."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from tenfold.core.base import errors
from tenfold.data.sources.text_lines import Bound, lines
from tenfold.io.tfrecord.sources import Plain

Fields = Callable[[bytes], list[bytes]]


def rows(source: Plain, delimiter: bytes, quotes: bool) -> Iterator[bytes]:
    """The rows of a file, each with its quotes but without its end; a row goes on while a quoted field is open."""
    is_open = _opening(delimiter).fullmatch
    begun = Bound(source, "row")
    for line in lines(source):
        if quotes and b'"' in line or begun.pieces:
            row = b'"' + line if begun.pieces else line  # a line that a quoted field goes on in is as one it begins
            if row.count(b'"') % 2 and is_open(row):
                begun.add(line)
                continue
            if begun.pieces:
                begun.add(line)
                line = begun.joined(b"\n")
        yield line[:-1] if line.endswith(b"\r") else line
    if begun.pieces:
        yield begun.joined(b"\n") + b"\n"


@lru_cache(16)
def _opening(delimiter: bytes) -> re.Pattern[bytes]:
    """What a row looks like whose last field has been opened and not closed."""
    d = re.escape(delimiter)
    return re.compile(rb'(?:(?:"(?:[^"]++|"")*+"|[^"' + d + rb"]*+)" + d + rb')*+"(?:[^"]++|"")*+')


@lru_cache(16)
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    d = re.escape(delimiter)
    return re.compile(rb'(?:"((?:[^"]++|"")*+)"|([^"' + d + rb"]*+))(" + d + rb"|\Z)")


def fields(delimiter: bytes, quotes: bool) -> Fields:
    """A function that takes a row apart. InvalidArgumentError where quotes are out of place."""
    one = _field(delimiter).match

    def taken_apart(row: bytes) -> list[bytes]:
        if not quotes or b'"' not in row:
            return row.split(delimiter)
        found, at = [], 0
        while match := one(row, at):
            quoted, plain, end = match.groups()
            found.append(plain if quoted is None else quoted.replace(b'""', b'"'))
            if not end:
                return found
            at = match.end()
        raise errors.InvalidArgumentError(_wrong(row, at))

    return taken_apart


def _wrong(row: bytes, at: int) -> str:
    shown = row.decode("utf-8", "replace")
    if row[at : at + 1] != b'"':
        return f"Unquoted fields cannot have quotes inside: {shown!r:.200}"
    if re.compile(rb'"(?:[^"]|"")*\Z').match(row, at):
        return f"Reached end of file without closing quoted field in record: {shown!r:.200}"
    return f"Quote inside a string has to be escaped by another quote: {shown!r:.200}"

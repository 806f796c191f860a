"""Rows of comma-separated values (RFC 4180): where they end, and their fields."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from tenfold.core.base import errors
from tenfold.data.sources.text_lines import Bound, lines
from tenfold.io.tfrecord.sources import Plain

Fields = Callable[[bytes], list[bytes]]


def rows(source: Plain, delimiter: bytes, quotes: bool) -> Iterator[bytes]:
    """The rows of a file, each with its quotes but without its end ("\\n", "\\r\\n" or "\\r"); a row goes on while a
    quoted field is open."""
    is_open = _opening(delimiter).fullmatch
    begun = Bound(source, "row")
    for line in _ended(lines(source)):
        row = b'"' + line if begun.pieces else line  # a line that a quoted field goes on in is as one that begins it
        if quotes and b'"' in row and row.count(b'"') % 2 and is_open(row):
            begun.add(line)
        elif begun.pieces:
            begun.add(line)
            yield _bare(begun.joined())
        else:
            yield _bare(line)
    if begun.pieces:
        yield begun.joined()


def _ended(found: Iterator[bytes]) -> Iterator[bytes]:
    """Lines with their ends. That of the last one may be made up."""
    for line in found:
        before, cr, after = line.partition(b"\r")
        while after:
            yield before + cr
            before, cr, after = after.partition(b"\r")
        yield before + cr + b"\n"


def _bare(row: bytes) -> bytes:
    return row.removesuffix(b"\n").removesuffix(b"\r")


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

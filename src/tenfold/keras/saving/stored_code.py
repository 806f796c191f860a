"""The name of a function whose byte code is stored in a file, read without making code of it.

Python's own reader of its `marshal` format must not be given what may be hostile: damaged input can crash it. Only the
names are wanted here, so only the format's structure is walked, in any of the layouts that Python 3 has used.
"""

import struct

_SHARED = 0x80  # flag: later objects may refer to this one by its number
_FIXED = {b"i": 4, b"I": 8, b"g": 8, b"y": 16}
_COUNTED = dict.fromkeys((b"s", b"t", b"u", b"a", b"A"), "<i") | dict.fromkeys((b"z", b"Z"), "<B")
_TEXT = b"tuaAzZ"
_SERIES = {b"(": "<i", b"[": "<i", b"<": "<i", b">": "<i", b")": "<B"}
# Code objects of Python 3.11, 3.8 and earlier: numbers; objects before the name, between it and the line number, after.
_LAYOUTS = ((5, 6, 1, 2), (6, 7, 0, 1), (5, 7, 0, 1))


def stored_name(raw):
    """The name of the code object that `marshal.dumps` wrote to `raw`; None where `raw` is something else."""
    for layout in _LAYOUTS:
        reader = _Reader(raw, layout)
        try:
            found = reader.next()
        except (struct.error, ValueError, RecursionError):
            continue
        if isinstance(found, _Code) and isinstance(found.name, str) and reader.at == len(raw):
            return found.name
    return None


class _Code:
    def __init__(self, name):
        self.name = name


class _Reader:
    def __init__(self, raw, layout):
        self.raw, self.layout, self.at, self.shared = raw, layout, 0, []

    def next(self):
        """The next object: a text, a `_Code`, or None for what carries no name."""
        (byte,) = self._unpack("<B")
        kind, number = bytes([byte & ~_SHARED]), None
        if byte & _SHARED:
            number = len(self.shared)
            self.shared.append(None)
        value = self._of_kind(kind)
        if number is not None:
            self.shared[number] = value
        return value

    def _of_kind(self, kind):
        if kind in _COUNTED:
            content = self._bytes(*self._unpack(_COUNTED[kind]))
            return content.decode("utf-8", "surrogatepass") if kind in _TEXT else None
        if kind in _FIXED:
            self._bytes(_FIXED[kind])
        elif kind in _SERIES:
            self._skip(*self._unpack(_SERIES[kind]))
        elif kind == b":":  # a slice
            self._skip(3)
        elif kind == b"l":
            self._bytes(2 * abs(*self._unpack("<i")))
        elif kind == b"r":
            return self._referred(*self._unpack("<i"))
        elif kind == b"c":
            return self._code()
        elif kind not in b"NTF.S":
            raise ValueError(f"no object starts with {kind!r}")
        return None

    def _code(self):
        numbers, before, between, after = self.layout
        self._bytes(4 * numbers)
        self._skip(before)
        name = self.next()
        self._skip(between)
        self._bytes(4)
        self._skip(after)
        return _Code(name)

    def _skip(self, count):
        for _ in range(count):
            self.next()

    def _referred(self, number):
        if not 0 <= number < len(self.shared):
            raise ValueError("a reference to nothing")
        return self.shared[number]

    def _unpack(self, form):
        return struct.unpack(form, self._bytes(struct.calcsize(form)))

    def _bytes(self, count):
        if count < 0 or self.at + count > len(self.raw):
            raise ValueError("the code is cut short")
        self.at += count
        return self.raw[self.at - count : self.at]

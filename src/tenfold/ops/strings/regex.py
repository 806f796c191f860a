"""RE2's regular expressions, TensorFlow's, as Python's `re` writes them.

They agree on nearly everything; what is translated: POSIX classes and Unicode classes, `$` and `\\z` (only at the very
end), `\\s` (no vertical tab), `\\Q...\\E`, and characters that Python reserves inside brackets. What RE2 does not have
(look-around, back references) is refused here too.
"""

import functools
import re
import sys
import unicodedata

from tenfold.core.base import errors

_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ", "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\t\n\v\f\r ",
    "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_LETTER_ESCAPE = re.compile(rb"\\[A-Za-z]")  # \pL, \W and the like reach beyond ASCII
_COMPLEMENTS = {"S": r"[^\t\n\f\r ]", "s": r"[\t\n\f\r ]"}


@functools.lru_cache(256)
def compiled(pattern):
    """The compiled pattern of a bytes pattern, for str. InvalidArgumentError where it is none."""
    try:
        return re.compile(translated(pattern.decode("utf-8", "surrogateescape")), re.ASCII)
    except (re.error, IndexError, KeyError) as e:
        raise errors.InvalidArgumentError(f"Invalid pattern: {pattern.decode(errors='replace')}, error: {e}") from None


@functools.lru_cache(256)
def deleted_bytes(pattern, rewrite):
    """The bytes that replacing `pattern` by `rewrite` takes out, where that is all it does; else None.

    So it is for brackets with ASCII characters and nothing for them: punctuation, say.
    """
    simple = pattern.isascii() and pattern[:1] == b"[" and pattern[1:2] != b"^" and not _LETTER_ESCAPE.search(pattern)
    if rewrite or not simple or _class(pattern.decode(), 0)[1] != len(pattern):
        return None
    expression = compiled(pattern)
    return bytes(b for b in range(128) if expression.fullmatch(chr(b)))


@functools.lru_cache(256)
def template(rewrite):
    """A rewrite string, with \\0 to \\9, as a function of a match."""
    parts = re.split(r"\\(.?)", rewrite.decode("utf-8", "surrogateescape"), flags=re.DOTALL)
    for code in parts[1::2]:
        if not (code.isdigit() or code == "\\"):
            raise errors.InvalidArgumentError(
                f"Invalid rewrite: only \\0 to \\9 and \\\\ may follow a backslash; received \\{code}."
            )

    def expand(match):
        out = [parts[0]]
        for code, rest in zip(parts[1::2], parts[2::2]):
            out.append("\\" if code == "\\" else match.group(int(code)) or "")
            out.append(rest)
        return "".join(out)

    return expand


def translated(pattern):
    """The pattern in Python's syntax."""
    out, i = [], 0
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            piece, i = _escape(pattern, i)
        elif c == "[":
            piece, i = _class(pattern, i)
        elif pattern.startswith("(?", i):
            piece, i = _group(pattern, i)
        else:
            piece, i = (r"\Z" if c == "$" and "(?m" not in pattern else c), i + 1
        out.append(piece)
    return "".join(out)


def _escape(pattern, i):
    """What a backslash outside of brackets begins."""
    c = pattern[i + 1]
    if c == "Q":
        end = pattern.find("\\E", i)
        end = len(pattern) if end < 0 else end
        return re.escape(pattern[i + 2 : end]), end + 2
    if c in "pP":
        ranges, i = _unicode_class(pattern, i)
        return f"[{'^' if c == 'P' else ''}{ranges}]", i
    if c == "x" and pattern[i + 2] == "{":
        end = pattern.index("}", i)
        return re.escape(chr(int(pattern[i + 3 : end], 16))), end + 1
    if c.isdigit() and c != "0":
        raise re.error(f"invalid escape sequence: \\{c}")
    return {"z": r"\Z", **_COMPLEMENTS}.get(c, "\\" + c if c.isalnum() else re.escape(c)), i + 2


def _group(pattern, i):
    head = pattern[i : i + 4]
    if head[:3] in ("(?=", "(?!") or head in ("(?<=", "(?<!"):
        raise re.error(f"invalid perl operator: {head}")
    if head[:3] == "(?<":
        return "(?P<", i + 3
    if head == "(?P=":
        raise re.error("invalid named capture: (?P=")
    return "(?", i + 2


def _class(pattern, i):
    """A bracket expression, rewritten so that nothing in it is special to Python by accident."""
    out, i = ["["], i + 1
    if pattern[i] == "^":
        out.append("^")
        i += 1
    first = True
    while pattern[i] != "]" or first:
        first = False
        if pattern.startswith("[:", i) and (end := pattern.find(":]", i)) > 0:
            name = pattern[i + 2 : end]
            out.append(_POSIX[name] if not name.startswith("^") else _complement(_POSIX[name[1:]]))
            i = end + 2
        elif pattern[i] == "\\":
            piece, i = _class_escape(pattern, i)
            out.append(piece)
        else:
            c = pattern[i]
            out.append("\\" + c if c in "[]&~|^" or c == "-" and (len(out) == 1 or pattern[i + 1] == "]") else c)
            i += 1
    return "".join(out) + "]", i + 1


def _class_escape(pattern, i):
    c = pattern[i + 1]
    if c in "pP":
        ranges, i = _unicode_class(pattern, i)
        return (_complement(ranges) if c == "P" else ranges), i
    if c == "x" and pattern[i + 2] == "{":
        end = pattern.index("}", i)
        return re.escape(chr(int(pattern[i + 3 : end], 16))), end + 1
    return (r"\t\n\f\r " if c == "s" else "\\" + c), i + 2


@functools.lru_cache(64)
def _complement(ranges):
    inside = re.compile(f"[{ranges}]")
    return _ranges(lambda c: not inside.match(c))


def _unicode_class(pattern, i):
    """The ranges of \\pL, \\p{Lu} or \\p{^L}, and where it ends."""
    if pattern[i + 2] == "{":
        end = pattern.index("}", i)
        name, i = pattern[i + 3 : end], end + 1
    else:
        name, i = pattern[i + 2], i + 3
    return _category(name), i


@functools.lru_cache(64)
def _category(name):
    """Ranges of the characters of a general category ("L", "Lu"), or of a script by its Unicode names ("Greek")."""
    wanted = name.lstrip("^")
    if len(wanted) <= 2:
        found = lambda c: unicodedata.category(c).startswith(wanted)
    else:
        script = {"HAN": "CJK UNIFIED", "HANGUL": "HANGUL"}.get(wanted.upper(), wanted.upper())
        found = lambda c: unicodedata.name(c, "").startswith(script)
    ranges = _ranges(found if name == wanted else lambda c: not found(c))
    if not ranges:
        raise re.error(f"invalid character class range: \\p{{{name}}}")
    return ranges


def _ranges(holds):
    """The characters for which `holds`, as the inside of a bracket expression."""
    out, start = [], None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and holds(chr(code))
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            out.append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start = None
    return "".join(out)

"""Messages as text (protobuf.dev, "Text Format Language Specification"): `.pbtxt` files, the `checkpoint` state file.

protobuf's own `text_format` reads and writes it, and programs may use that on our messages. Here it is kept within
bounds: its parser goes deeper with every brace, and names no file.
"""

import re
from typing import TypeVar

from google.protobuf import text_format
from google.protobuf.message import Message

from tenfold.core.base.errors import InvalidArgumentError
from tenfold.io.messages.files import POOL

DEPTH = 100  # of messages within messages, as the binary format has it
SIZE = 1 << 28  # bytes; text of more than that would take minutes
_TOKEN = re.compile(r"""#[^\n]*|[^\S\n]{99,}|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[{}<>]""")
_STRANGE = re.compile(r"""(?:^|[^\\])(?:\\\\)*(\\(?:[^abfnrtvxXuU0-7'"?\\]|[4-7][0-7][0-7]))""")
_RUN = re.compile(r"(?:\\\\){32,}")  # pairs of backslashes
_SHOWN = 1000  # characters of an error, which quotes the line that is wrong
_Message = TypeVar("_Message", bound=Message)


def to_text(message: Message) -> str:
    """The message as text, a field a line; maps are sorted by key."""
    return text_format.MessageToString(message, as_utf8=True)


def parse(text: str | bytes, message: _Message, file: str = "", twice: bool = False) -> _Message:
    """Read `text` into `message`, which is given back.

    Args:
      text: str, or bytes in UTF-8.
      message: an empty one, of the class that the text describes.
      file: where the text is from, for errors.
      twice: whether a field may be given several times, and the last one counts.

    Raises:
      InvalidArgumentError: it is no such message: an unknown field, a value of another type, a field given twice
        (unless it may be), an end too early, more than 100 messages within one another, more than 256 MiB. It names
        file, line and column.
    """
    where = f"{file}:" if file else ""
    if len(text) > SIZE:
        raise InvalidArgumentError(f"{where} text of {len(text)} bytes; a message in text may have {SIZE >> 20} MiB")
    try:
        written = text if isinstance(text, str) else text.decode("utf-8")
    except UnicodeDecodeError as e:
        raise InvalidArgumentError(f"{where} no text in UTF-8: {e.reason} at byte {e.start}") from None
    _check(written, where)
    try:
        read = text_format.Merge if twice else text_format.Parse
        return read(_TOKEN.sub(_bearable, written), message, descriptor_pool=POOL)
    except text_format.ParseError as e:
        raise InvalidArgumentError(f"{where}{_shortened(str(e).replace(' : ', ': ', 1))}") from None
    except UnicodeError as e:  # an escape in a string field that is no UTF-8
        raise InvalidArgumentError(f"{where} a string that is no UTF-8: {e}") from None


def _check(text: str, where: str) -> None:
    """What the parser would not survive, or would only warn of: deep nesting, escapes that stand for nothing."""
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += {"{": 1, "<": 1, "}": -1, ">": -1}.get(found[0], 0)
        if depth > DEPTH:
            raise InvalidArgumentError(
                f"{_place(where, text, found.start())} messages within messages, more than {DEPTH} deep"
            )
        strange = _STRANGE.search(found[0]) if found[0][0] in "\"'" and "\\" in found[0] else None
        if strange:
            at = found.start() + strange.start(1)
            raise InvalidArgumentError(f"{_place(where, text, at)} {strange[1]!r} is no escape of a character")


def _bearable(token: "re.Match[str]") -> str:
    """The same for protobuf's parser, which takes the square of the time for a run of backslashes, and 200 bytes a
    blank."""
    if token[0].isspace():
        return " "
    return _RUN.sub(lambda run: "\\134" * (len(run[0]) // 2), token[0]) if token[0][0] in "\"'" else token[0]


def _shortened(said: str) -> str:
    return said if len(said) <= _SHOWN else f"{said[: _SHOWN // 2]} ... {said[-_SHOWN // 2 :]}"


def _place(where: str, text: str, at: int) -> str:
    return f"{where}{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}:"

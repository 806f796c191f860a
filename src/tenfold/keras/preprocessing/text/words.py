"""Texts cut into words: lowered, what is filtered replaced by the separator, and split at it."""

from collections.abc import Iterable, Iterator
from typing import Any

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
_BETWEEN = "\0"  # what stands between texts that are treated as one


def base_filter() -> str:
    """The characters that are filtered by default, as Keras 1 gave them."""
    return FILTERS


def text_to_word_sequence(
    input_text: str, filters: Iterable[str] = FILTERS, lower: bool = True, split: str | None = " "
) -> list[str]:
    """The words of a text.

    Args:
      input_text: the text.
      filters: characters that separate words and are no part of them; by default punctuation, tabs and line ends, but
        not the apostrophe.
      lower: whether words are put in lower case.
      split: what separates words. None is white space of any kind; the characters of `filters` are left out then, and
        separate nothing.

    Returns:
      A list of strings, none of them empty.

    Raises:
      TypeError: the text is none, or `filters` are no characters.
      ValueError: an empty `split`.
    """
    return Cutter(filters, lower, split)(checked(input_text))


class Cutter:
    """Cuts texts into words, by the arguments of `text_to_word_sequence`."""

    def __init__(self, filters: Iterable[str], lower: bool, split: str | None):
        characters = _characters(filters)
        if not isinstance(split, (str, type(None))) or split == "":
            raise ValueError(f"`split` must be a text that separates words, such as ' '. Received: {split!r}")
        self.lower, self.split = lower, split
        self.table = str.maketrans(dict.fromkeys(characters, split))
        self.together = _BETWEEN not in (split or "") and _BETWEEN not in characters
        self.bytes: bytes | None = None
        self.classes: bytes | None = None  # of each byte of a block: 0 of a word, 1 separates words, 2 separates texts
        if split is not None and len(split) == 1 and all(map(str.isascii, [*characters, split])):
            self.bytes = bytes.maketrans("".join(characters).encode(), split.encode() * len(characters))
            separating = {*map(ord, characters), ord(split)}
            self.classes = bytes(2 if byte == 0 else byte in separating for byte in range(256))

    def __call__(self, text: str) -> list[str]:
        return list(filter(None, self._separated(text).split(self.split)))

    def each(self, texts: list[str]) -> Iterator[list[str]]:
        """The words of each text. Many are treated as one, which takes a fraction of the time."""
        joined = self._joined(texts)
        if joined is None:
            return map(self, texts)
        separator = self.split
        return (list(filter(None, text.split(separator))) for text in self._separated(joined).split(_BETWEEN))

    def block(self, texts: list[str]) -> bytes | None:
        """The texts as one, for a `WordTable`; None where they cannot be."""
        joined = self._joined(texts)
        if joined is None:
            return None
        return (joined.lower() if self.lower else joined).encode("utf-8", "surrogatepass")

    def _joined(self, texts: list[str]) -> str | None:
        joined = _BETWEEN.join(texts)
        return joined if self.together and joined.count(_BETWEEN) < len(texts) else None

    def _separated(self, text: str) -> str:
        """`text` in lower case, with separators in place of what is filtered."""
        text = text.lower() if self.lower else text
        if self.bytes is None or text.isascii():
            return text.translate(self.table)
        # Python looks up each character of a text that is not ASCII, and each byte in a table at once
        return text.encode("utf-8", "surrogatepass").translate(self.bytes).decode("utf-8", "surrogatepass")


def checked(text: Any) -> str:
    """`text`, if it is one; TypeError, with a cure, otherwise."""
    if isinstance(text, str):
        return text
    cure = "decode it first: text.decode('utf-8')" if isinstance(text, bytes) else "a list holds tokens of one text"
    if text is None or isinstance(text, float):
        cure = "where a table has no text it may be filled: series.fillna('')"
    elif hasattr(text, "numpy"):
        cure = "text.numpy() holds bytes: text.numpy().decode('utf-8')"
    elif isinstance(text, tuple) or hasattr(text, "tolist"):
        cure = "tokens of one text are given as a list: list(text)"
    raise TypeError(f"Expected a text (str). Received: {text!r} of type {type(text).__name__}; {cure}.")


def _characters(filters: Iterable[str]) -> list[str]:
    """The characters that are filtered. TypeError for anything but a text, or texts of one character."""
    characters = list(filters) if hasattr(filters, "__iter__") else None
    if characters is None or not all(isinstance(c, str) and len(c) == 1 for c in characters):
        raise TypeError(f"`filters` must be a text of the characters to filter, or ''. Received: {filters!r}")
    return characters

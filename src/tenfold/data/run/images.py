"""Image files that a function of their names begins with: read and decoded, many at one go, before it is called.

Threads that call such a function change places some ten times an image, and wait each time. So each reads and decodes
the files of its turn first, JPEG files in one step without Python (others by the ops, one by one). What cannot be read
or decoded is left to the function, whose error is what it was.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.graphs.graph import Node
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element
from tenfold.data.plan.within import FromWithin
from tenfold.ops.image.jpeg import Way, decoder
from tenfold.ops.strings.arrays import string_in
from tenfold.runtime.gears.executable import Executable

ALIKE = "decode_jpeg", "decode_image", "decode_png", "decode_bmp", "decode_gif"


class Head(NamedTuple):
    """How a function begins.

    Attributes:
      place: the number of the leaf that names a file.
      decode: the node that makes pixels of what is in it.
    """

    place: int
    decode: Node


def head_of(function: ElementFunction) -> Head | None:
    """Where a function reads the file that a leaf names, decodes it, and does nothing else with its bytes; and nothing
    that others could see, for that might be what writes the file."""
    if not function.plain or function.debugged or function.symbols():
        return None
    nodes = function.graph.nodes
    if function.assigns or any(n.has_effect for n in nodes):
        return None
    reads = [n for n in nodes if n.operation.name == "read_file"]
    for read in reads:
        users = [n for n in nodes if any(t is read.outputs[0] for t in n.all_inputs())]
        names = [i for i, t in enumerate(function.inputs) if t is read.inputs[0]]
        given = any(t is read.outputs[0] for t in function.outputs)
        if len(users) == 1 and users[0].operation.name in ALIKE and names and not given:
            return Head(names[0], users[0])
    return None


def beginning(function: ElementFunction) -> "tuple[ElementFunction, Images] | None":
    """The function from decoded images on, and what decodes them; None where it does not begin so."""
    head = head_of(function)
    return None if head is None else (FromWithin(function, head.decode.outputs[0]), Images(function, head))


class Images:
    """Puts its pixels behind the leaves of each of some elements; None where they cannot be had."""

    def __init__(self, function: ElementFunction, head: Head) -> None:
        self._place, pixels = head.place, head.decode.outputs[0]
        self._by_ops = Executable(function.graph, [function.inputs[head.place]], [pixels], effects=False, pin="first")
        self._native = _native(head.decode)  # who decodes has come with the op

    def __call__(self, elements: list[Element]) -> list[Element]:
        names = [string_in(element[self._place], "filename") for element in elements]
        known = [i for i, name in enumerate(names) if isinstance(name, bytes) and b"\0" not in name]
        found: list[Any] = [None] * len(elements)
        if self._native is not None:
            for i, pixels in zip(known, self._native([names[i] for i in known])):
                found[i] = pixels
        return [(*e, self._otherwise(e) if pixels is None else pixels) for e, pixels in zip(elements, found)]

    def _otherwise(self, element: Element) -> Any:
        """Pixels as the ops make them; None where they fail."""
        try:
            return self._by_ops.run_first((element[self._place],))[0]
        except Exception:  # noqa: BLE001  (the function will say it)
            return None


def _native(decode: Node) -> Callable[[list[Any]], list[Any]] | None:
    """A function from names of files to pixels, where a node decodes JPEG files as the library does."""
    attrs = decode.attrs
    name = decode.operation.name
    if name == "decode_jpeg":
        way = Way(attrs["ratio"], attrs["dct_method"] == "INTEGER_ACCURATE", attrs["fancy_upscaling"])
    elif name in ("decode_image", "decode_png") and attrs["dtype"].numpy == np.uint8:
        way = Way()
    else:
        return None
    if attrs["channels"] not in (0, 1, 3) or way.ratio not in (1, 2, 4, 8):
        return None
    return decoder.files and partial(decoder.files, channels=attrs["channels"], way=way)

"""Where in a program, and at which element, something went wrong: a note on the error."""

import itertools
import os
from collections.abc import Callable
from typing import Any

import numpy as np

from tenfold.data.plan.structure import Element

SHOWN = 5  # leaves of an element that a note tells of
LONGEST = 300  # bytes of a string that it shows


Call = Callable[[Element], Element]
Noted = Callable[..., Element]


def noting(call: Call, what: str, before: Call | None = None) -> Noted:
    """`call`, whose errors have a note of `what` it is and of the element that it was called for: or, of that, of what
    `before` gives, which cannot fail, and which `call` begins with.

    The element's number may follow it; else it is that of the call.
    """
    numbers = itertools.count()

    def noted(element: Element, number: int | None = None) -> Element:
        number = next(numbers) if number is None else number
        try:
            return call(element)
        except Exception as error:
            given = shapes(before(element) if before is not None else element)
            error.add_note(f"This was raised by {what}, called for element {number} of a pass: {given}.")
            raise

    return noted


def noting_number(make: Callable[[], Any], what: str) -> Callable[[], Any]:
    """`make`, which makes one element after the other, whose errors have a note of `what` it is and how far it got."""
    numbers = itertools.count()

    def noted() -> Any:
        number = next(numbers)
        try:
            return make()
        except Exception as error:
            error.add_note(f"This was raised by {what}, where it made element {number} of a pass.")
            raise

    return noted


def shapes(element: Element) -> str:
    """Dtypes and shapes of an element's leaves; of a string, what it is."""
    shown = [_shown(leaf) for leaf in element[:SHOWN]]
    return ", ".join([*shown, *["..."] * (len(element) > SHOWN)]) or "nothing"


def _shown(leaf: Any) -> str:
    if not isinstance(leaf, (np.ndarray, np.generic)):
        return type(leaf).__name__
    if leaf.dtype == object and leaf.shape == () and isinstance(text := leaf.item(), bytes):  # often a file's name
        return f"string {os.fsdecode(text[:LONGEST])!r}{'...' * (len(text) > LONGEST)}"
    kind = "string" if leaf.dtype == object else leaf.dtype.name
    return f"{kind}{list(leaf.shape)}"


def place_of(function: Any) -> str:
    """Where a Python function is written: " (train.py, line 12)"."""
    code = getattr(function, "__code__", None) or getattr(getattr(function, "__func__", None), "__code__", None)
    return f" ({code.co_filename}, line {code.co_firstlineno})" if code is not None else ""

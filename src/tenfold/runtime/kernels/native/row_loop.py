"""Loops over rows that know nothing of each other, as the library takes them: instructions on registers.

A register holds a vector for each row; in every step all instructions are done. `calls.h` says what each of them does.
"""

import struct
from collections.abc import Callable, Sequence

from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Ints

MATRIX, VECTOR, AT_ENDS, EACH_STEP = range(4)
CODES = (
    *("load", "store", "product", "move", "columns", "spread", "sum", "most", "select"),
    *("negative", "tanh", "sigmoid", "exponential", "square_root", "size"),
    *("add", "subtract", "multiply", "divide", "maximum", "minimum", "less", "less_equal", "equal", "unequal"),
)
CODE = {name: number for number, name in enumerate(CODES)}
FIRST_OF_TWO, SECOND_OF_TWO = 1, 2  # whether the first or the second of two operands is a number
MOST_OPERANDS = 48
FEW = 4  # rows
SHARED = 2**19  # multiplications of a step: with more, a few rows alone are work for several threads
WIDEST = 2**14  # of a register: with more, XLA's one pass for many operations is worth more than other cores
LARGEST_MATRIX = 2**22  # elements: a larger one leaves the caches between one iteration and the next


class Program:
    """A loop being written.

    Args:
      rows, steps: how many there are.

    Attributes:
      arrays: what it is given, in order.
      shapes: of what it gives.
    """

    def __init__(self, rows: int, steps: int) -> None:
        self.rows, self.steps = rows, steps
        self.widths: list[int] = []
        self.arrays: list[Array] = []
        self.shapes: list[Ints] = []
        self._inputs: list[Ints] = []
        self._outputs: list[Ints] = []
        self._code: list[Ints] = []

    def register(self, width: int) -> int:
        self.widths.append(width)
        return len(self.widths) - 1

    def does(self, name: str, to: int, a: int = 0, b: int = 0, how: int = 0, count: int = 0) -> int:
        """Append an instruction. Gives `to`."""
        self._code.append((CODE[name], to, a, b, how, count))
        return to

    def given(
        self, array: Array, kind: int, width: int, count: int = 0, at: int = 0, first: int = 0, step: int = 0
    ) -> int:
        """The number of a new input."""
        self.arrays.append(array)
        self._inputs.append((kind, width, count, at, first, step))
        return len(self._inputs) - 1

    def matrix(self, array: Array) -> int:
        return self.given(array, MATRIX, array.shape[1], array.shape[0])

    def begins_as(self, array: Array, kind: int, width: int) -> int:
        """A new register, which is `array` when the loop begins."""
        at = self.register(width)
        self.given(array, kind, width, at=at)
        return at

    def gives_rows(self, register: int, count: int, first: int, step: int) -> int:
        """The number of the result whose row first + step * t is what a register holds in step t."""
        width = self.widths[register]
        self._outputs.append((EACH_STEP, width, count, 0, first, step))
        self.shapes.append((count, self.rows, width))
        self.does("store", len(self._outputs) - 1, register)
        return len(self._outputs) - 1

    def gives_last(self, register: int) -> int:
        """The number of the result that a register holds in the end."""
        width = self.widths[register]
        self._outputs.append((AT_ENDS, width, 0, register, 0, 0))
        self.shapes.append((self.rows, width))
        return len(self._outputs) - 1

    def is_for_the_library(self) -> bool:
        """Whether the library takes so many operands, and is faster: a few rows go through it on one thread, and wide
        ones leave the caches."""
        if not 0 < len(self._outputs) <= MOST_OPERANDS or len(self._inputs) > MOST_OPERANDS:
            return False
        sizes = [width * count for kind, width, count, *_ in self._inputs if kind == MATRIX]
        products = [(to, b) for code, to, _, b, *_ in self._code if code == CODE["product"]]
        alone = (
            self.rows < 2 * FEW
            and self.rows * sum(self.widths[to] * self._inputs[b][2] for to, b in products) >= SHARED
        )
        return not alone and max(self.widths, default=0) <= WIDEST and max(sizes, default=0) <= LARGEST_MATRIX

    def numbers(self) -> Ints:
        """What the library is told."""
        code, widths, inputs, outputs = self._in_fewer_registers()
        sizes = self.rows, self.steps, len(widths), len(inputs), len(outputs), len(code)
        return (*sizes, *widths, *[n for part in (inputs, outputs, code) for one in part for n in one])

    def results(self) -> Sequence[Array]:
        """The results, in second gear."""
        return library.xla_call("row_loop", self.numbers(), self.arrays, self.shapes)

    def _in_fewer_registers(self) -> tuple[list[Ints], list[int], list[Ints], list[Ints]]:
        """The same where a register whose last use is past serves again: what is small stays in the first cache."""
        kept = {o[3] for o in (*self._inputs, *self._outputs) if o[0] in (VECTOR, AT_ENDS)}
        last = {r: i for i, one in enumerate(self._code) for r in (*_used(one), *_made(one))}
        place: dict[int, int] = {}
        widths: list[int] = []
        free: list[int] = []

        def placed(register: int) -> int:
            if register not in place:
                found = next((r for r in free if widths[r] == self.widths[register]), None)
                if found is None:
                    widths.append(self.widths[register])
                    found = len(widths) - 1
                else:
                    free.remove(found)
                place[register] = found
            return place[register]

        for register in sorted(kept):
            placed(register)
        code = []
        for i, one in enumerate(self._code):
            code.append(_with_registers(one, placed))
            free += [place[r] for r in {*_used(one), *_made(one)} if last[r] == i and r not in kept]
        moved = lambda o: (*o[:3], place[o[3]], *o[4:]) if o[0] in (VECTOR, AT_ENDS) else o  # noqa: E731
        return code, widths, [moved(o) for o in self._inputs], [moved(o) for o in self._outputs]


def bits(number: float) -> int:
    """A float32 as the library takes it among integers."""
    return struct.unpack("i", struct.pack("f", number))[0]


def _places(instruction: Ints) -> list[int]:
    """Where in an instruction the registers stand that it reads."""
    name, how = CODES[instruction[0]], instruction[4]
    if name == "load":
        return []
    if name == "select":
        return [2, 3, 4]
    if instruction[0] < CODE["add"]:
        return [2]
    return [2, 3] if not how else [3] if how == FIRST_OF_TWO else [2]


def _used(instruction: Ints) -> list[int]:
    return [instruction[i] for i in _places(instruction)]


def _made(instruction: Ints) -> list[int]:
    return [] if instruction[0] == CODE["store"] else [instruction[1]]


def _with_registers(instruction: Ints, placed: Callable[[int], int]) -> Ints:
    at = [*_places(instruction), *([] if instruction[0] == CODE["store"] else [1])]
    return tuple([placed(n) if i in at else n for i, n in enumerate(instruction)])

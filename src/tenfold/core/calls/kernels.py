"""Kernels: functions that stand in for an op's forward in one gear, with the same arguments and results.

An op has a slot per gear, read by whatever runs it: eager calls, tapes and plans. It holds the kernel in force, or the
forward where there is none. What was made of the kernels of a moment (folded constants, a compiled program) is made
anew where `library` says that they are others by now.

Kernels may wait until one of their ops is wanted: compiled code need not be loaded by programs that never call it.
"""

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.types import Callable, Function
from tenfold.core.calls.wide import widened

GEARS = ("numpy", "xla")


class library(ProcessWide):
    """All kernels there are: per gear an object that is another one whenever a kernel is registered or withdrawn."""

    numpy = xla = object()
    waiting: dict[str, Callable[[], object]] = {}  # op's name -> what registers kernels for it, and takes it off here


class Kernels:
    """What an op, of which this is a base, does about kernels. `numpy` and `xla` are what runs it in either gear."""

    name: str
    wide: bool
    forward: Function
    kernels: dict[str, list[tuple[Function, Function, str]]]  # given, what stands in, its name; the last is in force

    __slots__ = ("numpy", "xla", "kernels")

    def kernel(self, gear: str, version: str = "", default: bool = False) -> Callable[[Function], Function]:
        """Decorator: another forward for one gear ("numpy", "xla"), in force from now on wherever the op is called.

        Args:
          version: what tells one build of the kernel from another. Compiled programs that use it are kept on disk by
            its name and this, so a kernel that calls compiled code changes it with that code.
          default: whether any other kernel for the gear, registered before or later, goes before this one.
        """
        if gear not in GEARS:
            raise ValueError(f"there is no gear {gear!r}; use one of {GEARS}")
        if not default:
            self.bring_kernels()  # so that they do not come later, and go before this one

        def register(function: Function) -> Function:
            row = function, widened(function) if self.wide else function, _name(function, version)
            rows = self.kernels.setdefault(gear, [])
            rows.insert(0 if default else len(rows), row)
            self._put_in_force(gear)
            return function

        return register

    def withdraw(self, gear: str, function: Function) -> None:
        """Undo `kernel`: what was in force before `function` is so again. ValueError where it is not registered."""
        rows = self.kernels.get(gear, [])
        row = next((r for r in rows if r[0] is function), None)
        if row is None:
            raise ValueError(f"{function!r} is no kernel of {self.name} for gear {gear!r}")
        rows.remove(row)
        self._put_in_force(gear)

    def _put_in_force(self, gear: str) -> None:
        rows = self.kernels[gear]
        setattr(self, gear, rows[-1][1] if rows else self.forward)
        setattr(library, gear, object())

    def bring_kernels(self) -> None:
        """Register the kernels that wait for this op: it is about to be called, or to be part of a graph that runs."""
        bring = library.waiting.get(self.name)
        if bring is not None:
            bring()

    def beneath(self, gear: str, function: Function) -> Function:
        """What would run the op were it not for the kernel `function`: for what that one leaves to others."""
        below = self.forward
        for row in self.kernels[gear]:
            if row[0] is function:
                return below
            below = row[1]
        raise ValueError(f"{function!r} is no kernel of {self.name} for gear {gear!r}")

    def kernel_name(self, gear: str) -> str | None:
        """The name, with its version, of the kernel in force; None where that is the forward."""
        rows = self.kernels.get(gear)
        return rows[-1][2] if rows else None


def _name(function: Function, version: str) -> str:
    return f"{function.__module__}.{function.__qualname__} {version}".rstrip()

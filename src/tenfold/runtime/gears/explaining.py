"""In which gear a graph runs, and why: what `explain()` of a function says."""

import collections
import math
from typing import TYPE_CHECKING

from tenfold.core.base.recording import shown
from tenfold.core.values import dtypes
from tenfold.runtime import xla
from tenfold.runtime.gears import shifting

if TYPE_CHECKING:
    from tenfold.runtime.gears.executable import Executable
    from tenfold.runtime.gears.specialization import Specialization


def explanation(executable: "Executable") -> list[str]:
    """Lines: how many ops of which kinds; and for each combination of shapes its runs, its gear, and why that one."""
    kinds = collections.Counter(n.type for n in executable.nodes).most_common(5)
    held = len(executable.nodes)
    lines = [f"{held} op{'s' * (held != 1)}: {', '.join([f'{n} {kind}' for kind, n in kinds])}"]
    if len(executable.instructions) != held:
        lines.append(f"{len(executable.instructions)} steps in first gear, where some are put together or folded")
    for key, special in list(executable._specializations.items()):
        shapes = ", ".join([shown(dtype, shape) for shape, dtype in key[: len(executable.inputs)]]) or "no inputs"
        lines.append(f"{shapes}: {special.runs} run{'s' * (special.runs != 1)}, {_gear(executable, special)}")
    if len(lines) == 1 + (len(executable.instructions) != held):
        lines.append("not run yet")
    return lines


def _gear(executable: "Executable", special: "Specialization") -> str:
    lacking = sorted({n.type for n in executable.nodes if n.host or any(t.dtype is dtypes.string for t in n.outputs)})
    pin = executable.pin or shifting.pinned()
    if special.programs:
        since = "" if special.shift is None else f" since run {special.shift + 1}"
        compiled = f"compiled in {special.compiling:.2f} s"
        return f"second gear (XLA){since}{', pinned' if pin == 'second' else ''}; {compiled}"
    return f"first gear (NumPy): {_why_first(executable, special, lacking, pin)}"


def _why_first(executable: "Executable", special: "Specialization", lacking: list[str], pin: str | None) -> str:
    """Why there is no program (yet)."""
    if lacking:
        return f"XLA has not got {', '.join(lacking)}"
    if not xla.available():
        return "JAX is not installed (pip install 'tenfold[xla]')"
    if special.failure is not None:
        return special.failure[1]
    if special.cold:
        return "the graph cannot be compiled"
    if pin is not None:
        return f"pinned to {pin} gear"
    if special.shift is not None:
        return f"a thread compiles; second gear begins with run {special.shift + 1}"
    saved = shifting.saved_by_run(len(executable.nodes), *special.work)
    if saved <= 0:
        return "a run is so small that calling a compiled program would take longer"
    compiling = shifting.compiling_takes(len(executable.nodes))
    return (
        f"second gear would save about {saved * 1e6:.0f} microseconds a run, and compiling takes about "
        f"{compiling:.1f} s: it begins after about {math.ceil(compiling / saved)} runs, at once with jit_compile"
    )

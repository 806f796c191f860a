"""Faults that change nothing that may be relied on, with the reason: they count neither as seen nor as not seen."""

from operators import Mutant

# (file, function, what stood there, what stands there instead) -> why
EQUIVALENT: dict[tuple[str, str, str, str], str] = {}


def reason(mutant: Mutant) -> str:
    """Why a fault is none; "" where it is one."""
    return EQUIVALENT.get((mutant.path, mutant.function, mutant.before, mutant.after), "")

"""Faults that change nothing that may be relied on, with the reason: they count neither as seen nor as not seen."""

from operators import Mutant

# (file, function, what stood there, what stands there instead) -> why
EQUIVALENT: dict[tuple[str, str, str, str], str] = {
    ("core/values/convert.py", "_sequence", "False", "True"): "one more copy of an array that nobody else has",
    ("core/base/env.py", "Cell.array", "NOW", '__import__("contextlib").nullcontext(NOW)'): (
        "what is no array of NumPy's goes on to `on_host`, which waits for the moment and reads the value there"
    ),
}


def reason(mutant: Mutant) -> str:
    """Why a fault is none; "" where it is one."""
    return EQUIVALENT.get((mutant.path, mutant.function, mutant.before, mutant.after), "")

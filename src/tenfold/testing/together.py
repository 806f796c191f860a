"""Programs of second gear compiled as one: half of the time that many small ones take is begun and ended with each.

What each computes is in the one program as it stands: they share neither arguments nor results, and XLA joins nothing
that does not depend on each other.
"""

import contextlib
import itertools
from types import SimpleNamespace

from tenfold.runtime import xla
from tenfold.testing.quick import compiled_quickly


class Asked(Exception):
    """Raised by a part that is called for the first time: it knows its arguments now."""


class Part:
    """A program of several: called once it says what with, called again it gives what came out of the whole."""

    def __init__(self, function, example, donate):
        self.function, self.example, self.donate = function, example, donate
        self.arguments = self.results = None

    def __call__(self, *arguments):
        if self.results is None:
            self.arguments = arguments
            raise Asked
        return self.results

    def memory_analysis(self):
        return SimpleNamespace(temp_size_in_bytes=0, output_size_in_bytes=0, alias_size_in_bytes=0)


def programs_together(written, quick=False):
    """The programs of these `Written`, each to be run once. Raises what one of them that cannot be compiled raises."""
    with _parts() as parts:
        programs = [w.lowered(quick) for w in written]
    for w, program in zip(written, programs):
        with contextlib.suppress(Asked):
            w.run(program)
    if parts:
        with compiled_quickly(quick), xla.wide():
            _run(parts)
    return programs


@contextlib.contextmanager
def _parts():
    """Context in which second gear's programs are made as parts: gives the list of them."""
    parts, alone = [], xla.compiled

    def part(function, args, donate, kernels=()):
        parts.append(Part(function, args, donate))
        return parts[-1]

    xla.compiled = part
    try:
        yield parts
    finally:
        xla.compiled = alone


def _run(parts):
    """Compile and run all `parts` as one program, which gives each its results."""
    starts = [0, *itertools.accumulate(len(p.example) for p in parts)]

    def whole(*arguments):
        return [p.function(*arguments[i:j]) for p, i, j in zip(parts, starts, starts[1:])]

    donate = [i + d for p, i in zip(parts, starts) for d in p.donate]
    example = [a for p in parts for a in p.example]
    lowered = xla.jax().jit(whole, donate_argnums=donate, keep_unused=True).lower(*example)
    program = lowered.compile(compiler_options=dict(xla.options()))
    for part, results in zip(parts, program(*[a for p in parts for a in p.arguments])):
        part.results = results

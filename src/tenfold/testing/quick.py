"""Programs of second gear in machine code that is quickly made, for checks of what they compute.

Most of the time that a small program takes to compile goes into making its code fast. The program that is checked is
the same all the same: tenfold writes it, XLA simplifies it and gives buffers to it, as ever. What is left out comes
after that: LLVM's optimisation, and fusions that are written by way of MLIR; XLA's older writer puts them into LLVM's
language at once. A wrong op or gradient rule is wrong in both; a fault of those two steps of XLA's own shows only where
programs are compiled in the ordinary way.
"""

import contextlib
import functools

from tenfold.runtime import xla

OPTIONS = {
    "xla_backend_optimization_level": 0,
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_parallel_codegen_split_count": 1,  # threads that share so little work cost more than they save
}


@contextlib.contextmanager
def compiled_quickly(quickly=True):
    """Context in which second gear compiles with `OPTIONS`, or, if not `quickly`, as it does for users."""
    before = xla.options
    xla.options = known_options if quickly else dict
    try:
        yield
    finally:
        xla.options = before


def compiled_call(function, *arguments):
    """What `function` gives in second gear, compiled in the way chosen."""
    return xla.jax().jit(function).lower(*arguments).compile(compiler_options=dict(xla.options()))(*arguments)


@functools.cache
def known_options():
    """Those of `OPTIONS` that this version of XLA has: they are its own affair, and come and go."""
    nothing = xla.jax().jit(lambda: 0).lower()
    return {name: value for name, value in OPTIONS.items() if _is_known(nothing, {name: value})}


def _is_known(lowered, options):
    try:
        lowered.compile(compiler_options=options)
    except xla.jax().errors.JaxRuntimeError as e:
        if "No such compile option" not in str(e):
            raise
        return False
    return True

"""Optimizers' steps on several variables by the library, in second gear: in one call, in the variables' own memory.

XLA goes over memory once for each array that a step writes, and copies slots that it both reads and writes.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.core.base.env import Cell, Environment
from tenfold.runtime import xla
from tenfold.runtime.gears.lowering import LENT
from tenfold.runtime.gears.stepping import adam_steps, sgd_steps
from tenfold.runtime.kernels.native.calls import FLOAT32
from tenfold.runtime.native import library
from tenfold.runtime.types import Array, Flag

MOST = 128  # arrays that the library takes


def _bits(number: float) -> int:
    return int(np.float32(number).view(np.int32))


def _written(
    env: Any, kernel: str, inputs: Sequence[Array], held: Sequence[Cell], numbers: Sequence[float] = ()
) -> bool:
    """Whether the library is going to do it: steps on float32 arrays of a CPU."""
    *gradients, rate = inputs
    values = env.read_all(held)
    if xla.jax().default_backend() != "cpu" or any(a.dtype != FLOAT32 for a in (*gradients, *values)):
        return False
    each, jnp = len(held) // len(gradients), xla.jax().numpy
    rate, words = jnp.asarray(rate).astype(FLOAT32), [*map(_bits, numbers)] + [0] * (3 - len(numbers))
    most = (MOST - 2) // (1 + each)
    for i in range(0, len(gradients), most):
        given, cells = gradients[i : i + most], slice(i * each, (i + most) * each)
        _write_later(env, kernel, (len(given), *words), [*map(jnp.asarray, given)], values[cells], rate, held[cells])
    return True


def _write_later(
    env: Any,
    kernel: str,
    numbers: tuple[int, ...],
    gradients: list[Array],
    values: list[Array],
    rate: Array,
    held: Sequence[Cell],
) -> None:
    first, shapes = len(gradients), [v.shape for v in values]
    # What is lent to a program is not its own to write into: XLA would copy it first.
    in_place = {first + k: k for k, v in enumerate(values) if v.size * v.dtype.itemsize >= LENT}

    def made(failed: Flag) -> tuple[Array, ...]:
        stop = xla.jax().numpy.asarray(False if failed is None else failed).astype(FLOAT32)
        return library.xla_call(kernel, numbers, [*gradients, *values, rate, stop], shapes, in_place)

    env.write_later(held, made)


@adam_steps.kernel("xla", version=library.VERSION)
def _adam(env: Environment, *inputs: Array, held: Any, beta_1: float, beta_2: float, epsilon: float) -> tuple[()]:
    if _written(env, "adam_steps", inputs, held, (1 - beta_1, 1 - beta_2, epsilon)):
        return ()
    beneath = adam_steps.beneath("xla", _adam)
    return beneath(env, *inputs, held=held, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)


@sgd_steps.kernel("xla", version=library.VERSION)
def _sgd(env: Environment, *inputs: Array, held: Any) -> tuple[()]:
    if _written(env, "sgd_steps", inputs, held):
        return ()
    return sgd_steps.beneath("xla", _sgd)(env, *inputs, held=held)

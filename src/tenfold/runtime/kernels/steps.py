"""Optimizers' steps in first gear by the library: one pass over memory in place of eleven, with NumPy's bits.

Apart from `native`, as `draws` is: short programs should not wait until the library is loaded.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from tenfold.core.base.env import Environment
from tenfold.core.base.process_wide import ProcessWide
from tenfold.runtime.gears.stepping import adam_steps, rmsprop_steps
from tenfold.runtime.native import library
from tenfold.runtime.types import Array

FEW = 50  # calls that are NumPy's, before the library is worth loading


class _state(ProcessWide):
    calls = 0


@adam_steps.kernel("numpy")
def stepped(env: Environment, *inputs: Array, held: Any, beta_1: float, beta_2: float, epsilon: float) -> tuple[()]:
    numbers = ADAM(inputs[-1], 1 - beta_1, 1 - beta_2, epsilon, *library.LAYOUT)
    if _done("tenfold_adam_steps", env, inputs, held, numbers):
        return ()
    return adam_steps.beneath("numpy", stepped)(env, *inputs, held=held, beta_1=beta_1, beta_2=beta_2, epsilon=epsilon)


@rmsprop_steps.kernel("numpy")
def rmsprop(env: Environment, *inputs: Array, held: Any, rho: float, epsilon: float, floor: bool) -> tuple[()]:
    numbers = RMSPROP(inputs[-1], 1 - rho, epsilon, floor, *library.LAYOUT)
    if _done("tenfold_rmsprop_steps", env, inputs, held, numbers):
        return ()
    return rmsprop_steps.beneath("numpy", rmsprop)(env, *inputs, held=held, rho=rho, epsilon=epsilon, floor=floor)


def _done(name: str, env: Environment, inputs: Sequence[Array], held: Any, numbers: bytes) -> bool:
    """Whether the library has done the steps of this name."""
    _state.calls += 1
    if _state.calls <= FEW or (known := library.functions()) is None:
        return False
    old = env.read_all(held)
    new = [np.empty(array.shape, library.FLOAT32) for array in old]
    objects = *inputs[:-1], *old, *new
    if not getattr(known, name)(id(objects), len(inputs) - 1, numbers):
        return False
    env.write_all(held, new)
    return True


ADAM = struct.Struct("4f4q").pack
RMSPROP = struct.Struct("3fi4q").pack

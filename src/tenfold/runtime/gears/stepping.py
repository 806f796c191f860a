"""The graph pass around optimizers' steps: those on one variable after the other become one instruction.

First gear has it for Adam's and RMSprop's, of which NumPy makes up to eleven calls; second gear where the library has a
kernel, which works in the variables' own memory and goes over it once.
"""

import itertools
from typing import Any, NamedTuple

import numpy as np

from tenfold.core.base.env import Cell
from tenfold.core.calls.op import OPS, Op, op, xp
from tenfold.core.values import dtypes
from tenfold.runtime.gears.instruction import Flow, Instruction, is_own


def _each(name, env, gradients, rate, cells, held, numbers):
    """The step of this name on one variable after the other, as the gear of the arrays runs it."""
    run = OPS[name].numpy if xp(*gradients) is np else OPS[name].xla
    for i, gradient in enumerate(gradients):
        run(env, gradient, rate, **dict(zip(cells, held[len(cells) * i :])), **numbers)
    return ()


@op(infer=lambda *_, **__: [], gradient=None, stateful=True, effect=True)
def adam_steps(env, *inputs, held, beta_1, beta_2, epsilon):
    """`adam_step` on several variables. Inputs are their gradients, and the rate; `held` is for each gradient the
    variable, m and v, no two cells the same."""
    *gradients, rate = inputs
    numbers = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}
    return _each("adam_step", env, gradients, rate, KINDS["adam_step"].cells, held, numbers)


@op(infer=lambda *_, **__: [], gradient=None, stateful=True, effect=True)
def rmsprop_steps(env, *inputs, held, rho, epsilon, floor):
    """`rmsprop_step`, without momentum and not centred, on several variables. Inputs are their gradients, and the rate;
    `held` is for each gradient the variable and v, no two cells the same."""
    *gradients, rate = inputs
    numbers = {"rho": rho, "momentum": 0.0, "epsilon": epsilon, "floor": floor}
    return _each("rmsprop_step", env, gradients, rate, KINDS["rmsprop_step"].cells, held, numbers)


@op(infer=lambda *_, **__: [], gradient=None, stateful=True, effect=True)
def sgd_steps(env, *inputs, held):
    """`sgd_step` on several variables. Inputs are their gradients, and the rate; `held` are the variables."""
    *gradients, rate = inputs
    return _each("sgd_step", env, gradients, rate, KINDS["sgd_step"].cells, held, {})


class Kind(NamedTuple):
    """Steps that are made one.

    Attributes:
      together: the op that does several.
      cells, numbers: names of its attributes: the variable and its slots, and what all variables share.
      without: slots that they may not have.
      gears: those in which they are put together, "xla" only where there is a kernel for it.
    """

    together: Op
    cells: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    gears: tuple[str, ...] = ("xla",)


KINDS = {
    "adam_step": Kind(
        adam_steps, ("variable", "m", "v"), ("beta_1", "beta_2", "epsilon"), ("v_hat",), gears=("numpy", "xla")
    ),
    "rmsprop_step": Kind(
        rmsprop_steps, ("variable", "v"), ("rho", "epsilon", "floor"), ("m", "average"), gears=("numpy",)
    ),
    "sgd_step": Kind(sgd_steps, ("variable",)),
}


def fuse_steps(instructions: list[Instruction], kept: set[int], gear: str) -> list[Instruction]:
    """The same, steps of an optimizer that stand together made one."""
    flow = Flow(instructions, kept)
    out: list[Instruction] = []
    for key, row in itertools.groupby(instructions, lambda instruction: _alike(flow, instruction, kept, gear)):
        steps = [*row]
        held = tuple([step.attrs[name] for step in steps for name in KINDS[key[0]].cells]) if key else ()
        out += steps if key is None or len(set(map(id, held))) < len(held) else [_together(steps, held)]
    return out


def _alike(flow: Flow, instruction: Instruction, kept: set[int], gear: str) -> tuple[Any, ...] | None:
    """What steps must share that are made one; None for what is no such step, or gives what somebody wants."""
    name = instruction.operation.name
    kind = KINDS.get(name)
    if kind is None or gear not in kind.gears or not is_own(instruction, name, gear):
        return None
    if any(instruction.attrs[slot] is not None for slot in kind.without):
        return None
    result = instruction.outputs[0]
    if id(result) in kept or flow.users(result):
        return None
    if gear == "xla" and not _has_kernel(kind, instruction):
        return None
    return name, id(instruction.inputs[1]), *[instruction.attrs[number] for number in kind.numbers]


def _has_kernel(kind: Kind, instruction: Instruction) -> bool:
    kind.together.bring_kernels()
    own = kind.together.kernel_name("xla") is not None
    return own and all(instruction.attrs[cell].dtype is dtypes.float32 for cell in kind.cells)


def _together(steps: list[Instruction], held: tuple[Cell, ...]) -> Instruction:
    first, kind = steps[0], KINDS[steps[0].operation.name]
    inputs = [*[step.inputs[0] for step in steps], first.inputs[1]]
    attrs = {"held": held, **{name: first.attrs[name] for name in kind.numbers}}
    found = Instruction(first.node, kind.together, inputs, attrs)
    found.outputs, found.several = [], True
    return found

"""The graph pass around optimizers' steps: Adam's on one variable after the other become one instruction.

In first gear only. XLA makes one loop of each step, where NumPy makes eleven calls.
"""

import itertools
from typing import Any

from tenfold.core.base.env import Cell
from tenfold.core.calls.op import op
from tenfold.ops.training.optimizer_steps import adam_step
from tenfold.runtime.gears.instruction import Flow, Instruction, is_own

CELLS = ("variable", "m", "v")
NUMBERS = ("beta_1", "beta_2", "epsilon")


@op(infer=lambda *_, **__: [], gradient=None, stateful=True, effect=True)
def adam_steps(env, *inputs, held, beta_1, beta_2, epsilon):
    """`adam_step` on several variables. Inputs are their gradients, and the rate; `held` is for each gradient the
    variable, m and v, no two cells the same."""
    *gradients, rate = inputs
    numbers = {"beta_1": beta_1, "beta_2": beta_2, "epsilon": epsilon}
    for i, gradient in enumerate(gradients):
        cells = dict(zip(CELLS, held[len(CELLS) * i :]))
        adam_step.op.numpy(env, gradient, rate, **cells, **numbers)
    return ()


def fuse_steps(instructions: list[Instruction], kept: set[int]) -> list[Instruction]:
    """The same, steps of Adam that stand together made one."""
    flow = Flow(instructions, kept)
    out: list[Instruction] = []
    for key, row in itertools.groupby(instructions, lambda instruction: _alike(flow, instruction, kept)):
        steps = [*row]
        held = tuple([step.attrs[name] for step in steps for name in CELLS]) if key else ()
        out += steps if key is None or len(set(map(id, held))) < len(held) else [_together(steps, held)]
    return out


def _alike(flow: Flow, instruction: Instruction, kept: set[int]) -> tuple[Any, ...] | None:
    """What steps must share that are made one; None for what is no step of Adam, or gives what somebody wants."""
    if not is_own(instruction, "adam_step", "numpy") or instruction.attrs["v_hat"] is not None:
        return None
    result = instruction.outputs[0]
    if id(result) in kept or flow.users(result):
        return None
    return id(instruction.inputs[1]), *[instruction.attrs[name] for name in NUMBERS]


def _together(steps: list[Instruction], held: tuple[Cell, ...]) -> Instruction:
    first = steps[0]
    inputs = [*[step.inputs[0] for step in steps], first.inputs[1]]
    attrs = {"held": held, **{name: first.attrs[name] for name in NUMBERS}}
    found = Instruction(first.node, adam_steps, inputs, attrs)
    found.outputs, found.several = [], True
    return found

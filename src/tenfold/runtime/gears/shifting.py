"""The shifting rule: when a graph that keeps being run moves from first gear (NumPy) to second (XLA).

It looks only at what is known before the run: how often this combination of shapes has run, how many runs the caller
has ahead, and the work estimated from shapes. Never at a clock, never at a cache; so a program gives the same numbers
every time.

Where second gear saves much of a run, it is compiled at once and the run waits: those in first gear meanwhile would
take longer than the wait. Where it saves little, as in a convolution network whose kernels are native in both gears, a
thread compiles while first gear goes on, and the shift comes at a run fixed when the thread begins: by then it has
compiled as a rule, and whoever is there before it waits.

A single run may be long enough by itself, if a loop in it goes round often: see `patience`.

In a loop over batches, those of another size or length than the loop's first never wait: see `Seldom`.
"""

import math
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tenfold.core.base.thread import STATE
from tenfold.core.graphs.graph import Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.ops.control.body import Body
from tenfold.runtime.gears.instruction import Instruction
from tenfold.runtime.native import library
from tenfold.runtime.types import Gear

OP_COST = 2e-6  # seconds that one NumPy op costs besides its arithmetic
ELEMENT_COST = 1e-9  # seconds an element of a result costs in first gear
GAIN = 0.3  # what is left of the arithmetic in second gear
CALL_COST = 4e-5  # seconds to call a compiled program
WAKING = (
    2e-4  # more, where native kernels take longer than PARALLEL: they wake XLA's threads, which sleep between calls
)
PARALLEL = 5e-5
START_COST = 0.6  # seconds to import JAX
COMPILE_COST = 5e-3  # seconds of compilation per op
SLOWED = 0.4  # of the seconds that a thread compiles, how much first gear loses to it
NATIVE = "tenfold.runtime.kernels.native."
DRAWS = "tenfold.runtime.kernels.draws"
LAYERS = "tenfold.runtime.kernels.layers"
LARGEST_LAYER = 2**25  # multiplications; larger ones are BLAS's


class Seldom(int):
    """Runs ahead, of shapes that come up now and then in a loop of others: it does not stand still for them.

    The last batch of an epoch, a new length of sequences: such runs stay in first gear, and where it is worth it a
    thread compiles beside the loop.
    """


def shift_at(runs: int, ahead: int, ops: int, elements: float, native: float = 0.0, together: int = 1) -> int | None:
    """The first run in second gear if compiling begins with this one; `runs` is this one, which then waits for it.

    None where that would cost more than the runs to expect (those ahead, and as many as there have been) bring back.
    Waiting costs all of the compilation. A thread costs SLOWED of it, and brings nothing until it is through.

    Args:
      runs: how often this combination of shapes has run already.
      ahead: runs that the caller knows will follow this one (0 where unknown). Of `Seldom` ones none waits.
      ops: number of nodes.
      elements: elements of all results that NumPy computes, products counted by their inner length as well.
      native: the same of those that native kernels compute, which take as long in second gear.
      together: how many runs a call of the program does.
    """
    saved = saved_by_run(ops, elements, native, together)
    if saved <= 0:
        return None
    compiling = compiling_takes(ops)
    meanwhile = math.ceil(compiling / (ops * OP_COST + (elements + native) * ELEMENT_COST))
    at_once = (runs + ahead) * saved - compiling
    in_a_thread = max(runs + ahead - meanwhile, 0) * saved - SLOWED * compiling
    if isinstance(ahead, Seldom):
        return runs + meanwhile if in_a_thread > 0 else None
    if max(at_once, in_a_thread) <= 0:
        return None
    return runs if at_once >= in_a_thread else runs + meanwhile


def saved_by_run(ops: int, elements: float, native: float = 0.0, together: int = 1) -> float:
    """The seconds that a run in second gear is estimated to save, see `shift_at`."""
    call = CALL_COST + (WAKING if native * ELEMENT_COST > PARALLEL else 0)
    return ops * OP_COST + elements * ELEMENT_COST * (1 - GAIN) - call / together


def compiling_takes(ops: int) -> float:
    """The seconds that compiling is estimated to take."""
    return START_COST + ops * COMPILE_COST


def pinned() -> Gear | None:
    """The gear pinned by this thread, or by TENFOLD_GEAR=first|second."""
    if STATE.gear is None and _VARIABLE not in _ENVIRONMENT:
        return None
    gear = STATE.gear or os.environ.get("TENFOLD_GEAR") or None
    if gear not in (None, "first", "second"):
        raise ValueError(f"TENFOLD_GEAR must be 'first' or 'second'; received {gear!r}.")
    return gear


# What `os.environ` keeps its variables in: asked whether one is there in each run, it makes four Python calls itself
_ENVIRONMENT = getattr(os.environ, "_data", os.environ)
_VARIABLE = os.environ.encodekey("TENFOLD_GEAR") if _ENVIRONMENT is not os.environ else "TENFOLD_GEAR"


def work(nodes: Iterable[Node | Instruction], leading: int) -> float:
    """Elements that `nodes` compute, products at PRODUCT_COST per multiplication; unknown dimensions are `leading`.

    What native kernels do is left out: it costs the same in both gears.
    """
    total = 0.0
    for node in nodes:
        if is_native(node, leading):
            continue
        total += _elements(node, leading, PRODUCT_COST)
        for body, times in held(node):
            total += times * (work(body.nodes, leading) + len(body.nodes) * OP_COST / ELEMENT_COST)
    return total


def own_work(nodes: Iterable[Node | Instruction], leading: int) -> float:
    """`work` without that of what calls, branches and loops hold."""
    return sum(_elements(node, leading, PRODUCT_COST) for node in nodes if not is_native(node, leading))


def native_work(nodes: Iterable[Node | Instruction], leading: int) -> float:
    """Elements that native kernels compute for `nodes`, their multiplications at NATIVE_COST."""
    total = 0.0
    for node in nodes:
        if is_native(node, leading):
            total += _elements(node, leading, NATIVE_COST * (PATCHES if _is_layer(node) else 1))
        else:
            total += sum(times * native_work(body.nodes, leading) for body, times in held(node))
    return total


def _elements(node: Node | Instruction, leading: int, product_cost: float) -> float:
    return sum([_size(t, leading) for t in node.outputs]) + product_cost * _multiplications(node, leading)


def _multiplications(node: Node | Instruction, leading: int) -> float:
    """Those of a product or convolution, 0 of anything else."""
    count = PRODUCTS.get(node.operation.name)
    return count(node, _size(node.outputs[0], leading), leading) if count else 0


def largest_product(nodes: Sequence[Node | Instruction], leading: int) -> float:
    """Multiplications of the largest product or convolution that BLAS does, 0 where there is none."""
    found = [_multiplications(n, leading) for n in nodes if not is_native(n, leading)]
    found += [largest_product(body.nodes, leading) for n in nodes for body, _ in held(n)]
    return max(found, default=0)


def is_native(node: Node | Instruction, leading: int) -> bool:
    """Whether first gear has a native kernel for it. (That there is none for second gear does not happen.)"""
    if not node.operation.numpy.__module__.startswith((NATIVE, DRAWS, LAYERS)):
        return False
    if node.outputs[0].dtype is not dtypes.float32:
        return False
    return not _is_layer(node) or (library.available() and _multiplications(node, leading) < LARGEST_LAYER)


def _is_layer(node: Node | Instruction) -> bool:
    return node.operation.numpy.__module__ == LAYERS


def held(node: Node | Instruction) -> list[tuple[Body, int]]:
    """(body, how often it runs) for what a call, branch or loop holds.

    Of a loop whose length is not known: as often as it has run in first gear, SOME_TRIPS before it ever has.
    """
    bodies = [b for v in node.attrs.values() for b in (v if isinstance(v, tuple) else [v]) if isinstance(b, Body)]
    if not bodies or node.operation.name != "loop":
        return [(b, 1) for b in bodies]
    attrs = node.attrs
    rows = [
        t._dims[0]
        for t in node.inputs[attrs["n_state"] : attrs["n_state"] + attrs["n_xs"]]
        if t is not None and t._dims
    ]
    seen = attrs["body"].most_trips or SOME_TRIPS
    times = next((n for n in (attrs["limit"], *rows) if n is not None), seen)
    return [(b, times) for b in bodies]


def loops(nodes: Iterable[Node | Instruction]) -> bool:
    """Whether there is a loop among `nodes`, or in what they hold."""
    return any(n.operation.name == "loop" or any(loops(b.nodes) for b, _ in held(n)) for n in nodes)


def depends_on_trips(nodes: Iterable[Node | Instruction]) -> bool:
    """Whether the work of `nodes` turns on how often a loop goes round, which is known once it has."""
    for node in nodes:
        if node.operation.name == "loop" and node.attrs["cond"] is not None:
            return True
        if any(depends_on_trips(body.nodes) for body, _ in held(node)):
            return True
    return False


def _size(tensor: SymbolicTensor, leading: int) -> int:
    dims = tensor._dims
    return leading if dims is None else math.prod(leading if d is None else d for d in dims)


def _inner_length(node: Any, size: int, leading: int) -> float:
    """matmul: as many multiplications per element as the summed axis is long."""
    a = node.inputs[0]._dims
    inner = a[-2 if node.attrs.get("transpose_a") else -1] if a else None
    return size * (leading if inner is None else inner)


def _taps(image: int | None, filters: int | None) -> Callable[[Any, int, int], float]:
    """Convolutions: every position of the image meets every tap of the filters. Arguments say which input is which."""

    def count(node: Any, size: int, leading: int) -> float:
        positions = _size(node.inputs[image], leading) if image is not None else size
        taps = _size(node.inputs[filters] if filters is not None else node.outputs[0], leading)
        depth = (node.inputs[image] if image is not None else node.outputs[0])._dims
        return PATCHES * positions * taps / max((depth[-1] if depth else None) or 1, 1)

    return count


def _layer_gradients(node: Any, size: int, leading: int) -> float:
    """As many for each weight as there are rows, and again where there is a gradient of the input."""
    rows = node.inputs[0]._dims[0]
    return size * (leading if rows is None else rows) * (1 if node.inputs[2] is None else 2)


SOME_TRIPS = 10
PRODUCT_COST = 0.03  # of ELEMENT_COST
NATIVE_COST = 0.006  # likewise of a native convolution's, which PATCHES makes 0.015
PATCHES = 2.5  # a convolution's multiplication against a matrix product's: the patches are gathered first
PRODUCTS = {  # op -> multiplications of a node, given the size of its first result
    **dict.fromkeys(("matmul", "affine", "affine_back"), _inner_length),
    "affine_gradients": _layer_gradients,
    **dict.fromkeys(("conv", "conv_bias"), _taps(None, 1)),
    "conv_backprop_input": _taps(1, 0),
    **dict.fromkeys(("conv_backprop_filter", "conv_backprop_filter_bias"), _taps(1, None)),
    "conv_backprop_filter_pooled": _taps(1, None),
}

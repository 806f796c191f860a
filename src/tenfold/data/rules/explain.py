"""`explain`: a plan as it was written, and as it runs."""

from typing import Any

import numpy as np

from tenfold.core.base import nest
from tenfold.core.values.tensor import Tensor
from tenfold.data.plan.dataset import INFINITE, UNKNOWN, Dataset, method
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.options import options_of
from tenfold.data.run.shorter import as_it_runs
from tenfold.ops.structures.specs import TensorSpec

_NOT_SHOWN = {"inputs", "one_more", "depth", "element_spec", "line", "inner", "home", "fused", "name", "specs"}


@method
def explain(self: Dataset) -> str:
    """The plan as it was written and as it runs, a line for each transformation, the last one first.

    Ours. A line says what a transformation is given, how many elements it makes and what they are.
    """
    written, runs = _lines(self, 1), _lines(as_it_runs(self, options_of(self)), 1)
    if written == runs:
        return "\n".join(["as written, and as it runs:", *written])
    return "\n".join(["as written:", *written, "as it runs:", *runs])


def _lines(node: Dataset, depth: int) -> list[str]:
    called = f" '{node.name}'" if node.name else ""
    line = f"{'  ' * depth}{_snake(type(node).__name__)}({', '.join(_arguments(node))}){called}"
    found = [f"{line}  {_counted(node.size())}{_made(node.element_spec)}"]
    for inner in node.inputs:
        found += _lines(inner, depth + 1)
    return found


def _made(spec: Any) -> str:
    """What elements are, " of float32[?, 28, 28], int64[?]"."""
    leaves = nest.flatten(spec) if spec is not None else []
    return " of " * bool(leaves) + ", ".join([_leaf(s) for s in leaves])


def _leaf(spec: Any) -> str:
    if not isinstance(spec, TensorSpec):
        return type(spec).__name__.removesuffix("Spec")
    dims = spec.shape._dims
    return spec.dtype.name + ("[...]" if dims is None else str(["?" if d is None else d for d in dims])).replace(
        "'", ""
    )


def _counted(size: int) -> str:
    return {INFINITE: "without end", UNKNOWN: "as many as there are"}.get(size, f"{size} elements")


def _arguments(node: Dataset) -> list[str]:
    found = []
    for key, value in vars(node).items():
        if key not in _NOT_SHOWN and not key.startswith("_") and (shown := _shown(value)) is not None:
            found.append(f"{key}={shown}")
    return found


def _shown(value: Any) -> str | None:
    if isinstance(value, ElementFunction):
        return ", ".join(value.parts)
    if isinstance(value, (bool, int, float, str, range)):
        return repr(value)
    if isinstance(value, (Tensor, np.ndarray)):
        return f"{np.dtype(value.dtype).name if isinstance(value, np.ndarray) else value.dtype.name}{list(value.shape)}"
    if isinstance(value, (tuple, list)) and value and all(isinstance(v, (Tensor, np.ndarray)) for v in value):
        return ", ".join([str(_shown(v)) for v in value])
    return None


def _snake(name: str) -> str:
    return "".join([f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name)])

"""Evaluating a case with tenfold, and the gradients that are checked of it."""

import numpy as np

from tenfold.api.namespaces import namespace, resolve
from tenfold.core.base import nest
from tenfold.core.calls.tape import GradientTape
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor


class _Tf:
    """`tf` for an expression: what `import tenfold as tf` gives."""

    def __getattr__(self, name):
        value = resolve("v2", "", name, "tenfold")
        setattr(self, name, value)
        return value


TF, TF_V1 = _Tf(), namespace("v1", "")


def evaluate(case, tensors):
    """The leaves of the case's value: tensors (variables read), and whatever else it holds."""
    value = case.evaluate(TF_V1 if case.v1 else TF, tensors)
    return [t._as_tensor() if hasattr(t, "_as_tensor") else t for t in nest.flatten(value, expand_composites=True)]


def inputs(case):
    """The case's inputs as eager tensors."""
    return {n: Tensor(held(a)) for n, a in case.tensors.items()}


def held(array):
    """An array as tensors hold it: numbers of rank 0 as NumPy scalars."""
    return array if array.ndim or array.dtype == object else array[()]


def wide(array):
    """A floating point array in float64, a complex one in complex128, any other as it is."""
    return array.astype(complex if array.dtype.kind == "c" else float) if is_float(array) else array


def is_float(array):
    return array.dtype.kind in "fc" or array.dtype.name == "bfloat16"


def array_of(value):
    return np.asarray(value._array) if isinstance(value, Tensor) else value


class Derivatives:
    """What is differentiated with respect to what.

    Attributes:
      sources: names of the inputs that gradients are taken of; empty where none are.
      results: positions of the differentiable results.
      weights: one array per differentiable result: the gradient that flows into it.
      weights2: one array per source: the gradient that flows into the first gradient.
    """

    def __init__(self, case, eager):
        self.case = case
        self.results = [i for i, t in enumerate(eager) if isinstance(t, Tensor) and t.dtype.is_differentiable]
        self.sources = [n for n, a in case.tensors.items() if is_float(a)] if case.grad and self.results else []
        rng = np.random.default_rng(7)
        self.weights = [_weight(rng, np.asarray(eager[i]._array)) for i in self.results]
        self.weights2 = [_weight(rng, case.tensors[n]) for n in self.sources]

    def take(self, tensors, weights, weights2):
        """All leaves; gradients with respect to the sources; gradients of those with respect to sources and weights."""
        sources = [tensors[n] for n in self.sources]
        with GradientTape() as outer:
            if self.case.second:
                outer.watch([sources, weights])
            leaves, first = self.first(tensors, weights)
        there = [i for i, g in enumerate(first) if g is not None]
        if not self.case.second or not there:
            return leaves, first, []
        targets = [first[i] for i in there]
        second = outer.gradient(targets, [*sources, *weights], output_gradients=[weights2[i] for i in there])
        return leaves, first, whole(second)

    def first(self, tensors, weights):
        """All leaves, and the gradients of the weighted results with respect to the sources."""
        sources = [tensors[n] for n in self.sources]
        with GradientTape() as tape:
            tape.watch(sources)
            leaves = evaluate(self.case, tensors)
        gradients = tape.gradient([leaves[i] for i in self.results], sources, output_gradients=weights)
        return leaves, whole(gradients)


def whole(gradients):
    """Gradients of lookups, which are slices, as tensors; None stays None."""
    return [None if g is None else convert(g) for g in gradients]


def _weight(rng, like):
    """Random numbers of the shape and dtype of `like`."""
    values = rng.uniform(0.5, 1.5, like.shape) * rng.choice([-1, 1], like.shape)
    values = values + 1j * rng.uniform(-1, 1, like.shape) if like.dtype.kind == "c" else values
    return np.asarray(values).astype(like.dtype)

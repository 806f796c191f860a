"""Gradients against central finite differences, in float64, along random directions.

Complex numbers follow TensorFlow: the gradient g of a real loss satisfies d(loss) = Re(sum(conj(g) * dz)).
"""

import numpy as np

from tenfold.core.values.tensor import Tensor
from tenfold.testing.compare import fail, shown
from tenfold.testing.evaluate import evaluate, held, wide

STEP = 1e-5
RTOL, ATOL = 2e-4, 2e-6
DIRECTIONS = 2


def check_differences(case, derived):
    """The eager gradients of first and second order."""
    function = Function(case, derived)
    n = len(derived.sources)
    first, second = function.gradients()
    _check("gradient", function, function.loss, function.start[:n], first)
    if second:
        _check("second gradient", function, function.slope, function.start, second)


class Function:
    """The case in float64 as a function of its sources and of the weights of its results."""

    def __init__(self, case, derived):
        self.case, self.derived = case, derived
        self.fixed = {n: wide(a) for n, a in case.tensors.items()}
        self.start = [wide(case.tensors[n]) for n in derived.sources] + [wide(w) for w in derived.weights]
        self.weights2 = [wide(w) for w in derived.weights2]

    def tensors(self, sources):
        arrays = {**self.fixed, **dict(zip(self.derived.sources, sources))}
        return {n: Tensor(held(np.asarray(a))) for n, a in arrays.items()}

    def gradients(self):
        """First gradients, and second ones (none where they are not wanted)."""
        n = len(self.derived.sources)
        weights, weights2 = ([Tensor(held(w)) for w in ws] for ws in (self.start[n:], self.weights2))
        _, first, second = self.derived.take(self.tensors(self.start[:n]), weights, weights2)
        return ([None if g is None else np.asarray(g._array) for g in gradients] for gradients in (first, second))

    def loss(self, sources):
        """The weighted sum of the results."""
        leaves = evaluate(self.case, self.tensors(sources))
        weights = self.start[len(sources) :]
        return sum(inner(w, leaves[i]._array) for w, i in zip(weights, self.derived.results))

    def slope(self, values):
        """The weighted sum of the first gradients."""
        n = len(self.derived.sources)
        weights = [Tensor(held(np.asarray(w))) for w in values[n:]]
        _, first = self.derived.first(self.tensors(values[:n]), weights)
        return sum(inner(w, g._array) for w, g in zip(self.weights2, first) if g is not None)

    def names(self):
        return [*self.derived.sources, *(f"gradient of result {i}" for i in self.derived.results)]


def inner(a, b):
    return float(np.sum(np.real(np.conj(a) * b)))


def _check(what, function, scalar, at, gradients):
    """`gradients` of `scalar` at the point `at`, one per argument; None counts as zero."""
    rng = np.random.default_rng(11)
    scale = sum(float(np.abs(g).sum()) for g in gradients if g is not None)
    for _ in range(DIRECTIONS):
        direction = [_direction(rng, a) for a in at]
        numeric = _slope(scalar, at, direction)
        analytic = sum(inner(g, d) for g, d in zip(gradients, direction) if g is not None)
        if not abs(numeric - analytic) <= RTOL * abs(numeric) + ATOL * max(1.0, scale):
            line = f"along a random direction: finite difference {numeric:.9g}, gradient {analytic:.9g}"
            fail(what, function.case, line, *_elements(function, scalar, at, gradients))


def _direction(rng, like):
    d = rng.uniform(-1, 1, like.shape)
    return d + 1j * rng.uniform(-1, 1, like.shape) if np.iscomplexobj(like) else d


def _slope(scalar, at, direction):
    ahead = scalar([a + STEP * d for a, d in zip(at, direction)])
    return (ahead - scalar([a - STEP * d for a, d in zip(at, direction)])) / (2 * STEP)


def _elements(function, scalar, at, gradients):
    """Both gradients element by element, for the message."""
    for k, (name, value, gradient) in enumerate(zip(function.names(), at, gradients)):
        if value.size > 64 or np.iscomplexobj(value):
            continue
        found = np.zeros(value.shape)
        for i in np.ndindex(found.shape):
            step = [np.zeros(a.shape) for a in at]
            step[k][i] = 1.0
            found[i] = _slope(scalar, at, step)
        yield f"{name}: finite differences {shown(found)}"
        yield f"{name}: gradient           {shown(gradient)}"

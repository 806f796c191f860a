"""One step of each recurrence, and one step back: arithmetic that arrays of either gear and tensors can all do.

    step(space, inputs, states) -> new states, what the way back needs besides them
    back(space, kept, states before, states after, gradients of these) -> gradients of the inputs, of the states before

`space` says how: see `Space`. States have the shape (batch, units), inputs and gates (batch, k * units).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Space:
    """What a step works with.

    Attributes:
      split, join: (x, n) -> n parts along the last axis, and back.
      kernel, bias: of the recurrent product; `dropped` multiplies the state that goes into it. None for none.
      per_gate: how many gates have a `dropped` of their own (then it has an axis of gates in front), 0 for none.
      f, g: the activation, and that of the gates.
      df, dg: slope from the result of `f`, of `g`. For arrays only, as `transposed`, the kernel's transpose.
    """

    split: Callable[[Any, int], Any]
    join: Callable[[Any], Any]
    kernel: Any
    f: Callable[[Any], Any]
    g: Callable[[Any], Any]
    bias: Any = None
    dropped: Any = None
    per_gate: int = 0
    df: Any = None
    dg: Any = None
    transposed: Any = None

    def given(self, h, gate=0):
        """The state as the product gets it, of one gate."""
        return h if self.dropped is None else h * (self.dropped[gate] if self.per_gate else self.dropped)

    def product(self, h):
        """What a state adds to the projected inputs."""
        if self.per_gate:
            kernels = self.split(self.kernel, self.per_gate)
            found = self.join([self.given(h, gate) @ kernel for gate, kernel in enumerate(kernels)])
        else:
            found = self.given(h) @ self.kernel
        return found if self.bias is None else found + self.bias

    def returned(self, dz):
        """The state's gradient from that of `product`."""
        if not self.per_gate:
            return self.given(dz @ self.transposed)
        parts = self.split(dz, self.per_gate)
        return sum(self.given(d @ self.turned(gate), gate) for gate, d in enumerate(parts))

    def turned(self, gate):
        """The kernel's transpose, of one gate."""
        units = self.transposed.shape[1]
        return self.transposed[gate * units : (gate + 1) * units]


class SimpleRNN:
    """h' = f(x + h @ U) (Elman, Cognitive Science 14, 1990)."""

    gates, states, kept = 1, 1, ()  # projections per unit; states; widths in units of what is kept

    def step(self, space, x, states):
        return (space.f(x + space.product(*states)),), ()

    def back(self, space, kept, before, after, d):
        dz = d[0] * space.df(after[0])
        return dz, (space.returned(dz),)

    def weights(self, product, space, given, kept, dz):
        """Gradients of the kernel and of the product's bias, for all steps at once.

        Args:
          product: of two stacks, (time, batch, n) and (time, batch, m) -> (n, m), summed over time and batch.
          given: of a gate, what went into the recurrent product; `kept`, `dz`: as in `back`, with time in front.
        """
        if not space.per_gate:
            return product(given(0), dz), dz
        parts = space.split(dz, space.per_gate)
        return space.join([product(given(gate), d) for gate, d in enumerate(parts)]), dz


class LSTM(SimpleRNN):
    """i, f, o = g(x + h @ U); c' = f * c + i * act(x + h @ U); h' = o * act(c') (Hochreiter and Schmidhuber, Neural
    Computation 9, 1997, with the forget gate of Gers et al., 2000). Order of the gates: i, f, candidate, o."""

    gates, states, kept = 4, 2, (4,)

    def step(self, space, x, states):
        h, c = states
        i, f, a, o = space.split(x + space.product(h), 4)
        i, f, a, o = space.g(i), space.g(f), space.f(a), space.g(o)
        c = f * c + i * a
        return (o * space.f(c), c), (i, f, a, o)

    def back(self, space, kept, before, after, d):
        i, f, a, o = space.split(kept, 4)
        dh, act = d[0], space.f(after[1])
        dc = d[1] + dh * o * space.df(act)
        slopes = dc * a * space.dg(i), dc * before[1] * space.dg(f), dc * i * space.df(a), dh * act * space.dg(o)
        dz = space.join(slopes)
        return dz, (space.returned(dz), dc * f)


class GRU(SimpleRNN):
    """z, r = g(x + h @ U + b); a = f(x + r * (h @ U + b)); h' = z * h + (1 - z) * a (Cho et al., arXiv:1406.1078, with
    the reset after the product, as cuDNN has it). Order of the gates: z, r, candidate."""

    gates, kept = 3, (4,)

    def step(self, space, x, states):
        h = states[0]
        x_z, x_r, x_a = space.split(x, 3)
        h_z, h_r, inner = space.split(space.product(h), 3)
        z, r = space.g(x_z + h_z), space.g(x_r + h_r)
        a = space.f(x_a + r * inner)
        return (z * h + (1 - z) * a,), (z, r, a, inner)

    def back(self, space, kept, before, after, d):
        z, r, a, inner = space.split(kept, 4)
        da = d[0] * (1 - z) * space.df(a)
        dz, dr = d[0] * (before[0] - a) * space.dg(z), da * inner * space.dg(r)
        through = space.returned(space.join((dz, dr, da * r)))
        return space.join((dz, dr, da)), (d[0] * z + through,)

    def weights(self, product, space, given, kept, dz):
        units = dz.shape[-1] // 3
        d_product = space.join((dz[..., : 2 * units], dz[..., 2 * units :] * kept[..., units : 2 * units]))
        return super().weights(product, space, given, kept, d_product)


class GRUResetBefore(SimpleRNN):
    """z, r = g(x + h @ U); a = f(x + (r * h) @ U); h' = z * h + (1 - z) * a: the reset of the paper's first version."""

    gates, kept = 3, (3,)

    def step(self, space, x, states):
        h, (of_z, of_r, of_a) = states[0], space.split(space.kernel, 3)
        x_z, x_r, x_a = space.split(x, 3)
        z, r = space.g(x_z + space.given(h, 0) @ of_z), space.g(x_r + space.given(h, 1) @ of_r)
        a = space.f(x_a + (r * space.given(h, 2)) @ of_a)
        return (z * h + (1 - z) * a,), (z, r, a)

    def back(self, space, kept, before, after, d):
        z, r, a = space.split(kept, 3)
        da = d[0] * (1 - z) * space.df(a)
        through = da @ space.turned(2)
        dz, dr = d[0] * (before[0] - a) * space.dg(z), through * space.given(before[0], 2) * space.dg(r)
        dh = d[0] * z + space.given(dz @ space.turned(0), 0) + space.given(dr @ space.turned(1), 1)
        return space.join((dz, dr, da)), (dh + space.given(through * r, 2),)

    def weights(self, product, space, given, kept, dz):
        d_z, d_r, d_a = space.split(dz, 3)
        reset = space.split(kept, 3)[1] * given(2)
        return space.join((product(given(0), d_z), product(given(1), d_r), product(reset, d_a))), None


CELLS = {"simple_rnn": SimpleRNN(), "lstm": LSTM(), "gru": GRU(), "gru_reset_before": GRUResetBefore()}

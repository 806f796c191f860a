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
    df: Any = None
    dg: Any = None
    transposed: Any = None

    def given(self, h):
        """The state as the product gets it."""
        return h if self.dropped is None else h * self.dropped

    def product(self, h):
        """What a state adds to the projected inputs."""
        found = self.given(h) @ self.kernel
        return found if self.bias is None else found + self.bias

    def returned(self, dz):
        """The state's gradient from that of `product`."""
        return self.given(dz @ self.transposed)


class SimpleRNN:
    """h' = f(x + h @ U) (Elman, Cognitive Science 14, 1990)."""

    gates, states, kept = 1, 1, ()  # projections per unit; states; widths in units of what is kept

    def step(self, space, x, states):
        return (space.f(x + space.product(*states)),), ()

    def back(self, space, kept, before, after, d):
        dz = d[0] * space.df(after[0])
        return dz, (space.returned(dz),)

    def weights(self, product, join, given, kept, dz):
        """Gradients of the kernel and of the product's bias, for all steps at once.

        Args:
          product: of two stacks, (time, batch, n) and (time, batch, m) -> (n, m), summed over time and batch.
          given: what went into the recurrent product; `kept`, `dz`: as in `back`, with time in front.
        """
        return product(given, dz), dz


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

    def weights(self, product, join, given, kept, dz):
        units = dz.shape[-1] // 3
        d_product = join((dz[..., : 2 * units], dz[..., 2 * units :] * kept[..., units : 2 * units]))
        return product(given, d_product), d_product


class GRUResetBefore(SimpleRNN):
    """z, r = g(x + h @ U); a = f(x + (r * h) @ U); h' = z * h + (1 - z) * a: the reset of the paper's first version."""

    gates, kept = 3, (3,)

    def step(self, space, x, states):
        h, given = states[0], space.given(states[0])
        of_gates, of_candidate = self.parts(space, space.kernel)
        x_z, x_r, x_a = space.split(x, 3)
        h_z, h_r = space.split(given @ of_gates, 2)
        z, r = space.g(x_z + h_z), space.g(x_r + h_r)
        a = space.f(x_a + (r * given) @ of_candidate)
        return (z * h + (1 - z) * a,), (z, r, a)

    def parts(self, space, kernel):
        z, r, a = space.split(kernel, 3)
        return space.join((z, r)), a

    def back(self, space, kept, before, after, d):
        z, r, a = space.split(kept, 3)
        gates = 2 * z.shape[-1]
        da = d[0] * (1 - z) * space.df(a)
        through = da @ space.transposed[gates:]
        dz, dr = d[0] * (before[0] - a) * space.dg(z), through * space.given(before[0]) * space.dg(r)
        dzr = space.join((dz, dr))
        dh = d[0] * z + space.given(through * r) + space.given(dzr @ space.transposed[:gates])
        return space.join((dzr, da)), (dh,)

    def weights(self, product, join, given, kept, dz):
        units = dz.shape[-1] // 3
        reset = kept[..., units : 2 * units] * given
        return join((product(given, dz[..., : 2 * units]), product(reset, dz[..., 2 * units :]))), None


CELLS = {"simple_rnn": SimpleRNN(), "lstm": LSTM(), "gru": GRU(), "gru_reset_before": GRUResetBefore()}

"""What an optimizer's step on one variable is: an op along a gradient, and the same along rows of one.

Rows come as IndexedSlices. Where the rows without a gradient stand still, no more than the others are read and
written; so it is with every step of TensorFlow 1's optimizers (Adam's excepted), and with those of Keras for which it
makes no difference. Where all they do is that their averages fade, the averages are what is written besides. Otherwise
the step is that along the dense gradient.
"""

from functools import partial

import numpy as np

from tenfold.core.base.env import Cell, Environment
from tenfold.core.calls.attrs import Any, Attr, resolve
from tenfold.core.calls.op import Free, op, xp
from tenfold.core.graphs.spec import Spec
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.ops.arrays.gathering import add_rows, check_indices
from tenfold.ops.structures.indexed_slices import IndexedSlices

ALL, VARIABLE, ROWS = "all", "variable", "rows"  # what moves: everything; of the variable only the rows; only the rows


class _Everything:
    def __contains__(self, _):
        return True


Held = Attr("Held", None)  # a variable itself, not its value
Held.plain = _Everything()


class Step:
    """An optimizer's step on one variable, to be called with the gradient (a tensor or IndexedSlices), the scalars that
    change from step to step, and by name the variable, its slots and the numbers that stay.

    Args:
      forward: the step along an array.
      moves: what a step along rows changes, ROWS where a gradient of zero changes nothing.
      spread: whether `forward` takes a Spread for an array, so that no dense gradient is made.
      fades: function of the attributes: {slot's name: share that it loses} where that is all that a gradient of zero
        does; None where it does more.
      type: TensorFlow's op of that kind, where it has one.
    """

    def __init__(self, forward, moves=ALL, spread=False, fades=lambda attrs: None, type=None):
        self.moves, self.spread, self.fades = moves, spread, fades
        self.__doc__, self.__name__ = forward.__doc__, forward.__name__
        self.op = op(
            infer=lambda *_, variable, **__: Spec(variable._static, variable._dtype),
            stateful=True,
            effect=True,
            gradient=None,
            type=type,
        )(forward)

    def __call__(self, *inputs, moves=ALL, **named):
        """The variable's new value; nothing, if the gradient is IndexedSlices. `moves`: what the optimizer wants."""
        if not inputs or inputs[0].__class__ is not IndexedSlices:
            return self.op(*inputs, **named)
        slices, *scalars = inputs
        work = Work(self, named, moves if self.moves == ALL else self.moves)
        if any(isinstance(v, SymbolicTensor) for v in work.attrs.values()):
            return self.op(slices._as_tensor(), *scalars, **named)
        return row_step(slices.values, slices.indices, *scalars, variable=work.attrs["variable"], work=work)


def step(function=None, **options):
    """Decorator: `function` as a Step."""
    return Step(function) if function is not None else lambda function: Step(function, **options)


class Work:
    """A step along rows: what a node of it holds.

    Attributes:
      op: the step along a dense gradient.
      attrs: its attributes: the variable, the slots, numbers.
      moves: ALL, VARIABLE or ROWS.
      spread: whether it takes a Spread.
      fades: (slot, share) of those that fade, if that is all that a gradient of zero does; else None.
    """

    def __init__(self, step, named, moves):
        self.op, self.moves, self.spread = step.op, moves, step.spread
        of = step.op.attrs
        self.attrs = step.op.defaults | {k: v if v is None else resolve(of[k], v) for k, v in named.items()}
        fades = step.fades(self.attrs)
        self.fades = None if fades is None else [(self.attrs[name], share) for name, share in fades.items()]

    cells = property(lambda self: [(v, True) for v in self.attrs.values() if isinstance(v, Cell)])

    def run(self, env, rows, index, scalars, faded):
        """The step along `rows` (m, ...), which belong at `index`, no two at the same; see `along_rows` for `faded`."""
        if self.moves == ROWS:
            return self.op.forward(Rows(env, index), rows, *scalars, **self.attrs)
        if self.moves == ALL and self.fades is not None:
            return self.op.forward(Fading(env, index, self.fades, faded), rows, *scalars, **self.attrs)
        if self.moves == ALL and self.spread:
            return self.op.forward(env, Spread(rows, index), *scalars, **self.attrs)
        shape, one = env.read(self.attrs["variable"]).shape, xp(rows)
        flat = one.zeros((shape[0], int(np.prod(shape[1:]))), rows.dtype)
        gradient = add_rows(flat, index, rows.reshape(len(rows), flat.shape[1])).reshape(shape)
        if self.moves == VARIABLE:
            env = OnlyRows(env, index, self.attrs["variable"])
        return self.op.forward(env, gradient, *scalars, **self.attrs)


@op(infer=lambda *_, **__: (), stateful=True, effect=True, gradient=None)
def row_step(env, *inputs: Free, variable: Held, work: Any):
    """The step `work` along rows: `inputs` are their values, their numbers (repeated ones add up), and the scalars."""
    return along_rows(env, inputs, variable, work, summed, faded)


def along_rows(env, inputs, variable, work, summed, faded):
    """`row_step` by functions `summed` and `faded`, of which kernels have their own."""
    values, indices, *scalars = inputs
    count = env.read(variable).shape[0]
    check_indices(indices, count)
    work.run(env, *summed(values, indices, count), scalars, faded)
    return ()


def summed(values, indices, count):
    """(rows, index): `values` of the same number, below `count`, added up. In JAX the others are numbered `count`."""
    one, m = xp(values, indices), len(indices)
    if one is not np and count > np.iinfo(indices.dtype).max:
        indices = indices.astype(np.int64)  # there is no room for `count` in it
    order = one.argsort(indices, stable=True)
    ordered = indices[order]
    change = ordered[1:] != ordered[:-1]
    if one is np and change.all():
        return values, indices
    place = one.concatenate([np.zeros(1, np.int32), one.cumsum(change, dtype=np.int32)])[:m]  # the number of its sum
    flat = values.reshape(m, int(np.prod(values.shape[1:])))[order]
    rows = add_rows(one.zeros(flat.shape, flat.dtype), place, flat)[place].reshape(values.shape)
    last = one.concatenate([change, np.ones(1, bool)])[:m]
    return (rows[last], ordered[last]) if one is np else (rows, one.where(last, ordered, count))


def rows_of(value, index):
    """`value[index]`; in JAX an index too large gives some row."""
    return xp(value, index).take(value, index, 0, mode="clip")


class Spread:
    """A gradient that is zero everywhere but in `rows`, which belong at `index`."""

    def __init__(self, rows, index):
        self.rows, self.index, self.dtype = rows, index, rows.dtype

    def average(self, old, moved, share):
        """`moved(old, gradient, share)`, a moving average, which is as exact."""
        out, changed = less_a_share(old, share), moved(rows_of(old, self.index), self.rows, share)
        if xp(out) is not np:
            return out.at[self.index].set(changed, mode="drop")
        out[self.index] = changed
        return out


class Rows(Environment):
    """An environment in which cells are their rows at `index`."""

    def __init__(self, env, index):
        self.env, self.index = env, index

    def read(self, cell):
        return rows_of(self.env.read(cell), self.index)

    def write(self, cell, rows):
        self.env.write_rows(cell, self.index, rows)


class Fading(Rows):
    """An environment in which cells are their rows at `index`; in the others `fades`, pairs (cell, share), lose a share
    of what they are."""

    def __init__(self, env, index, fades, faded):
        super().__init__(env, index)
        self.shares, self.faded = {id(cell): share for cell, share in fades}, faded

    def write(self, cell, rows):
        share = self.shares.get(id(cell))
        if share is None:
            return super().write(cell, rows)
        share = rows.dtype.type(share)
        if xp(rows) is not np:
            return self.env.write_rows(cell, self.index, rows, partial(self.faded, share=share))
        new = less_a_share(self.env.read(cell), share)
        new[self.index] = rows
        return self.env.write(cell, new)


def faded(value, index, rows, failed, share):
    """A JAX array less a share of it (not where `failed`; None: never), with `rows` at `index`."""
    new = less_a_share(value, share)
    new = new if failed is None else xp(value).where(failed, value, new)
    return new.at[index].set(rows, mode="drop")


def less_a_share(old, share):
    """old - old * share, in new memory."""
    lost = old * share
    return np.subtract(old, lost, out=lost) if type(lost) is np.ndarray else old - lost


class OnlyRows(Rows):
    """An environment in which one cell, `variable`, changes only in its rows at `index`."""

    def __init__(self, env, index, variable):
        super().__init__(env, index)
        self.variable = variable

    def read(self, cell):
        return self.env.read(cell)

    def write(self, cell, value):
        if cell is not self.variable:
            return self.env.write(cell, value)
        return self.env.write_rows(cell, self.index, rows_of(value, self.index))

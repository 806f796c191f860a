"""Several runs of a graph in one program of second gear: a loop over batches that lie behind one another in arrays.

A call of a program costs as much as a small step. How many runs make one program follows from what is known of a run
beforehand, its work and the size of its batch, and the program takes any smaller number as well: so there is one for
each shape of batches, and what it computes does not depend on where a caller divides his runs.
"""

import collections
import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from tenfold.runtime import xla
from tenfold.runtime.gears.lowering import Program
from tenfold.runtime.types import Array, Arrays, Flag

MOST = 32  # runs in one program
SECONDS = 0.05  # that all of them may take: Ctrl-C waits for them
WORTH = 5e-3  # seconds of a run that a call's cost is nothing to
BYTES = 2**24  # that their batches may take: of three groups, one being read, one waiting, one being filled
IN_TURN = 2  # groups under way


class Several(NamedTuple):
    """What a program of several runs is made for.

    Attributes:
      capacity: the most runs.
      stacked: how many of the inputs have a row for each run; the others are the same for all.
      same: for each of the stacked, the number of the first that is the same array, as where what goes in is also what
        shall come out: a program is given that once, and takes a run's row of it once. Empty where all differ.
    """

    capacity: int
    stacked: int
    same: tuple[int, ...] = ()

    @classmethod
    def of(cls, arrays: Arrays) -> "Several":
        """Of arrays that are all stacked."""
        places = {id(a): i for i, a in reversed([*enumerate(arrays)])}
        same = tuple([places[id(a)] for a in arrays]) if len(places) < len(arrays) else ()
        return cls(len(arrays[0]), len(arrays), same)

    def distinct(self, arrays: Arrays) -> list[Array]:
        """`arrays`, one for each input, without those that are the same as an earlier one."""
        return [a for i, a in enumerate(arrays) if not self.same or i >= self.stacked or self.same[i] == i]

    def restored(self, arrays: Arrays) -> list[Array]:
        """One for each stacked input, from those that are distinct."""
        given = iter(arrays)
        firsts = {i: next(given) for i in dict.fromkeys(self.same or range(self.stacked))}
        return [firsts[i] for i in self.same or range(self.stacked)]


def capacity(seconds: float, batch: Arrays, asked: int | None = None) -> int:
    """How many runs of so many seconds, each on a batch like this, one program does.

    A power of two, 1 where the runs are long or their batches large; or as many as are asked for, if memory allows.
    """
    most = BYTES / max(sum(a.nbytes for a in batch), 1)
    if asked is not None:
        return max(min(asked, int(most)), 1)
    most = min(most, MOST, SECONDS / max(seconds, 1e-9))
    return 1 if seconds > WORTH or most < 2 else 1 << (int(most).bit_length() - 1)


def rows_of(arrays: Arrays, run: int, stacked: int) -> list[Array]:
    """The inputs of one of several runs."""
    return [a[run] for a in arrays[:stacked]] + list(arrays[stacked:])


class Results(Sequence[tuple[Array, ...]]):
    """What each of several runs gave: arrays of NumPy's, made when somebody looks.

    Args:
      outs: arrays with a row for each run.
      runs: the runs' rows.
      others: what runs gave that were done again, in place of as many of the last.
    """

    def __init__(self, outs: Arrays, runs: range, others: Sequence[tuple[Array, ...]] = ()) -> None:
        self.outs, self.runs, self.others = outs, runs, others[-len(runs) :]

    def __len__(self) -> int:
        return len(self.runs)

    def __getitem__(self, i: Any) -> Any:
        again = range(len(self))[i] - (len(self) - len(self.others))
        return self.others[again] if again >= 0 else tuple([np.asarray(o)[self.runs[i]] for o in self.outs])


class SeveralRuns(Program):
    """A graph lowered for one specialization, run several times in a call.

    Its arrays are [(first run, end) as int32, those with a row for each run, the others], and its flag has an element
    for each.
    """

    def __init__(self, *args: Any, several: Several) -> None:
        self.several = several
        self._under_way: collections.deque[Arrays] = collections.deque()
        super().__init__(*args)

    def _example(self, arrays: Arrays) -> Arrays:
        n = self.several.stacked
        stacked = [_shaped((self.several.capacity, *a.shape), a.dtype) for a in arrays[:n]]
        return self._taken([np.array([0, self.several.capacity], np.int32), *stacked, *arrays[n:]])

    def _taken(self, arrays: Arrays) -> Arrays:
        return [arrays[0], *self.several.distinct(arrays[1:])]

    def _not_halted(self) -> Array:
        return np.zeros(self.several.capacity, np.bool_)

    def _function(self, step: Callable[..., Any]) -> Callable[..., Any]:
        return looped(step, self.several)

    def __call__(self, arrays: Arrays, values: Arrays) -> tuple[Any, Flag]:
        with contextlib.suppress(IndexError):  # another thread has taken it
            if len(self._under_way) >= IN_TURN:
                xla.jax().block_until_ready(self._under_way.popleft())
        outs, failed = super().__call__(arrays, values)
        self._under_way.append(outs)
        return self.renewed(outs, (), arrays), failed

    def renewed(self, outs: Any, again: Sequence[tuple[Array, ...]], arrays: Arrays) -> Any:
        if isinstance(outs, Results):
            outs = outs.outs
        return Results(outs, range(*arrays[0].tolist()), again)

    def batches(self, failed: Flag, arrays: Arrays) -> Iterator[Arrays]:
        for run in np.flatnonzero(failed).tolist():
            yield rows_of(arrays[1:], run, self.several.stacked)


def looped(step: Callable[..., Any], several: Several) -> Callable[..., Any]:
    """A step as `step_of` makes it, run for some rows of its arguments in turn; its results get a row for each.

    Rows that are not run hold zeros.
    """
    jax = xla.jax()
    jnp, lax = jax.numpy, jax.lax

    def steps(args: Arrays, state: Arrays, constants: Arrays, halted: Flag) -> tuple[Any, ...]:
        end = 1 + (len(set(several.same)) or several.stacked)
        span, stacked, others = args[0], args[1:end], args[end:]
        once = jax.jit(step)  # traced for the shapes, and not again in the loop
        first = several.restored([_shaped(a.shape[1:], a.dtype) for a in stacked])
        shapes, _, flag = jax.eval_shape(once, (*first, *others), state, constants, halted[0])

        def run(i: Array, held: Any) -> Any:
            outs, state, halted, flags = held
            batch = several.restored([lax.dynamic_index_in_dim(a, i, keepdims=False) for a in stacked])
            found, state, failed = once((*batch, *others), state, constants, halted)
            outs = tuple([lax.dynamic_update_index_in_dim(o, f, i, 0) for o, f in zip(outs, found)])
            if failed is not None:
                halted, flags = failed, flags.at[i].set(failed)
            return outs, state, halted, flags

        outs = tuple([jnp.zeros((several.capacity, *o.shape), o.dtype) for o in shapes])
        held = outs, state, halted.any(), jnp.zeros_like(halted)
        outs, state, _, flags = lax.fori_loop(span[0], span[1], run, held)
        return outs, state, None if flag is None else flags

    return steps


def _shaped(shape: tuple[int, ...], dtype: Any) -> Any:
    return xla.jax().ShapeDtypeStruct(shape, dtype)

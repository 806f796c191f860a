"""GradientTape: writes down the ops called inside its block, and walks them back."""

import contextlib
import operator

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.base.thread import STATE
from tenfold.core.base.types import Any, Attrs, Iterator, Recording, Rows, Value
from tenfold.core.calls.attrs import word
from tenfold.core.calls.complaints import described
from tenfold.core.calls.gradient import GradientRule, backprop, record, watch
from tenfold.core.calls.op import Op
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor, new_key


class GradientTape:
    """Record ops for automatic differentiation.

    Args:
      persistent: whether `gradient` may be called more than once; otherwise the first call frees the recording.
      watch_accessed_variables: whether trainable variables are watched as soon as they are read.
    """

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._persistent, self.watches_variables = persistent, watch_accessed_variables
        self._recording, self._used = False, False
        self._records: list[Any] = []
        self._watched: set[int] = set()
        self._variables: dict[int, Any] = {}

    def reset(self) -> None:
        """Forget everything recorded and watched."""
        self._records, self._watched, self._variables, self._used = [], set(), {}, False

    def __enter__(self) -> "GradientTape":
        if self._recording:
            raise ValueError("Tape is already recording.")
        self._start()
        return self

    def __exit__(self, *_: Any) -> None:
        if self._recording:
            self._stop()

    def _start(self) -> None:
        self._recording = True
        STATE.tapes = (*STATE.tapes, self)

    def _stop(self) -> None:
        self._recording = False
        STATE.tapes = _without(STATE.tapes, self)

    @contextlib.contextmanager
    def stop_recording(self) -> Iterator[None]:
        """A `with` block whose ops this tape does not see."""
        if not self._recording:
            raise RuntimeError("Trying to stop recording a tape which is not recording.")
        self._stop()
        try:
            yield
        finally:
            self._start()

    def watch(self, tensor: Value) -> None:
        """Trace `tensor` (or a nested structure of tensors and variables)."""
        for t in nest.flatten(tensor):
            if hasattr(t, "_as_tensor"):
                self._watched.add(t._key)
                self._variables[t._key] = t
            elif not isinstance(t, Tensor):
                raise ValueError(f"Passed in object {t!r} of type '{type(t).__name__}', not tf.Tensor or tf.Variable.")
            elif t.dtype.is_differentiable:
                self._watched.add(watch(t))

    def watched_variables(self) -> tuple[Any, ...]:
        """Variables read while recording, in order of first read."""
        return tuple(self._variables.values())

    def read(self, variable: Any, tensor: Tensor) -> None:
        """`variable` was read as `tensor`: from here on that is watched as far as the variable is."""
        key = variable._key
        if self.watches_variables and variable.trainable:
            self._watched.add(key)
            self._variables.setdefault(key, variable)
        elif key not in self._watched:
            return
        own = tensor._key
        if own is None:
            own = tensor._key = new_key()
        self._watched.add(own)
        self._records.append((hooks.read, (key,), (own,), None, ()))

    def record(self, op: Op, inputs: Rows, result: Value, attrs: Attrs) -> None:
        """An op ran; keep it if it descends from something watched."""
        if op.rule is not GradientRule.none:
            watched = self._watched
            for t in inputs:
                if t is not None and t._key in watched:
                    self.note(op, inputs, result, attrs)
                    return

    def note(self, op: Op, inputs: Rows, result: Value, attrs: Attrs) -> None:
        """Keep an op that descends from something watched; from now on its results are watched too."""
        outputs = result if isinstance(result, (tuple, list)) else (result,)
        for t in outputs:
            if t.dtype.is_differentiable:
                key = t._key
                if key is None:
                    key = t._key = new_key()
                self._watched.add(key)
        self._records.append(record(op, inputs, outputs, attrs))

    def gradient(
        self, target: Any, sources: Any, output_gradients: Any = None, unconnected_gradients: str = "none"
    ) -> Value:
        """Gradients of `target` (their sum, for several targets) with respect to each of `sources`.

        Args:
          target: tensor or variable, or a structure of them.
          sources: structure of tensors and variables; the result has the same structure.
          output_gradients: gradients with respect to the targets, ones by default.
          unconnected_gradients: "none" or "zero", what an unconnected source gets.

        Raises:
          RuntimeError: second call on a tape that is not persistent.
        """
        if self._used:
            self._check_use()
        if type(unconnected_gradients) is not str or unconnected_gradients != "none":
            word("unconnected_gradients", unconnected_gradients, ("none", "zero"))
        if self._recording and not self._persistent:
            self._stop()
        tapes = STATE.tapes
        if not self._persistent and tapes:
            STATE.tapes = _without(tapes, self)
        try:
            seeds = self._seeds(target, output_gradients)
            flat, keys = flat_keys(sources)
            grads = backprop(self._records, seeds, self._watched.intersection(keys))
        finally:
            STATE.tapes = tapes
        if not self._persistent:
            self._records, self._used = [], True
        found = list(map(grads.get, keys))
        if unconnected_gradients == "zero":
            found = [_zeros_for(s) if g is None else g for g, s in zip(found, flat)]
        if flat is sources:
            return found
        return found[0] if flat and flat[0] is sources else nest.pack_sequence_as(sources, found)

    def _check_use(self) -> None:
        if self._used:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians). "
                "Create it as tf.GradientTape(persistent=True) to call gradient() again."
            )

    def _seeds(self, target: Value, output_gradients: Value) -> dict[int, Any]:
        """Key -> gradient that the walk starts with."""
        if type(target) is Tensor and target._key is not None and output_gradients is None and STATE.eager:
            array = target._array
            if array.shape == () and array.dtype.kind == "f":  # a scalar loss, the common case
                return {target._key: Tensor(array.dtype.type(1))}
        targets = [target] if hasattr(target, "_key") else nest.flatten(target)
        given = nest.flatten(output_gradients) if output_gradients is not None else [None] * len(targets)
        if len(given) != len(targets):
            raise ValueError(
                f"GradientTape.gradient: output_gradients needs one tensor per target; received {len(given)} for "
                f"{len(targets)}."
            )
        grads: dict[int, Any] = {}
        for t, g in zip(targets, given):
            if t.__class__ is hooks.slices:
                t, g = t.as_target(g)
            if not hasattr(t, "_key"):
                raise TypeError(
                    f"GradientTape.gradient: target must be a tensor or variable; received {t!r} ({type(t).__name__}). "
                    "Was it turned into NumPy inside the tape?"
                )
            if t.dtype.is_numeric:
                key = watch(t)  # what is its own source has a gradient, watched or not
                g = _ones(t) if g is None else convert(g, partner=t.dtype)
                grads[key] = hooks.add(grads[key], g) if key in grads else g
        return grads


_key_of = operator.attrgetter("_key")


def _ones(target: Any) -> Tensor:
    tensor = target if isinstance(target, Tensor) else target._unwatched()
    if type(tensor) is Tensor and STATE.graph is None:
        return Tensor(np.ones(tensor._array.shape, tensor._array.dtype))
    return hooks.ones_like(tensor)


def _zeros_for(source: Any) -> Any:
    """What a source gets that nothing connects, of a shape that may be known only when its graph runs."""
    known = source.shape.is_fully_defined()
    return hooks.zeros(source.shape, source.dtype) if known else hooks.zeros_like(source)


def _without(tapes: tuple[Recording, ...], tape: Recording) -> tuple[Recording, ...]:
    if tapes and tapes[-1] is tape:  # the common case
        return tapes[:-1]
    return tuple([t for t in tapes if t is not tape])


def flat_keys(sources: Value) -> tuple[list[Any], list[int]]:
    """Tensors and variables in a flat list, and their keys, None for those that nothing has watched."""
    flat = [sources] if hasattr(sources, "_key") else sources
    try:
        if type(flat) is list:  # the common case
            return flat, list(map(_key_of, flat))
    except AttributeError:
        pass  # a list within it, or what is no tensor
    try:
        flat = nest.flatten(sources)
    except RecursionError:
        raise ValueError("GradientTape: sources hold themselves, or are nested too deeply.") from None
    odd = [s for s in flat if not hasattr(s, "_key")]
    if not odd:
        return flat, list(map(_key_of, flat))
    raise ValueError(f"GradientTape: sources must be tensors or variables; received {described(odd[0])}.")

"""TensorFlow 1's Session: runs the part of a graph that is fetched, with variables of its own."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from tenfold.core.base import errors, nest, recording
from tenfold.core.base.env import Cell, Counter
from tenfold.core.base.exclusive import set_of
from tenfold.core.base.hooks import hooks
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.runtime.gears.traced import Traced
from tenfold.runtime.sessions import modes
from tenfold.runtime.sessions.feeds import as_fed, handed, no_tensor, pairs, repacked, unfed
from tenfold.runtime.sessions.graph_elements import graph_element
from tenfold.runtime.sessions.open_sessions import AsDefault

_Element = SymbolicTensor | Node
_Ids = tuple[tuple[int, ...], tuple[int, ...]]  # of what is fetched and fed


class SessionCell(Cell):
    """A variable's value in one session."""

    def __init__(self, variable: Variable) -> None:
        self.name = variable._name

    def array(self) -> np.ndarray:
        if self._value is None:
            raise errors.FailedPreconditionError(
                f"Attempting to use uninitialized value {self.name}. Run its initializer in this session first: "
                "sess.run(tf.compat.v1.global_variables_initializer())."
            )
        return super().array()


class Session:
    """Runs ops of one graph.

    Args:
      target: only "" (this process).
      graph: by default the default graph.
      config: a ConfigProto; it steers devices and threads of TensorFlow's own runtime, so here it is only kept.
    """

    def __init__(self, target: str = "", graph: Graph | None = None, config: object = None) -> None:
        if target:
            raise ValueError(f"Session: target {target!r} names another process; only the local one ('') is supported.")
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"Argument `graph` must be a tf.Graph, but got {type(graph).__name__!r}.")
        _check_message("config", config, "ConfigProto")
        self.graph = modes.get_default_graph() if graph is None else graph
        self.config, self.sess_str, self._closed = config, target, False
        self._cells: dict[int, tuple[Cell, Cell]] = {}  # id of a cell -> (what holds its value here, the cell)
        self._programs: dict[_Ids, Traced] = {}
        self._entered: list[tuple[Any, AsDefault]] = []

    # running

    def run(
        self,
        fetches: Any,
        feed_dict: Mapping[Any, Any] | None = None,
        options: object = None,
        run_metadata: object = None,
    ) -> Any:
        """The values of `fetches`, in their structure.

        Args:
          fetches: tensors, operations (their value is None), variables, names of tensors ("x:0") or operations, or
            lists, tuples, dicts and named tuples of them.
          feed_dict: values for tensors, which are then not computed.
          options: a RunOptions; its `trace_level` and `output_partition_graphs` say what `run_metadata` is to hold.
          run_metadata: a RunMetadata, whose content is replaced: by the times of nodes (`step_stats`; of a program of
            second gear as one node) where there is a `trace_level`, by the graph where that is asked for.

        Raises:
          InvalidArgumentError: a placeholder that is needed was not fed.
          FailedPreconditionError: a variable was not initialised in this session.
          TypeError, ValueError: something that cannot be fetched or fed.
          RuntimeError: the session was closed, or has nothing to run.
        """
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if options is not None or run_metadata is not None:
            _check_message("options", options, "RunOptions")
            _check_message("run_metadata", run_metadata, "RunMetadata")
        single = isinstance(fetches, (Tensor, Node, str, Variable))
        leaves = [fetches] if single else nest.flatten(fetches, expand_composites=True)
        targets = [self._target(f) for f in leaves]
        fed, arrays = self._feeds(feed_dict) if feed_dict else ((), ())
        program = self._program(targets, fed)
        outs = iter(program.run(arrays) if run_metadata is None else _told(program, arrays, options, run_metadata))
        values = [None if isinstance(t, Node) else handed(next(outs)) for t in targets]
        return values[0] if single else repacked(fetches, values)

    def _target(self, fetch: Any) -> _Element:
        """The tensor or node of the graph that a fetch stands for."""
        if isinstance(fetch, Variable) and fetch.graph is None:
            raise ValueError(
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor: it was created eagerly, not in this "
                "graph."
            )
        try:
            found = graph_element(self.graph, fetch)
        except KeyError as e:
            raise ValueError(f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. ({e.args[0]})") from None
        if not isinstance(found, (SymbolicTensor, Node)):
            raise TypeError(
                f"Fetch argument {fetch!r} has invalid type {type(fetch)}, must be a string or Tensor. "
                f"(Can not convert a {type(fetch).__name__} into a Tensor or Operation.)"
            )
        if found.graph is not self.graph:
            raise ValueError(
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor. (Tensor {found!r} is not an element "
                "of this graph.)"
            )
        return found

    def _feeds(self, feed_dict: Mapping[Any, Any]) -> tuple[tuple[SymbolicTensor, ...], list[np.ndarray]]:
        """Tensors that are fed, and their values; where two keys mean one tensor, as its name does, the later holds."""
        if not isinstance(feed_dict, Mapping):
            raise TypeError(f"`feed_dict` must be a dictionary of tensors and values; received {feed_dict!r:.100}.")
        fed = {}
        for key, value in feed_dict.items():
            for tensor, part in self._pairs(key, value):
                fed[id(tensor)] = tensor, as_fed(tensor, part)
        return tuple([tensor for tensor, _ in fed.values()]), [array for _, array in fed.values()]

    def _pairs(self, key: Any, value: Any) -> list[tuple[SymbolicTensor, Any]]:
        if type(key) is SymbolicTensor and key.graph is self.graph:
            return [(key, value)]
        if isinstance(key, Variable):
            reads = [n.outputs[0] for n in self.graph.nodes if n.operation is hooks.read and n.attrs["variable"] is key]
            return [(t, value) for t in reads]
        parts = nest.flatten(key, expand_composites=True)
        if len(parts) > 1:
            if len({*map(id, parts)}) < len(parts):
                raise ValueError(f"A tensor may not be fed twice under one key: {key!r}.")
            return pairs(parts, value)
        try:
            tensor = graph_element(self.graph, key)
        except KeyError as e:
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {e.args[0]}") from None
        if not isinstance(tensor, SymbolicTensor):
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {no_tensor(key)}")
        if tensor.graph is not self.graph:
            raise TypeError(
                f"Cannot interpret feed_dict key as Tensor: Tensor {tensor!r} is not an element of this graph."
            )
        return [(tensor, value)]

    def _program(self, targets: Sequence[_Element], fed: Sequence[SymbolicTensor]) -> Traced:
        """The traced callable that gives `targets` from what is fed."""
        key = tuple(map(id, targets)), tuple(map(id, fed))
        found = self._programs.get(key)
        if found is None:
            if not self.graph.nodes:
                raise RuntimeError("The Session graph is empty. Add operations to the graph before calling run().")
            found = Traced(self.graph, fed, targets, effects=False, holder=self._holder)
            for node in found.executable.nodes:  # type: ignore[union-attr]  # this graph captures nothing
                if node.operation is hooks.placeholder:
                    raise unfed(node)
            self._programs[key] = found  # it keeps alive what the key names by id
        return found

    def _holder(self, cell: Any) -> Cell:
        """What holds the value of a variable or counter in this session."""
        if getattr(cell, "graph", self) is None:
            return cell  # an eager variable, which sessions share
        held = self._cells.get(id(cell))
        if held is None:
            own = getattr(cell, "in_session", None)  # what it is in a session, where it is neither
            new = own() if own is not None else Counter() if isinstance(cell, Counter) else SessionCell(cell)
            held = self._cells.setdefault(id(cell), (new, cell))  # another thread may have been here meanwhile
        return held[0]

    def load_variable(self, variable: Variable, value: Any) -> None:
        """Set a variable's value in this session."""
        value = np.array(value, variable._dtype.numpy)
        cell = self._holder(variable)
        set_of(cell).exclusively(cell.store, value)

    def is_initialized(self, variable: Variable) -> bool:
        """Whether a variable has a value in this session."""
        return self._holder(variable)._value is not None

    def make_callable(
        self, fetches: Any, feed_list: Sequence[Any] | None = None, accept_options: bool = False
    ) -> Callable[..., Any]:
        """A function of values for `feed_list` that runs `fetches`.

        With `accept_options` it also takes the `options` and `run_metadata` of `run`.
        """
        keys = list(feed_list or ())

        def call(*values: Any, **options: object) -> Any:
            if len(values) != len(keys):
                raise ValueError(
                    f"The callable takes {len(keys)} values, one per tensor of feed_list; received {len(values)}."
                )
            if options and not accept_options:
                raise TypeError(
                    f"The callable takes no {', '.join(options)}: make it by make_callable(..., accept_options=True)."
                )
            feeds = dict(zip([k.ref() if not _hashes(k) else k for k in keys], values)) if keys else None
            return self.run(fetches, feeds, **options)

        return call

    def partial_run(self, handle: object, fetches: object, feed_dict: object = None) -> NoReturn:
        raise NotImplementedError("partial_run is not supported: run all fetches in one `run`, feeding what they need.")

    def partial_run_setup(self, fetches: object, feeds: object = None) -> NoReturn:
        raise NotImplementedError(
            "partial_run_setup is not supported: run all fetches in one `run`, feeding what they need."
        )

    # being the default

    def as_default(self) -> AsDefault["Session"]:
        """A `with` block in which `tensor.eval()` and `operation.run()` use this session, which stays open after it."""
        return AsDefault(self)

    def __enter__(self) -> "Session":
        self._entered.append((self.graph.as_default(), self.as_default()))
        for context in self._entered[-1]:
            context.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        for context in reversed(self._entered.pop()):
            context.__exit__(*exc)
        self.close()

    def close(self) -> None:
        """Give up the session and the values of its variables."""
        self._closed = True
        self._cells.clear()
        self._programs.clear()

    def list_devices(self) -> list[str]:
        return ["/job:localhost/replica:0/task:0/device:CPU:0"]

    @property
    def session(self) -> "Session":
        return self


def _told(program: Traced, arrays: Sequence[np.ndarray], options: Any, run_metadata: Any) -> Sequence[Any]:
    """The results of a run, of which `run_metadata` says what `options` ask for."""
    recorded = recording.start() if options is not None and options.trace_level else None
    try:
        outs = program.run(list(arrays))
    finally:
        if recorded is not None:
            recording.stop(recorded)
    drawn = options is not None and options.output_partition_graphs
    nodes = program.executable.nodes if drawn else None  # type: ignore[union-attr]  # as in `_program`
    hooks.fill_run_metadata(run_metadata, recorded, nodes)
    return outs


def _check_message(name: str, given: object, kind: str) -> None:
    found = getattr(getattr(given, "DESCRIPTOR", None), "full_name", None)
    if given is not None and found != f"tensorflow.{kind}":
        raise TypeError(f"{name} must be a tf.compat.v1.{kind}, but got {type(given).__name__!r}.")


def _hashes(key: object) -> bool:
    try:
        hash(key)
    except TypeError:
        return False
    return True

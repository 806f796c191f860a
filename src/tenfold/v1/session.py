"""TensorFlow 1's Session: runs the part of a graph that is fetched, with variables of its own."""

import threading

import numpy as np

from tenfold.core.base import errors, nest
from tenfold.core.base.env import STATE_LOCK, Cell, Counter
from tenfold.core.base.state import hooks
from tenfold.core.graphs.graph import Graph, Node
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.runtime.executable import Executable
from tenfold.v1 import modes
from tenfold.v1.placeholders import unfed


class _Stack(threading.local):
    def __init__(self):
        self.sessions = []


OPEN = _Stack()  # sessions entered with `with`, innermost last


def get_default_session():
    """The innermost session entered with `with`; None outside."""
    return OPEN.sessions[-1] if OPEN.sessions else None


class SessionCell(Cell):
    """A variable's value in one session."""

    def __init__(self, variable):
        self.name = variable._name

    def array(self):
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

    def __init__(self, target="", graph=None, config=None):
        if target:
            raise ValueError(f"Session: target {target!r} names another process; only the local one ('') is supported.")
        if graph is not None and not isinstance(graph, Graph):
            raise TypeError(f"Argument `graph` must be a tf.Graph, but got {type(graph).__name__!r}.")
        self.graph = modes.get_default_graph() if graph is None else graph
        self.config, self.sess_str, self._closed = config, target, False
        self._cells, self._programs, self._entered = {}, {}, []

    # running

    def run(self, fetches, feed_dict=None, options=None, run_metadata=None):
        """The values of `fetches`, in their structure.

        Args:
          fetches: tensors, operations (their value is None), variables, names of tensors ("x:0") or operations, or
            lists, tuples, dicts and named tuples of them.
          feed_dict: values for tensors, which are then not computed.
          options, run_metadata: accepted; no traces are collected.

        Raises:
          InvalidArgumentError: a placeholder that is needed was not fed.
          FailedPreconditionError: a variable was not initialised in this session.
          TypeError, ValueError: something that cannot be fetched or fed.
          RuntimeError: the session was closed, or has nothing to run.
        """
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        single = isinstance(fetches, (Tensor, Node, str, Variable))
        leaves = [fetches] if single else nest.flatten(fetches, expand_composites=True)
        targets = [self._target(f) for f in leaves]
        fed, arrays = self._feeds(feed_dict) if feed_dict else ((), ())
        program = self._program(targets, fed)
        outs = iter(program(arrays))
        values = [None if isinstance(t, Node) else _handed(next(outs)) for t in targets]
        return values[0] if single else _repacked(fetches, values)

    def _target(self, fetch):
        """The tensor or node of the graph that a fetch stands for."""
        if isinstance(fetch, Variable) and fetch.graph is None:
            raise ValueError(
                f"Fetch argument {fetch!r} cannot be interpreted as a Tensor: it was created eagerly, not in this "
                "graph."
            )
        try:
            found = self.graph.as_graph_element(fetch)
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

    def _feeds(self, feed_dict):
        """Tensors that are fed, and their values."""
        tensors, arrays = [], []
        for key, value in feed_dict.items():
            for tensor, part in self._pairs(key, value):
                tensors.append(tensor)
                arrays.append(_as_fed(tensor, part))
        return tuple(tensors), arrays

    def _pairs(self, key, value):
        if type(key) is SymbolicTensor and key.graph is self.graph:
            return [(key, value)]
        if isinstance(key, Variable):
            reads = [n.outputs[0] for n in self.graph.nodes if n.operation is hooks.read and n.attrs["variable"] is key]
            return [(t, value) for t in reads]
        parts = nest.flatten(key, expand_composites=True)
        if len(parts) > 1:
            return list(zip(parts, value, strict=True))
        try:
            tensor = self.graph.as_graph_element(key)
        except KeyError as e:
            raise TypeError(f"Cannot interpret feed_dict key as Tensor: {e.args[0]}") from None
        if not isinstance(tensor, SymbolicTensor):
            raise TypeError(
                f"Cannot interpret feed_dict key as Tensor: Can not convert a {type(key).__name__} into a Tensor."
            )
        if tensor.graph is not self.graph:
            raise TypeError(
                f"Cannot interpret feed_dict key as Tensor: Tensor {tensor!r} is not an element of this graph."
            )
        return [(tensor, value)]

    def _program(self, targets, fed):
        key = tuple(map(id, targets)), tuple(map(id, fed))
        found = self._programs.get(key)
        if found is None:
            if not self.graph.nodes:
                raise RuntimeError("The Session graph is empty. Add operations to the graph before calling run().")
            outputs = [t for t in targets if isinstance(t, SymbolicTensor)]
            also = [t for t in targets if isinstance(t, Node)]
            program = Executable(self.graph, fed, outputs, effects=False, also=also, holder=self._holder)
            for node in program.nodes:
                if node.operation is hooks.placeholder:
                    raise unfed(node)
            found = self._programs[key] = program, targets, fed  # what is named by id stays alive
        return found[0]

    def _holder(self, cell):
        """What holds the value of a variable or counter in this session."""
        if getattr(cell, "graph", self) is None:
            return cell  # an eager variable, which sessions share
        held = self._cells.get(id(cell))
        if held is None:
            new = Counter() if isinstance(cell, Counter) else SessionCell(cell)
            held = self._cells.setdefault(id(cell), (new, cell))  # another thread may have been here meanwhile
        return held[0]

    def load_variable(self, variable, value):
        """Set a variable's value in this session."""
        value = np.array(value, variable.dtype.numpy)
        with STATE_LOCK:
            self._holder(variable).store(value)

    def is_initialized(self, variable):
        """Whether a variable has a value in this session."""
        return self._holder(variable)._value is not None

    def make_callable(self, fetches, feed_list=None, accept_options=False):
        """A function of values for `feed_list` that runs `fetches`."""
        keys = list(feed_list or ())

        def call(*values, **_):
            if len(values) != len(keys):
                raise ValueError(
                    f"The callable takes {len(keys)} values, one per tensor of feed_list; received {len(values)}."
                )
            return self.run(
                fetches, dict(zip([k.ref() if not _hashes(k) else k for k in keys], values)) if keys else None
            )

        return call

    def partial_run(self, handle, fetches, feed_dict=None):
        raise NotImplementedError("partial_run is not supported: run all fetches in one `run`, feeding what they need.")

    def partial_run_setup(self, fetches, feeds=None):
        raise NotImplementedError(
            "partial_run_setup is not supported: run all fetches in one `run`, feeding what they need."
        )

    # being the default

    def as_default(self):
        """A `with` block in which `tensor.eval()` and `operation.run()` use this session, which stays open after it."""
        return _AsDefault(self)

    def __enter__(self):
        self._entered.append((self.graph.as_default(), self.as_default()))
        for context in self._entered[-1]:
            context.__enter__()
        return self

    def __exit__(self, *exc):
        for context in reversed(self._entered.pop()):
            context.__exit__(*exc)
        self.close()

    def close(self):
        """Give up the session and the values of its variables."""
        self._closed = True
        self._cells.clear()
        self._programs.clear()

    def list_devices(self):
        return ["/job:localhost/replica:0/task:0/device:CPU:0"]

    @property
    def graph_def(self):
        return self.graph.as_graph_def()

    @property
    def session(self):
        return self


class InteractiveSession(Session):
    """A Session that is the default one from its making until it is closed: for shells and notebooks."""

    def __init__(self, target="", graph=None, config=None):
        super().__init__(target, graph, config)
        self._contexts = [self.graph.as_default() if graph is not None else None, self.as_default()]
        for context in self._contexts:
            if context is not None:
                context.__enter__()

    def close(self):
        super().close()
        contexts, self._contexts = self._contexts, []
        for context in reversed(contexts):
            if context is not None:
                context.__exit__(None, None, None)


class _AsDefault:
    def __init__(self, session):
        self.session = session

    def __enter__(self):
        OPEN.sessions.append(self.session)
        place = self.session.graph._place
        place.sessions = (*place.sessions, self.session)
        return self.session

    def __exit__(self, *_):
        OPEN.sessions.remove(self.session)
        place = self.session.graph._place
        place.sessions = tuple([s for s in OPEN.sessions if s.graph is self.session.graph])


def _hashes(key):
    try:
        hash(key)
    except TypeError:
        return False
    return True


def _as_fed(tensor, value):
    """A fed value as the array that the tensor stands for."""
    if isinstance(value, Tensor):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, "
            "lists, numpy ndarrays, or TensorHandles. For reference, the tensor object was "
            f"{value!r} which was passed to the feed with key {tensor!r}."
        )
    array = _bytes(np.asarray(value, object)) if tensor.dtype is dtypes.string else _numbers(tensor, value)
    if not tensor.shape.is_compatible_with(array.shape):
        raise ValueError(
            f"Cannot feed value of shape {array.shape} for Tensor {tensor.name}, which has shape {tensor.shape}"
        )
    return array


def _numbers(tensor, value):
    """A fed value as an array of the tensor's dtype that nobody else holds."""
    array, wanted = np.asarray(value), tensor.dtype.numpy
    if array.dtype.kind == "O":
        raise ValueError(f"Cannot feed a ragged or non-numeric value to Tensor {tensor.name!r}: {value!r:.100}")
    if array.dtype == wanted:
        return array.copy() if array is value else array
    if isinstance(value, int) and array.astype(wanted) != array:
        raise TypeError(
            f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type {wanted}. Try "
            "explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    return array.astype(wanted)


def _bytes(array):
    out = np.empty(array.shape, object)
    flat = [v.encode() if isinstance(v, str) else v for v in array.reshape(-1).tolist()]
    out.reshape(-1)[:] = flat
    return out


def _handed(array):
    """A result as the caller may keep and change it; a NumPy scalar for rank 0."""
    array = np.array(array)
    return array if array.ndim else array[()]


def _repacked(fetches, values):
    """Lists, tuples, dicts and named tuples of values in place of fetches; of a sparse tensor, its three parts."""
    values = iter(values)

    def value_of(fetch):
        parts = [next(values) for _ in nest.flatten(fetch, expand_composites=True)]
        return fetch._fetched(*parts) if hasattr(fetch, "_fetched") else parts[0]

    return nest.map_structure(value_of, fetches)

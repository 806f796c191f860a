"""What a layer call inherits from the one around it: training flag, name scope; and the graph of Keras tensors."""

import contextlib
import threading

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.shapes import shape_text
from tenfold.core.values.variable import Variable
from tenfold.function.lock import TraceLock
from tenfold.keras.utils.by_era import by_era

# Held while a layer or an optimizer makes its variables, and while a step is traced. A function that is being traced
# builds the layers it calls, and a step calls such functions: hence one kind of lock for both.
BUILDING = TraceLock(firm=True)


class _Call(threading.local):
    training = None  # of the enclosing call; None where nobody has said
    reads_as = None  # the dtype in which variables that cast themselves are read: the compute dtype of the layer called
    scope = ""  # names of the enclosing subclassed models, each followed by "/"
    depth = 0
    fresh = None  # layers that the outermost call has built, with what they were before; see `built`
    building = None  # the layer whose `build` runs, if any does
    outside = ""  # while one does: the thread's name scope without the layers' names
    stepping = False  # whether a model's step runs as Python
    adds_losses = False  # whether `add_loss` has ever been called in this thread
    reads = ()  # the `Reads` of the steps that are being traced
    learning_phase = None  # K.set_learning_phase
    inside_out = False  # whether lists of weights are being worked out from the innermost layer on
    update = None  # the `Update` of an optimizer that is going on


CALL = _Call()


@contextlib.contextmanager
def fresh_scope():
    """A block in which variables are named as outside of any model."""
    scope, CALL.scope = CALL.scope, ""
    try:
        yield
    finally:
        CALL.scope = scope


class CallGraph(FuncGraph):
    """Where one layer's call on Keras tensors is tried out. Nothing but shapes, losses and metrics come of it."""

    def __init__(self, name):
        super().__init__(name)
        self._called_in = f"{CALL.scope}{name}/"

    def unique_name(self, name, mark_as_used=True):
        """Names of what layers inside write begin with those of the layers, as they have it in TensorFlow."""
        if CALL.scope != self._called_in and not self._scope and CALL.scope.startswith(self._called_in):
            name = CALL.scope[len(self._called_in) :] + name
        return super().unique_name(name, mark_as_used)

    def out_of_scope(self, tensor):
        return (
            f"{tensor!r} is out of scope and cannot be used here: it was made inside the `call` of layer "
            f'"{self.name}" and means nothing outside of it. Return it from `call`, and use what the layer returns.'
        )

    def _capture_symbolic(self, tensor):
        raise ValueError(
            f'{tensor!r} reached layer "{self.name}" without being an argument of its call. Give the layer all tensors '
            "that it uses, for example Lambda(lambda t: t[0] * t[1])([a, b])."
        )


class KerasGraph(FuncGraph):
    """Where Keras tensors live. It keeps no list of nodes, inputs or names: what no tensor refers to is gone."""

    building_function = keeps_calls = open = True
    keep_call = None  # (symbol, function, args, kwargs) -> Keras tensors; `input_layer` registers it
    layers_of_ops = None  # makes layers of the bare ops that lead to Keras tensors; it registers that, too

    def _append(self, node):
        held = any(isinstance(value, Variable) for value in node.attrs.values())
        if held and node.operation.effect:  # a model has no place for it: it would be lost
            given = [t for t in node.inputs if t is not None and t.node.operation is not hooks.const]
            raise TypeError(
                f"A variable, such as a metric's, cannot be changed by {given[0] if given else node.inputs[-1]!r}: it "
                "has no value before a model made from it runs, nor has what a loss or metric computes from it. Cure: "
                'model.add_loss(tensor), or model.add_metric(tensor, name, aggregation="mean").'
            )

    def placeholder(self, shape, dtype, name="arg"):
        return self.write(hooks.placeholder, [], {"shape": shape, "dtype": dtype}, name).outputs[0]

    def _numbered(self, name, mark_as_used):
        """Names may repeat here, where nothing is looked up by them."""
        return name

    def _capture_eager(self, tensor):
        if tensor._live is not None:  # read to meet a Keras tensor, it is read again whenever the model is called
            return self.write(hooks.read, [], {"variable": tensor._live}).outputs[0]
        return self.constant(tensor._array, key=tensor._key)

    def _capture_symbolic(self, tensor):
        if not tensor.graph.open:
            raise TypeError(tensor.graph.out_of_scope(tensor))
        raise ValueError(
            f"A Keras tensor and the tensor {tensor.name} of another graph met in one op. Build the functional model "
            "outside of tf.function and tf.Graph blocks."
        )

    def out_of_scope(self, tensor):
        return (
            f"{tensor!r} has a value only while a model made from it runs, and is used in a function that is traced or "
            "run by itself: a loss, a metric, a tf.function, a train_step. Cure: hand a loss made of Keras tensors to "
            "`model.add_loss`, make the tensor an output of the model, or compute it from the function's arguments."
        )

    def copy_of(self, tensor, memo):
        """The same output of the copied call, where a copy is made of the call."""
        history = getattr(tensor, "_keras_history", None)
        call = memo.get(id(history.node)) if history is not None else None
        return tensor if call is None else call.flat_outputs[history.tensor_index]

    def pickled(self, tensor):
        history = getattr(tensor, "_keras_history", None)
        return super().pickled(tensor) if history is None else (_output, (history.node, history.tensor_index))

    def name_of(self, tensor):
        """The tensor's name; that of a bare op's result begins with the layer that the op becomes by being asked."""
        history = self._history_of(tensor)
        if history is None:
            return super().name_of(tensor)
        if history.node.is_input:
            return tensor.node.name + by_era("KerasTensor.input_suffix")
        maker = history.layer.name
        name = super().name_of(tensor)
        return name if name.startswith(f"{maker}/") else f"{maker}/{name}"

    def _history_of(self, tensor):
        if not hasattr(tensor, "_keras_history") and tensor.node.operation is not hooks.placeholder:
            with contextlib.suppress(ValueError):  # it is computed from a mask, which no layer gives
                self.layers_of_ops([tensor])
        return getattr(tensor, "_keras_history", None)

    def describe(self, tensor, short=False):
        history = self._history_of(tensor)
        maker = f"created by layer '{history.layer.name}'" if history is not None else ""
        if short:
            own = tensor.name if history is not None and history.node.is_input else None
            spec = f"TensorSpec(shape={shape_text(tensor._dims)}, dtype={tensor.dtype!r}, name={own!r})"
            by = f', description="{maker}"' if maker else ""
            return f"KerasTensor(type_spec={spec}, name={tensor.name!r}{by})"
        return f"<KerasTensor: shape={shape_text(tensor._dims)} dtype={tensor.dtype.name}{maker and f' ({maker})'}>"


def _output(node, index):
    return node.flat_outputs[index]


GRAPH = KerasGraph("keras")


def is_keras_tensor(value):
    """Whether `value` is a symbolic tensor of a functional model."""
    return isinstance(value, SymbolicTensor) and value.graph is GRAPH


def keras_tensors(structure):
    """The Keras tensors of a structure, those that ragged and sparse tensors in it are made of included."""
    return [t for t in nest.flatten(structure, expand_composites=True) if is_keras_tensor(t)]


def is_keras_value(value):
    """Whether `value` is a Keras tensor, or a ragged or sparse tensor of them."""
    return is_keras_tensor(value) or nest.is_composite(value) and bool(keras_tensors(value))


def history(value):
    """Where a Keras tensor came from, or a ragged or sparse one: its `_keras_history`."""
    return (value if is_keras_tensor(value) else keras_tensors(value)[0])._keras_history

"""Sequential: layers one after the other."""

from tenfold.core.base import nest
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.tensor import Tensor
from tenfold.keras.layers.base import tracking
from tenfold.keras.layers.base.calling import with_mask
from tenfold.keras.layers.base.context import BUILDING, fresh_scope, history, is_keras_value
from tenfold.keras.layers.base.input_spec import no_tensor
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.layers.base.owner import is_metric
from tenfold.keras.layers.base.tracking import known
from tenfold.keras.layers.core.input_layer import Input, InputLayer
from tenfold.keras.models.functional import Functional
from tenfold.keras.models.model import Model
from tenfold.keras.saving import trust
from tenfold.keras.saving.model_config import sequential_config, sequential_from_config
from tenfold.keras.training.class_predictions import ClassPredictions
from tenfold.keras.utils import naming
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.forgotten import set_by_init
from tenfold.ops.structures.specs import type_spec_from_value as spec_of


class Sequential(ClassPredictions, Functional):
    """A stack of layers. It is a functional model as soon as the shape of its input is known.

    Args:
      layers: list of layers; `add` appends more.
      name: "sequential" by default.
      trainable: whether its layers are trained; Keras 3 has this.
    """

    _stack = set_by_init("You must call `super().__init__()` in the constructor of a subclass of `Sequential`.")

    _in_constructor = False

    def __init__(self, layers=None, name=None, trainable=True):
        if isinstance(name, Layer):
            raise TypeError(
                f"Sequential takes its layers as one list: Sequential([...]). Received a second one: {name}."
            )
        Model.__init__(self, name=name, trainable=trainable, autocast=False)
        self._stack, self._input_layer, self._nodes = [], None, None
        self._graph_layers, self._calls, self._tip = [], [], None
        self._in_constructor = True
        self._inferred = None  # shape that the graph was made for, where calls have shown it and nobody declared it
        if layers is not None:
            for layer in layers if isinstance(layers, (list, tuple)) else [layers]:
                self.add(layer)
        self._in_constructor = False
        self._draw_name()

    def _draw_name(self):
        """In Keras 3 a functional model of the next automatic name stands behind a Sequential whose input is known."""
        if self._wired is not None and self._stack and not self._in_constructor and by_era("Sequential.holds_model"):
            naming.auto_name("Functional")

    def _wire(self, inputs, outputs):
        super()._wire(inputs, outputs)
        self._draw_name()

    def add(self, layer, **misplaced):
        """Append `layer` (also an Input). Where it does not fit, the model stays as it was."""
        if misplaced:
            raise TypeError(_misplaced_message(layer, misplaced))
        stack = list(self._stack)
        calls, start = len(self._calls), (self._input_layer, self._tip)
        try:
            self._add(layer)
        except BaseException:
            for node in self._calls[calls:]:
                node.layer.inbound_nodes.remove(node)
            del self._calls[calls:]
            self._stack[:], (self._input_layer, self._tip) = stack, start
            raise
        finally:
            self._parts_changed()

    def _add(self, layer):
        if is_keras_value(layer) and isinstance(history(layer).layer, InputLayer):
            layer = history(layer).layer
        _check_layer(layer, self)
        if isinstance(layer, InputLayer) and not self._stack and self._input_layer is None:
            self._start(layer.inbound_nodes[0].outputs, layer)
            return
        if isinstance(layer, InputLayer):
            raise ValueError(
                f"A Sequential has one input, which comes first; {self.name} has "
                f"{'one already' if self._input_layer is not None else 'layers already'}. Received: {layer!r}"
            )
        self._stack.append(layer)
        if self._nodes is None and len(self._stack) == 1:
            self._start_from(layer)
        elif self._nodes is not None:
            self._extend([layer])
        else:
            self.built = False

    def _start_from(self, layer):
        """Begin the graph where the first layer says (or, being a model, knows) the shape of its inputs."""
        shape = getattr(layer, "_batch_input_shape", None)
        if shape is None and isinstance(layer, Functional) and layer._nodes is not None:
            self._start_at({"type_spec": spec_of(layer.inputs[0])}, layer)
        elif shape is not None:
            self._start_at({"batch_shape": shape, "dtype": getattr(layer, "_input_dtype", None) or layer.dtype}, layer)

    def _start_at(self, what, layer):
        """Write the graph from an Input on that is what these arguments say; `layer` comes first."""
        tensor = Input(**what, name=f"{layer.name}_input")
        self._start(tensor, history(tensor).layer)

    def _start(self, tensor, input_layer):
        """Write the graph from `tensor` on, in place of an earlier one."""
        for node in self._calls:
            node.layer.inbound_nodes.remove(node)
        self._input_layer, self._tip, self._calls = input_layer, tensor, []
        self._extend(self._stack)

    def _extend(self, layers):
        for layer in layers:
            self._tip = layer(self._tip)
            self._calls.append(layer.inbound_nodes[-1])
            if len(nest.flatten(self._tip)) != 1:
                raise ValueError(
                    "All layers in a Sequential model should have a single output tensor. For multi-output layers, "
                    "use the functional API."
                )
        self._wire(self._entry(), nest.flatten(self._tip)[0])

    def _entry(self):
        return self._input_layer.inbound_nodes[0].outputs

    def pop(self):
        """Remove the last layer."""
        if not self._stack:
            raise TypeError("There are no layers in the model.")
        layer = self._stack.pop()
        self._parts_changed()
        if self._nodes is not None and not self._stack:
            self._unwire()
        elif self._nodes is not None:
            layer.inbound_nodes.remove(self._calls.pop())
            self._tip = self._calls[-1].outputs if self._calls else self._entry()
            self._wire(self._entry(), self._tip)
        return layer

    def _unwire(self):
        """What an empty model had been told of its input is forgotten: the next layer says it anew."""
        self._input_layer = self._nodes = self._wired = self._tip = self._inferred = self.inputs = self.outputs = None
        self._graph_layers, self._calls, self.built = [], [], False

    def build(self, input_shape=None):
        """Create the weights for inputs of `input_shape` (with the batch).

        Raises:
          ValueError: `input_shape` is None, and no layer has said what it is.
        """
        if self._nodes is None and input_shape is None and not self._in_build:
            raise ValueError("You must provide an `input_shape` argument.")
        if self._nodes is None and input_shape is not None:
            self._infer(tuple(TensorShape(input_shape).as_list()))
        self.built = True

    def call(self, inputs, training=None, mask=None):
        is_one = type(inputs) is Tensor or not nest.is_nested(inputs)
        if is_one and (self._wired is None or self._inferred is not None):
            if not hasattr(inputs, "_dims") and not nest.is_composite(inputs):
                raise no_tensor(inputs, self.name)
            before = self._inferred
            if hasattr(inputs, "_dims"):
                self._infer(inputs._dims, inputs.dtype)
            elif before is None:  # ragged or sparse, and so is what the graph is made for
                self._infer(tuple(inputs.shape.as_list()), spec=spec_of(inputs))
            if self._inferred is not before:
                self._clear_losses()  # of the layers' calls on Keras tensors: those of this call come now
        if self._wired is not None:
            return super().call(inputs, training, mask)
        inputs = inputs if mask is None else with_mask(inputs, mask)
        for layer in self._stack:
            inputs = layer(inputs)
        return inputs

    def _infer(self, dims, dtype=None, spec=None):
        """Without a declared shape the graph is that of the first inputs; what others have different is left open."""
        if dims is None or not self._stack or self._opened(dims) == self._inferred:
            return
        with BUILDING, fresh_scope():  # the layers' weights get names as if they had been called on Keras tensors
            dims = self._opened(dims)
            if dims != self._inferred:  # which another thread may have seen to meanwhile
                what = {"batch_shape": dims, "dtype": dtype} if spec is None else {"type_spec": spec}
                self._start_at(what, self._stack[0])
                self._inferred = dims

    def _opened(self, dims):
        """The shape that the graph must be made for so that it takes `dims` besides what it takes now."""
        known = self._inferred
        if known is None or len(dims) != len(known):
            return dims if known is None else known
        return tuple([a if a == b else None for a, b in zip(dims, known)])

    def _build_for(self, inputs):
        self.built = True

    @property
    def layers(self):
        return list(self._stack)

    _holds_metrics = False  # those among the attributes report, and that is all
    _unseen = Functional._unseen | {"_stack", "_calls", "_input_layer", "_tip"}

    def _sublayers(self, modules=False):
        """The stack, what losses and metrics were added by, and metrics among the attributes; no other layers."""
        metrics = [o for o in tracking.parts(self).owners if is_metric(o)]
        return [*self._stack, *(t._keras_history.layer for t in self._also), *metrics]

    def _groups_with_weights(self):
        return self._sublayers_with_weights()

    @property
    def input_shape(self):
        self._must_be_wired()
        return super().input_shape

    @property
    def output_shape(self):
        self._must_be_wired()
        return super().output_shape

    def _must_be_wired(self):
        if self._nodes is None:
            raise AttributeError(
                f'The model "{self.name}" has never been called and its first layer declares no input shape: '
                "give one, for example Dense(32, input_shape=(784,)), or call model.build((None, 784))."
            )

    @property
    def input(self):
        self._must_be_wired()
        return super().input

    @property
    def output(self):
        self._must_be_wired()
        return super().output

    @known
    def weights(self):
        self._must_have_weights()
        return super().weights

    @known
    def trainable_weights(self):
        self._must_have_weights()
        return super().trainable_weights

    @known
    def non_trainable_weights(self):
        self._must_have_weights()
        return super().non_trainable_weights

    def _must_have_weights(self):
        if not self.built:
            raise ValueError(
                f"Weights for model '{self.name}' have not yet been created. Weights are created when the model is "
                "first called on inputs or `build()` is called with an `input_shape`."
            )

    def get_config(self):
        return sequential_config(self)

    @classmethod
    def from_config(cls, config, custom_objects=None, safe_mode=None):
        """The model that `get_config` described; `safe_mode` as in `Model.from_config`."""
        with trust.reading(safe_mode):
            return sequential_from_config(cls, config, custom_objects)


def _misplaced_message(layer, given):
    """What to say of keyword arguments that `add` was given beside the layer."""
    name = next(iter(given))
    cls = layer if isinstance(layer, type) else type(layer)
    return (
        f"Sequential.add() got an unexpected keyword argument '{name}': what is a layer's belongs inside it, as in "
        f"model.add({cls.__name__}(..., {name}={given[name]!r}))."
    )


def _check_layer(layer, model):
    """TypeError unless it is a layer, ValueError where its name is taken."""
    if layer is model:
        raise ValueError(f'The model "{layer.name}" cannot be one of its own layers.')
    if not isinstance(layer, Layer):
        is_class = isinstance(layer, type)
        is_function = callable(layer) and not is_class and not hasattr(layer, "call")
        cure = f"; write {layer.__name__}(...)" if is_class else "; wrap a function in Lambda" if is_function else ""
        raise TypeError(
            f"The added layer must be an instance of class Layer{cure}. Received: {layer!r} of type {type(layer)}."
        )
    name = layer.name
    if any(known.name == name and known is not layer for known in model._stack):
        raise ValueError(
            "All layers added to a Sequential model should have unique names. Name "
            f'"{name}" is already the name of a layer in this model. Update the `name` argument to pass a unique '
            "name."
        )

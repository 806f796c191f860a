"""Model: a Layer that can be trained, summarised and saved."""

import copy
import json

from tenfold.core.base.thread import using
from tenfold.core.graphs.graph import FuncGraph
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base import tracking
from tenfold.keras.layers.base.layer import Layer, map_shapes
from tenfold.keras.layers.base.owner import is_metric
from tenfold.keras.layers.base.tracking import of_tree, unique
from tenfold.keras.models import summary as summary_module
from tenfold.keras.models.repeated import RepeatedCalls
from tenfold.keras.saving import constructor_arguments as recorded
from tenfold.keras.saving import trust
from tenfold.keras.saving.hdf5 import models as hdf5_models
from tenfold.keras.saving.model_config import functional_from_config
from tenfold.keras.saving.plain_values import to_json
from tenfold.keras.training.trainer import Trainer
from tenfold.keras.utils.arguments import refuse_unknown
from tenfold.keras.utils.forgotten import set_by_init
from tenfold.keras.utils.per_class import per_class
from tenfold.ops.state.sources import placeholder


class Model(RepeatedCalls, Trainer, Layer):
    """Layers grouped into an object with training and inference.

    Either `Model(inputs, outputs)` from Keras tensors (a functional model), or a subclass with layers as attributes and
    a `call`.
    """

    inputs = outputs = None  # the Keras tensors of a functional model; a Sequential's once its input's shape is known
    hands_training_on = True
    _building = False
    _holds_metrics = True
    _name = _trainable = _autocast = built = _trainable_weights = _non_trainable_weights = set_by_init(
        "It looks like you are subclassing `Model` and you forgot to call `super().__init__()`."
    )
    _dtype_policy = _compute_dtype_object = _name
    functional = None  # the class of functional models; it registers itself

    def __new__(cls, *args, **kwargs):
        if cls is Model and _is_functional(args, kwargs):
            return object.__new__(Model.functional)
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args, **kwargs):
        if args and args[0] is self:
            args = args[1:]  # `super().__init__(self)`, as tutorials of Keras 2 have it
        if _is_functional(args, kwargs) and not isinstance(self, Model.functional):
            # a subclass that hands inputs and outputs to Model.__init__ becomes functional, keeping its own methods
            self.__class__ = _functional_class(type(self))
            Model.functional.__init__(self, *args, **kwargs)
            return
        half = [key for key in ("inputs", "outputs", "input", "output") if key in kwargs]
        if half:
            raise TypeError(f"{type(self).__name__} is made from both `inputs` and `outputs`; received {half}.")
        super().__init__(*args, **kwargs)

    def __copy__(self):
        """A model's shallow copy is a deep one, as in Keras: two models never share one graph, optimizer or step."""
        return copy.deepcopy(self)

    def __reduce_ex__(self, protocol):
        plain = type(self).__dict__.get("_plain_class")
        return super().__reduce_ex__(protocol) if plain is None else (_blank, (plain,), self.__getstate__())

    # parts

    @property
    def layers(self):
        """The layers directly inside."""
        return [layer for layer in self._sublayers() if not is_metric(layer)]

    def _described_layers(self):
        """The layers that a model made from the configuration has."""
        return self.layers

    def get_layer(self, name=None, index=None):
        """The layer of that name or at that index."""
        if name is not None and index is not None:
            raise ValueError(f"Provide only a layer name or a layer index. Received: index={index}, name={name}.")
        if name is None and index is None:
            raise ValueError("Provide either a layer name or layer index at `get_layer`.")
        layers = self.layers
        if index is not None:
            if index >= len(layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has {len(layers)} layers."
                )
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(f"No such layer: {name}. Existing layers are: {[layer.name for layer in layers]}.")

    @property
    def state_updates(self):
        return []

    @property
    def stateful(self):
        return any(layer.stateful for layer in self.layers)

    @stateful.setter
    def stateful(self, value):
        pass  # a model is stateful if one of its layers is

    def reset_states(self):
        for layer in self.layers:
            if layer.stateful and hasattr(layer, "reset_states"):
                layer.reset_states()

    def build(self, input_shape):
        """Create all weights by a `call` on a placeholder of `input_shape` (with the batch).

        Their names lack the model's, as in Keras: nobody has called the model itself.
        """
        if not self.built and input_shape is not None and not self._building:
            self._building = True
            try:
                with FuncGraph("build").as_default(), using(tapes=()):
                    self.call(map_shapes(lambda s: placeholder(shape=s, dtype=self.compute_dtype), input_shape))
            finally:
                self._building = False
        self.built = True

    def build_from_config(self, config):
        """Make the weights for the shapes of `get_build_config`."""
        if config and config.get("input_shape") is not None:
            self.build(config["input_shape"])

    def _build_for(self, inputs):
        """The first call builds the layers inside as it reaches them; a `build` of the user's own comes first."""
        if type(self).build is not Model.build and not self._building:
            self._building = True  # so that super().build(), which the user's may call, does not call the model again
            try:
                super()._build_for(inputs)
            finally:
                self._building = False
        self.built = True

    def call(self, inputs, training=None, mask=None):
        raise NotImplementedError(
            "Unimplemented `tf.keras.Model.call()`: if you intend to create a `Model` with the Functional API, "
            "please provide `inputs` and `outputs` arguments. Otherwise, subclass `Model` with an overridden "
            "`call()` method."
        )

    def count_params(self):
        if not self.built or not self.weights and not self.layers:
            raise ValueError(
                f"You tried to call `count_params` on {self.name}, but the model isn't built. Build it by calling it "
                "on a batch, or with `model.build(batch_input_shape)`."
            )
        return sum(w.shape.num_elements() or 0 for w in self.weights)  # what has no fixed shape does not count

    def _groups_with_weights(self):
        """What has weights in its order: layers, and for each list, tuple or dict among the attributes a list."""
        return tracking.parts(self).groups

    @of_tree
    def trainable_weights(self):
        """Variables that training changes: those of each layer in turn, then the model's own."""
        if not self.trainable:
            return []
        inner = [w for group in self._groups_with_weights() for w in _trained_by(group)]
        return unique(inner + self._own_weights(True))

    @of_tree
    def non_trainable_weights(self):
        """Variables that training leaves alone, in the same order; a frozen model's own trainable ones come first."""
        frozen = [] if self.trainable else self._own_weights(True)
        listed = _not_trained_by if self.trainable else _weights_of
        inner = [w for group in self._groups_with_weights() for w in listed(group)]
        return unique(frozen + inner + self._own_weights(False))

    @of_tree
    def weights(self):
        """All variables: those of each layer in turn, then the model's own.

        A list, tuple or dict of layers counts as one, whose trained variables come first, as TensorFlow has it.
        """
        return unique(
            [w for group in self._groups_with_weights() for w in _weights_of(group)]
            + self._own_weights(True)
            + self._own_weights(False)
        )

    def summary(
        self,
        line_length=None,
        positions=None,
        print_fn=None,
        expand_nested=False,
        show_trainable=False,
        layer_range=None,
        layout=None,
    ):
        """Print the table of layers.

        Args:
          line_length, positions: width of the table and relative ends of its columns.
          print_fn: called with each line; prints by default.
          expand_nested: list the layers of models inside.
          show_trainable: one more column.
          layer_range: [first, last] layer name (regular expressions).
          layout: "classic" (TensorFlow up to 2.7), "keras2" (2.8 to 2.15) or "keras3"; that of the era by default, and
            "classic" where no era was chosen.
        """
        summary_module.print_model(
            self,
            line_length=line_length,
            positions=positions,
            print_fn=print_fn,
            expand_nested=expand_nested,
            show_trainable=show_trainable,
            layer_range=layer_range,
            layout=layout,
        )

    # saving

    def to_yaml(self, **kwargs):
        """Refused: reading YAML could run code.

        Raises:
          RuntimeError: always.
        """
        raise RuntimeError(
            "Method `model.to_yaml()` has been removed due to security risk of arbitrary code execution. Please use "
            "`model.to_json()` instead."
        )

    @recorded.base
    def get_config(self):
        """The arguments that a subclassed model was made with; nothing where the class describes them itself.

        Raises:
          NotImplementedError: it was given an argument that JSON cannot hold.
        """
        describes_itself = type(self).get_config is not Model.get_config
        return self._with_arguments({} if describes_itself else self._base_config(), Model.get_config)

    @classmethod
    def from_config(cls, config, custom_objects=None, safe_mode=None):
        """The model that `get_config` described; the configuration of a graph of layers makes a functional one.

        `safe_mode=False` lets Lambda layers run code that this process did not write into the configuration itself.
        """
        if isinstance(config, dict) and {"layers", "input_layers", "output_layers"} <= config.keys():
            with trust.reading(safe_mode):
                return functional_from_config(cls, config, custom_objects)
        return recorded.made_from(cls, config)

    def to_json(self, **kwargs):
        """The architecture as JSON, its NumPy numbers and arrays as plain ones; `kwargs` as in `json.dumps`."""
        return json.dumps(hdf5_models.model_config(self), **{"default": to_json, **kwargs})

    def save(
        self,
        filepath,
        overwrite=True,
        include_optimizer=True,
        save_format=None,
        signatures=None,
        options=None,
        save_traces=True,
        **kwargs,
    ):
        """Write architecture, weights and optimizer to an HDF5 file (`.h5`)."""
        refuse_unknown("save", kwargs, Model.save)
        if signatures is not None:
            raise ValueError(
                f"save: signatures belong to SavedModels, and an HDF5 file has none; received {signatures!r:.200}. "
                "Leave them out, and wrap the loaded model in a tf.function."
            )
        hdf5_models.save(self, filepath, overwrite, include_optimizer, save_format)

    def save_weights(self, filepath, overwrite=True, save_format=None, options=None):
        """Write the weights to an HDF5 file."""
        hdf5_models.save_weights(self, filepath, overwrite, save_format)

    def load_weights(self, filepath, by_name=False, skip_mismatch=False, options=None):
        """Read weights from a file of weights or of a whole model, by order or by layer name."""
        hdf5_models.load_weights(self, filepath, by_name, skip_mismatch)


def _trained_by(group):
    if not isinstance(group, list):
        return group.trainable_variables
    variables = [v for v in group if isinstance(v, Variable) and v.trainable]
    return [w for part in group if not isinstance(part, Variable) for w in part.trainable_variables] + variables


def _not_trained_by(group):
    if not isinstance(group, list):
        return group.non_trainable_variables
    variables = [v for v in group if isinstance(v, Variable) and not v.trainable]
    return [w for part in group if not isinstance(part, Variable) for w in part.non_trainable_variables] + variables


def _weights_of(group):
    return [*_trained_by(group), *_not_trained_by(group)] if isinstance(group, list) else group.variables


@per_class
def _functional_class(plain):
    """The functional models among the instances of a subclass."""
    return type(plain.__name__, (plain, Model.functional), {"_plain_class": plain, "__module__": plain.__module__})


def _blank(plain):
    return object.__new__(_functional_class(plain))


def _is_functional(args, kwargs):
    """Whether a model is made from inputs and outputs; whether these make sense is for the functional model to say."""
    return (len(args) > 1 or "outputs" in kwargs) and (len(args) > 0 or "inputs" in kwargs)

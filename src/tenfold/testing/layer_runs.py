"""The ways in which `check_layer` runs a layer: called, as a model, and one training step."""

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.values.convert import convert
from tenfold.keras.layers.core.input_layer import Input
from tenfold.keras.mixed_precision import policy as policies
from tenfold.keras.models.functional import Functional
from tenfold.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer
from tenfold.keras.optimizers.sgd import SGD
from tenfold.keras.utils.random_seed import set_random_seed


class LayerRuns:
    """What `make()` gives, on `inputs`.

    Args:
      make: a function of no arguments that makes the layer.
      inputs: a structure of NumPy arrays.
      call_arguments: of the layer's call; those that hold arrays are inputs of models.
      free: whether the batch of models is unknown.
    """

    def __init__(self, make, inputs, call_arguments, free=True):
        self.make, self.inputs, self.call_arguments, self.free = make, inputs, call_arguments, free
        self.tensors = {k: v for k, v in call_arguments.items() if _holds_arrays(v)}
        self.others = {k: v for k, v in call_arguments.items() if k not in self.tensors}

    def seeded(self):
        """A new layer, built, whose weights are the same each time."""
        set_random_seed(1)
        layer = self.make()
        self.call(layer)
        return layer

    def call(self, layer, inputs=None, **arguments):
        """What the layer gives; one with a state begins anew."""
        _start_anew(layer)
        return layer(self.inputs if inputs is None else inputs, **self.call_arguments, **arguments)

    def arrays(self, layer, training=False):
        return [np.asarray(t) for t in nest.flatten(self.call(layer, training=training))]

    def model(self, layer, form=None):
        """The layer as a functional model, whose inputs have the shapes that `form` makes of the real ones."""
        form = form or (lambda s: (None, *s[1:]) if self.free else s)
        end = lambda a: Input(batch_shape=form(np.shape(a)), dtype=convert(a).dtype)  # noqa: E731
        ends, tensors = nest.map_structure(end, (self.inputs, self.tensors))
        outputs = layer(ends, **tensors, **self.others)
        return Functional([*nest.flatten(ends), *nest.flatten(tensors)] if tensors else ends, outputs)

    @property
    def fed(self):
        """What such a model is called on."""
        return [*nest.flatten(self.inputs), *nest.flatten(self.tensors)] if self.tensors else self.inputs

    def of_model(self, model):
        """What a model that has the layer gives in inference."""
        for layer in model.layers:
            _start_anew(layer)
        return [np.asarray(t) for t in nest.flatten(model(self.fed, training=False))]

    def step(self, outputs, gear="first", run_eagerly=False):
        """The loss, and the weights after one step of gradient descent towards 0.5 in all of the `outputs`."""
        layer = self.seeded()
        model = self.model(layer)
        _start_anew(layer)
        model.compile(_optimizer(), "mse", run_eagerly=run_eagerly)
        targets = [np.full(a.shape, 0.5, "float32") for a in outputs]
        with using(gear=gear):
            set_random_seed(2)
            loss = model.train_on_batch(self.fed, targets if len(targets) > 1 else targets[0])
        return [np.float32(v) for v in np.ravel(loss)] + layer.get_weights()


def _optimizer():
    """Gradient descent whose steps can be seen; under mixed_float16 without the scale that makes first ones fail."""
    scaled = policies.global_policy().name == "mixed_float16"
    return LossScaleOptimizer(SGD(1.0), dynamic=False, initial_scale=1) if scaled else SGD(1.0)


def _holds_arrays(value):
    leaves = nest.flatten(value)
    return bool(leaves) and all(isinstance(v, np.ndarray) for v in leaves)


def _start_anew(layer):
    if getattr(layer, "stateful", False) and hasattr(layer, "reset_states"):
        layer.reset_states()

"""`check_layer`: one layer, held to everything that a layer promises.

1. Called on NumPy arrays and on tensors it gives the same.
2. Its symbolic shapes (known, with an unknown batch, with every dimension unknown that may be) and those that
   `compute_output_shape` gives do not belie the real ones, and a functional model replays it to the same values.
3. In training it keeps shape and dtype; without training two calls agree.
4. A training step moves the same weights by the same amounts run as Python, in first gear and in second gear.
5. `from_config(get_config())`, through JSON, gives a layer that computes the same with the same weights.
6. Saved to HDF5 inside a model and loaded, it computes the same.
7. A mask goes through it, or ends there, as `mask` says.
"""

import json
import os
import tempfile

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.keras.layers.core.input_layer import Input
from tenfold.keras.models.functional import Functional
from tenfold.keras.saving.hdf5.models import load_model
from tenfold.keras.saving.serialization import CustomObjectScope
from tenfold.keras.utils.random_seed import set_random_seed
from tenfold.runtime import xla
from tenfold.testing.compare import Failure


def check_layer(make, inputs, trains=True, unknown="all", mask="dropped", saves=True, custom_objects=None, rtol=1e-5):
    """Check the layer that `make()` gives.

    Args:
      make: a function of no arguments that makes the layer; called several times.
      inputs: a NumPy array, or a list of them, with the batch first.
      trains: whether a training step is made (False for layers without a gradient).
      unknown: which dimensions the layer can do without: "all", or "batch" where weights depend on the others.
      mask: "kept" where the layer hands the mask of its input on, "dropped" where it ends, None for no such check.
      saves: False for a layer that refuses to be saved.
      custom_objects: {name: class or function} that its configuration refers to.
      rtol: how closely the ways of computing must agree.

    Raises:
      Failure: an AssertionError that says which check failed, with both values.
    """
    check = _Check(make, inputs, rtol)
    check.calls()
    check.symbolic_shapes(unknown)
    check.training()
    if trains:
        check.steps()
    if saves:
        with CustomObjectScope(custom_objects or {}):
            check.configuration()
            check.file(custom_objects)
    if mask is not None:
        check.mask(mask)


class _Check:
    """One layer under check: a built one, its inputs, and what it gives in inference."""

    def __init__(self, make, inputs, rtol):
        self.make, self.inputs, self.rtol = make, inputs, rtol
        self.layer = self.seeded()
        self.outputs = self.arrays(self.layer(inputs, training=False))

    def seeded(self):
        """A new layer, built, whose weights are the same each time."""
        set_random_seed(1)
        layer = self.make()
        layer(self.inputs)
        return layer

    @staticmethod
    def arrays(outputs):
        return [np.asarray(t) for t in nest.flatten(outputs)]

    def same(self, what, wanted, found):
        if len(wanted) != len(found):
            raise Failure(f"{self.layer.name}: {what}: {len(wanted)} values against {len(found)}")
        for i, (w, f) in enumerate(zip(wanted, found)):
            if w.dtype != f.dtype or w.shape != f.shape:
                raise Failure(f"{self.layer.name}: {what}, value {i}: {w.dtype}{w.shape} against {f.dtype}{f.shape}")
            if not np.allclose(f.astype(float), w.astype(float), self.rtol, self.rtol, equal_nan=True):
                raise Failure(f"{self.layer.name}: {what}, value {i}:\n{w}\nagainst\n{f}")

    # the checks

    def calls(self):
        tensors = nest.map_structure(convert, self.inputs)
        outputs = self.layer(tensors, training=False)
        if not all(isinstance(t, Tensor) for t in nest.flatten(outputs)):
            raise Failure(f"{self.layer.name}: a call gave {outputs!r}, which holds something else than tensors")
        self.same("called on tensors and on NumPy arrays", self.outputs, self.arrays(outputs))

    def symbolic_shapes(self, unknown):
        forms = {"known": lambda s: s, "unknown batch": lambda s: (None, *s[1:])}
        if unknown == "all":
            forms["unknown"] = lambda s: (None,) * len(s)
        for name, form in forms.items():
            shapes = nest.map_structure(lambda a: form(a.shape), self.inputs)  # noqa: B023
            self._fits(f"{name} dimensions", [tuple(t.shape) for t in nest.flatten(self._model(shapes).outputs)])
            found = self.layer.compute_output_shape(list(shapes) if isinstance(shapes, list) else shapes)
            self._fits(f"compute_output_shape, {name} dimensions", _flat_shapes(found))
            self.same(
                f"a functional model, {name} dimensions", self.outputs, self.arrays(self._model(shapes)(self.inputs))
            )

    def _model(self, shapes, layer=None):
        """The layer as a model, called on inputs of `shapes`."""
        ends = [Input(batch_shape=s, dtype=a.dtype) for s, a in zip(_as_list(shapes), _as_list(self.inputs))]
        ends = ends if isinstance(self.inputs, list) else ends[0]
        return Functional(ends, (layer or self.layer)(ends))

    def _fits(self, what, inferred):
        real = [a.shape for a in self.outputs]
        fits = len(inferred) == len(real) and all(
            len(i) == len(r) and all(a in (None, b) for a, b in zip(i, r)) for i, r in zip(inferred, real)
        )
        if not fits:
            raise Failure(f"{self.layer.name}: {what}: inferred {inferred}, real {real}")

    def training(self):
        self.same("a second call in inference", self.outputs, self.arrays(self.layer(self.inputs, training=False)))
        for wanted, found in zip(self.outputs, self.arrays(self.seeded()(self.inputs, training=True))):
            if wanted.shape != found.shape or wanted.dtype != found.dtype:
                raise Failure(
                    f"{self.layer.name}: in training {found.dtype}{found.shape}, else {wanted.dtype}{wanted.shape}"
                )

    def steps(self):
        """The same step three ways."""
        wanted = self._step(run_eagerly=True)
        self.same("a step in first gear and as Python", wanted, self._step("first"))
        if xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0":
            self.same("a step in second gear and as Python", wanted, self._step("second"))

    def _step(self, gear="first", run_eagerly=False):
        layer = self.seeded()
        model = self._model(nest.map_structure(lambda a: (None, *a.shape[1:]), self.inputs), layer)
        model.compile("sgd", "mse", run_eagerly=run_eagerly)
        targets = [np.full(a.shape, 0.5, "float32") for a in self.outputs]
        with using(gear=gear):
            set_random_seed(2)
            loss = model.train_on_batch(self.inputs, targets if len(targets) > 1 else targets[0])
        return [np.float32(v) for v in np.ravel(loss)] + layer.get_weights()

    def configuration(self):
        config = json.loads(json.dumps(self.layer.get_config()))
        again = type(self.layer).from_config(config)
        again(self.inputs)
        again.set_weights(self.layer.get_weights())
        self.same("made again from its configuration", self.outputs, self.arrays(again(self.inputs, training=False)))
        twice = json.loads(json.dumps(again.get_config()))
        if twice != config:
            raise Failure(f"{self.layer.name}: the configuration changed on its way:\n{config}\n{twice}")

    def file(self, custom_objects):
        model = self._model(nest.map_structure(lambda a: (None, *a.shape[1:]), self.inputs))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "layer.h5")
            model.save(path)
            again = load_model(path, custom_objects=custom_objects, safe_mode=False)
        self.same("loaded from a file", self.outputs, self.arrays(again(self.inputs, training=False)))

    def mask(self, wanted):
        flat = [convert(a) for a in _as_list(self.inputs)]
        for t in flat:
            t._keras_mask = convert(np.ones(t.shape.as_list()[:2], bool))
        outputs = nest.flatten(self.layer(flat if isinstance(self.inputs, list) else flat[0]))
        found = "kept" if getattr(outputs[0], "_keras_mask", None) is not None else "dropped"
        if found != wanted:
            raise Failure(f"{self.layer.name}: the mask of its input was {found}, not {wanted}")


def _as_list(value):
    return value if isinstance(value, list) else [value]


def _flat_shapes(shape):
    """One shape or a list of them as a list of tuples."""
    several = isinstance(shape, list) and shape and not isinstance(shape[0], (int, type(None)))
    return [tuple(s) for s in shape] if several else [tuple(shape)]

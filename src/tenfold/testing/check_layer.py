"""`check_layer`: one layer, held to everything that a layer promises.

1. Called on NumPy arrays and on tensors it gives the same; `count_params` counts its weights.
2. Its symbolic shapes (known, with an unknown batch, with every dimension unknown that may be) and those that
   `compute_output_shape` gives do not belie the real ones, and a functional model replays it to the same values.
3. In training it keeps shape and dtype; without training two calls agree.
4. A training step moves the same weights by the same amounts run as Python, in first gear and in second gear; a layer
   that has nothing to train computes the same in both gears.
5. `from_config(get_config())`, through JSON, gives a layer with fresh weights of the same shapes, that computes the
   same with the same weights; so do a deep copy and a pickle.
6. Saved to HDF5 inside a model and loaded, it computes the same.
7. A mask goes through it, ends or begins there, as `mask` says.
8. Under another dtype policy it computes in that policy's dtype, as closely as that allows (`layer_policies.py`).
"""

import copy
import json
import os
import pickle
import tempfile

import numpy as np

from tenfold.core.base import nest
from tenfold.core.base.thread import using
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.function.function import Function
from tenfold.keras.saving.hdf5.models import load_model
from tenfold.keras.saving.serialization import CustomObjectScope
from tenfold.runtime import xla
from tenfold.testing.compare import Failure
from tenfold.testing.layer_policies import check_policies
from tenfold.testing.layer_runs import LayerRuns


def check_layer(
    make,
    inputs,
    trains=True,
    unknown="all",
    mask="dropped",
    saves=True,
    custom_objects=None,
    rtol=1e-5,
    policies=True,
    call=None,
    second_gear=True,
):
    """Check the layer that `make()` gives.

    Args:
      make: a function of no arguments that makes the layer, adapted if it must be; called several times.
      inputs: a NumPy array, or a list, tuple or dict of them, with the batch first.
      trains: whether a training step is made (False for layers without a gradient).
      unknown: which dimensions the layer can do without: "all", "batch" where weights depend on the others, or "none".
      mask: "kept" where the layer hands the mask of its input on, "dropped" where it ends, "made" where an input
        without one gives outputs with one, None for no such check.
      saves: False for a layer that refuses to be saved.
      custom_objects: {name: class or function} that its configuration refers to.
      rtol: how closely the ways of computing must agree.
      policies: whether it is checked under other dtype policies (False where rounding decides between results).
      call: further arguments of the layer's call; arrays among them have the batch first too, and are further inputs of
        the models made of it.
      second_gear: whether second gear too is tried: compiling takes longer than all the rest.

    Raises:
      Failure: an AssertionError that says which check failed, with both values.
    """
    check = _Check(make, inputs, rtol, call or {}, unknown)
    check.calls()
    check.symbolic_shapes()
    check.training()
    gears = second_gear and xla.available() and os.environ.get("TENFOLD_TEST_XLA") != "0"
    if trains:
        check.steps(gears)
    else:
        check.inference(gears)
    with CustomObjectScope(custom_objects or {}):
        if saves:
            check.configuration()
            check.file(custom_objects)
        check.copies()
    if mask is not None:
        check.mask(mask)
    if policies:
        check_policies(check.runs, trains)


class _Check:
    """One layer under check: a built one, its inputs, and what it gives in inference."""

    def __init__(self, make, inputs, rtol, call, unknown):
        self.rtol, self.unknown = rtol, unknown
        self.runs = LayerRuns(make, inputs, call, free=unknown != "none")
        self.layer = self.runs.seeded()
        self.outputs = self.runs.arrays(self.layer)

    def same(self, what, wanted, found):
        if len(wanted) != len(found):
            raise Failure(f"{self.layer.name}: {what}: {len(wanted)} values against {len(found)}")
        for i, (w, f) in enumerate(zip(wanted, found)):
            if w.dtype != f.dtype or w.shape != f.shape:
                raise Failure(f"{self.layer.name}: {what}, value {i}: {w.dtype}{w.shape} against {f.dtype}{f.shape}")
            if not _close(w, f, self.rtol):
                raise Failure(f"{self.layer.name}: {what}, value {i}:\n{w}\nagainst\n{f}")

    # the checks

    def calls(self):
        outputs = self.runs.call(self.layer, nest.map_structure(convert, self.runs.inputs), training=False)
        if not all(isinstance(t, Tensor) for t in nest.flatten(outputs)):
            raise Failure(f"{self.layer.name}: a call gave {outputs!r}, which holds something else than tensors")
        self.same("called on tensors and on NumPy arrays", self.outputs, [np.asarray(t) for t in nest.flatten(outputs)])
        fixed = [v for w, v in zip(self.layer.weights, self.layer.get_weights()) if w.shape.is_fully_defined()]
        counted, held = self.layer.count_params(), sum(v.size for v in fixed)
        if counted != held:
            raise Failure(f"{self.layer.name}: count_params() is {counted}; the weights have {held} elements")

    def symbolic_shapes(self):
        forms = {"known": lambda s: s}
        if self.unknown != "none":
            forms["unknown batch"] = lambda s: (None, *s[1:])
        if self.unknown == "all":
            forms["unknown"] = lambda s: (None,) * len(s)
        for name, form in forms.items():
            model = self.runs.model(self.layer, form)
            self._fits(f"{name} dimensions", [tuple(t.shape) for t in nest.flatten(model.outputs)])
            if not self.runs.call_arguments:
                shapes = nest.map_structure(lambda a: form(np.shape(a)), self.runs.inputs)  # noqa: B023
                found = _flat_shapes(self.layer.compute_output_shape(shapes))
                self._fits(f"compute_output_shape, {name} dimensions", found)
            self.same(f"a functional model, {name} dimensions", self.outputs, self.runs.of_model(model))

    def _fits(self, what, inferred):
        real = [a.shape for a in self.outputs]
        fits = len(inferred) == len(real) and all(
            len(i) == len(r) and all(a in (None, b) for a, b in zip(i, r)) for i, r in zip(inferred, real)
        )
        if not fits:
            raise Failure(f"{self.layer.name}: {what}: inferred {inferred}, real {real}")

    def training(self):
        self.same("a second call in inference", self.outputs, self.runs.arrays(self.layer))
        for wanted, found in zip(self.outputs, self.runs.arrays(self.runs.seeded(), training=True)):
            if wanted.shape != found.shape or wanted.dtype != found.dtype:
                raise Failure(
                    f"{self.layer.name}: in training {found.dtype}{found.shape}, else {wanted.dtype}{wanted.shape}"
                )

    def steps(self, gears):
        """The same step three ways."""
        wanted = self.runs.step(self.outputs, run_eagerly=True)
        self.same("a step in first gear and as Python", wanted, self.runs.step(self.outputs, "first"))
        if gears:
            self.same("a step in second gear and as Python", wanted, self.runs.step(self.outputs, "second"))

    def inference(self, gears):
        """The traced call: as it was in first gear; in second gear too, if that can hold it."""
        for gear in ("first", "second") if gears else ("first",):
            traced = Function(lambda inputs: self.runs.call(self.layer, inputs, training=False))
            with using(gear=gear):
                found = nest.flatten(traced(nest.map_structure(convert, self.runs.inputs)))
            self.same(f"traced, in {gear} gear", self.outputs, [np.asarray(t) for t in found])

    def configuration(self):
        config = json.loads(json.dumps(self.layer.get_config()))
        if json.loads(json.dumps(self.layer.get_config())) != config:
            raise Failure(f"{self.layer.name}: get_config() gave something else the second time")
        again = type(self.layer).from_config(config)
        self.runs.call(again)
        shapes = [[w.shape for w in layer.get_weights()] for layer in (self.layer, again)]
        if shapes[0] != shapes[1]:
            raise Failure(f"{self.layer.name}: made again from its configuration its weights are {shapes[1]}: {shapes}")
        again.set_weights(self.layer.get_weights())
        self.same("made again from its configuration", self.outputs, self.runs.arrays(again))
        twice = json.loads(json.dumps(again.get_config()))
        if twice != config:
            raise Failure(f"{self.layer.name}: the configuration changed on its way:\n{config}\n{twice}")

    def copies(self):
        self.same("deep copied", self.outputs, self.runs.arrays(copy.deepcopy(self.layer)))
        try:
            pickled = pickle.dumps(self.layer)
        except (AttributeError, pickle.PicklingError) as e:
            if "lambda" not in str(e) and "<locals>" not in str(e):  # Python pickles no such function
                raise
        else:
            self.same("pickled and loaded", self.outputs, self.runs.arrays(pickle.loads(pickled)))  # noqa: S301  made here

    def file(self, custom_objects):
        model = self.runs.model(self.layer)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "layer.h5")
            model.save(path)
            again = load_model(path, custom_objects=custom_objects, safe_mode=False)
        self.same("loaded from a file", self.outputs, self.runs.of_model(again))

    def mask(self, wanted):
        tensors = nest.map_structure(convert, self.runs.inputs)
        for t in nest.flatten(tensors) if wanted != "made" else ():
            t._keras_mask = convert(np.ones(t.shape.as_list()[:2], bool))
        outputs = nest.flatten(self.runs.call(self.layer, tensors))
        has = getattr(outputs[0], "_keras_mask", None) is not None
        if has != (wanted != "dropped"):
            found = "there is one" if has else "there is none"
            raise Failure(f"{self.layer.name}: the mask should be {wanted}, and after the call {found}")


def _close(wanted, found, rtol):
    if wanted.dtype.kind in "OSU":
        return np.array_equal(wanted, found)
    kind = complex if wanted.dtype.kind == "c" else float
    return np.allclose(found.astype(kind), wanted.astype(kind), rtol, rtol, equal_nan=True)


def _flat_shapes(shape):
    """The shapes in a structure of them, as tuples."""
    if isinstance(shape, dict):
        return [s for key in sorted(shape) for s in _flat_shapes(shape[key])]
    if isinstance(shape, (list, tuple)) and shape and not isinstance(shape[0], (int, np.integer, type(None))):
        return [s for part in shape for s in _flat_shapes(part)]
    return [tuple(shape)]

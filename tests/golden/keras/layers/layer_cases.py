"""What is asked of a layer: how it is made, what it is called on. The recorder asks tf_keras or Keras 3, the tests us.

Each family of layers has a file of `CASES` beside this one, and `KERAS3_CASES` for what only Keras 3 has.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

RATE = 0.1


@dataclass
class Case:
    """A layer with the arguments that matter.

    Attributes:
      make: function from the Keras module to the layer.
      inputs: a NumPy array, or a list or dict of them, with the batch first.
      trains: whether one training step is deterministic and moves something.
      mask: mask of the inputs (a list of masks for a list of inputs, None for one without).
      call: further arguments of the call.
      weights: whether the weights are given numbers of their own (not where the layer fills them itself).
      adapt: data for the layer's `adapt`, called first.
      saves, unknown, keeps, rtol, policies: what `check_layer` takes as saves, unknown, mask, rtol, policies.
      xla: whether `check_layer` tries second gear too, which takes longer than all the rest; by default for the first
        case of each layer, which is the first word of the case's name.
      checks: whether `check_layer` checks it at all.
    """

    make: Any
    inputs: Any
    trains: bool = True
    mask: Any = None
    call: dict = field(default_factory=dict)
    weights: bool = True
    adapt: Any = None
    saves: bool = True
    unknown: str = "all"
    keeps: str | None = "dropped"
    rtol: float = 1e-5
    policies: bool = True
    xla: bool | None = None
    checks: bool = True

    def made(self, keras):
        """The layer, adapted."""
        layer = self.make(keras)
        if self.adapt is not None:
            layer.adapt(self.adapt)
        return layer


def numbers(*shape, dtype="float32", low=-1.0, high=1.0):
    """The same numbers in every process."""
    return np.random.RandomState(len(shape) + sum(shape)).uniform(low, high, shape).astype(dtype)


def whole_numbers(*shape, below, dtype="int32"):
    """The same whole numbers, from 0 on, in every process."""
    return np.random.RandomState(len(shape) + sum(shape)).randint(0, below, shape).astype(dtype)


def two(*shape):
    """Two inputs of one shape."""
    return [numbers(*shape), numbers(*shape)[::-1].copy()]


def flat(values):
    """A tensor, or a list, tuple or dict of them, as a list."""
    if isinstance(values, dict):
        return [t for key in sorted(values) for t in flat(values[key])]
    return [t for v in values for t in flat(v)] if isinstance(values, (list, tuple)) else [values]


def packed(inputs, values):
    """`values`, one for each of `inputs`, in a list, a dict or alone as these are."""
    if isinstance(inputs, dict):
        return dict(zip(sorted(inputs), values))
    return values if isinstance(inputs, list) else values[0]


def numbered(layer):
    """Give every floating point weight numbers of its own, the same in every process; variances stay positive."""
    values = []
    for i, (w, old) in enumerate(zip(layer.weights, layer.get_weights())):
        new = np.random.RandomState(100 + i).uniform(-1.0, 1.0, old.shape)
        new = np.abs(new) + 0.5 if "variance" in w.name else new
        values.append(new if np.issubdtype(old.dtype, np.floating) else old)
    layer.set_weights(values)


def tail(name):
    """A weight's name without its layer's."""
    return name.rsplit("/", 1)[-1].split(":")[0]


def run_layer(tf, keras, case):
    """{what: value} of what the layer of `case` computes, its gradients, and what one training step makes of it."""
    layer, found = case.made(keras), {}
    tensors = [tf.constant(a) for a in flat(case.inputs)]
    for t, m in zip(tensors, case.mask if isinstance(case.mask, list) else [case.mask]):
        if m is not None:
            t._keras_mask = tf.constant(m)
    inputs = packed(case.inputs, tensors)
    layer(inputs, **case.call)
    if case.weights:
        numbered(layer)
    found.update(_inference(tf, layer, tensors, inputs, case.call))
    found["losses"] = np.array([float(v) for v in layer.losses], "float32")
    for i, t in enumerate(flat(layer(inputs, training=True, **case.call))):
        found[f"training {i}"] = np.asarray(t)
    for i, w in enumerate(layer.weights):
        found[f"after training call {i} {tail(w.name)} {'trainable' if w.trainable else 'fixed'}"] = np.asarray(w)
    if case.trains:
        found.update(_one_step(keras, layer, case))
    return found


def _inference(tf, layer, tensors, inputs, call):
    """Outputs, their masks, and the gradients of a weighed sum of them."""
    found, watched = {}, [t for t in tensors if t.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(watched)
        outputs = flat(layer(inputs, training=False, **call))
        total = sum(tf.reduce_sum(t * numbers(*t.shape, dtype=t.dtype.name)) for t in outputs if t.dtype.is_floating)
    for i, t in enumerate(outputs):
        found[f"inference {i}"] = np.asarray(t)
        if getattr(t, "_keras_mask", None) is not None:
            found[f"mask {i}"] = np.asarray(t._keras_mask)
    weights = [w if callable(w.value) else w.value for w in layer.trainable_weights]  # Keras 3 wraps TensorFlow's
    if hasattr(total, "dtype") and watched + weights:
        for i, g in enumerate(tape.gradient(total, watched + weights)):
            if g is not None:
                found[f"gradient {i}"] = np.asarray(tf.convert_to_tensor(g))
    return found


def _one_step(keras, layer, case):
    if case.weights:
        numbered(layer)
    ends = [keras.Input(a.shape[1:], dtype=a.dtype.name) for a in flat(case.inputs)]
    ends = packed(case.inputs, ends)
    outputs = layer(ends, **case.call)
    model = keras.Model(ends, outputs)
    model.compile(keras.optimizers.SGD(RATE), "mse")
    targets = [np.zeros(np.shape(t), "float32") for t in flat(model(case.inputs))]
    loss = model.train_on_batch(case.inputs, targets if len(targets) > 1 else targets[0])
    return {"loss": np.float32(np.ravel(loss)[0])} | {f"after step {i}": v for i, v in enumerate(layer.get_weights())}

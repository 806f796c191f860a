"""How Tenfold works, told by running it. CI runs this file, so it cannot rot.

python docs/how_it_works.py
"""

import numpy as np

import tenfold as tf

# --------------------------------------------------------------------------------------------------------------------
# 1. A tensor is an array with a face.
#
# An eager tensor holds a NumPy array and never writes to it. Everything else it can do is an op.

x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
assert isinstance(x._array, np.ndarray)
assert repr(x) == "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]], dtype=float32)>"

# --------------------------------------------------------------------------------------------------------------------
# 2. An op is one function over arrays, with what it infers and its gradient beside it.
#
# Here is a new one. The forward takes raw arrays; `xp` is NumPy now and jax.numpy while a graph is being compiled, so
# one text serves both. The gradient takes and returns tensors and is written with ops, so it can be differentiated too.

from tenfold.core.calls.op import OPS, op, xp  # noqa: E402
from tenfold.ops.infer import elementwise  # noqa: E402


@op(infer=elementwise)
def log_cosh(x):
    """log((e^x + e^-x) / 2)."""
    return xp(x).logaddexp(x, -x) - x.dtype.type(np.log(2.0))


@log_cosh.gradient
def _(dy, x):
    return dy * tf.tanh(x)


assert OPS["log_cosh"] is log_cosh
np.testing.assert_allclose(log_cosh(x), np.log(np.cosh(x.numpy())), rtol=1e-5)

# --------------------------------------------------------------------------------------------------------------------
# 3. A tape writes down the ops that were called, and walks them back.
#
# Only what descends from something watched is recorded, and of that only what the gradient rules name. Rules being ops,
# a second tape around the first gives second derivatives.

z = tf.constant(0.5)
with tf.GradientTape() as outer:
    outer.watch(z)
    with tf.GradientTape() as inner:
        inner.watch(z)
        y = log_cosh(z)
    first = inner.gradient(y, z)
second = outer.gradient(first, z)
np.testing.assert_allclose(first, np.tanh(0.5), rtol=1e-6)
np.testing.assert_allclose(second, 1 - np.tanh(0.5) ** 2, rtol=1e-6)

# --------------------------------------------------------------------------------------------------------------------
# 4. A graph is the same ops, written down instead of run.
#
# While a graph is being written every op call appends a node. Shapes and dtypes are inferred, unknown dimensions
# included, and so are the values of small integers: `shape(a)[0]` below is unknown, yet the result is known to be
# (None, 6).

from tenfold.core.graphs.graph import FuncGraph  # noqa: E402

graph = FuncGraph("example")
with graph.as_default():
    a = graph.placeholder((None, 2, 3), tf.float32)
    flat = tf.reshape(a, [tf.shape(a)[0], 6])
    total = tf.reduce_sum(log_cosh(flat * 2.0 + 1.0), axis=1)
assert flat.shape.as_list() == [None, 6] and total.shape.as_list() == [None]

# --------------------------------------------------------------------------------------------------------------------
# 5. First gear: the graph as a Python function.
#
# A plan is source text, one line per node, each value dropped after its last use.

from tenfold.core.base.env import EAGER  # noqa: E402
from tenfold.core.graphs.plan import plan  # noqa: E402

run = plan(graph.nodes[1:], graph.inputs, [total])
print(run.source)
data = np.arange(12, dtype="float32").reshape(2, 2, 3)
expected = np.log(np.cosh(data.reshape(2, 6) * 2 + 1)).sum(1)
np.testing.assert_allclose(run(EAGER, data)[0], expected, rtol=1e-5)

# --------------------------------------------------------------------------------------------------------------------
# 6. Second gear: the same function, called on JAX tracers.
#
# Nothing is written twice: `jax.jit` traces the plan, the forwards meet tracers instead of arrays, `shape` still gives
# a NumPy vector. When to shift is a rule on what is known beforehand, never on a clock.

from tenfold.core.base.thread import using  # noqa: E402
from tenfold.runtime import xla  # noqa: E402
from tenfold.runtime.gears import shifting  # noqa: E402
from tenfold.runtime.gears.executable import Executable  # noqa: E402

executable = Executable(graph, graph.inputs, [total])
if xla.available():
    with using(gear="second"):
        np.testing.assert_allclose(executable([data])[0], expected, rtol=1e-5)
assert shifting.shift_at(runs=0, ahead=0, ops=50, elements=10_000) is None
assert shifting.shift_at(runs=0, ahead=100_000, ops=50, elements=1_000_000) == 0

# --------------------------------------------------------------------------------------------------------------------
# 7. State is threaded, so a step either happens or does not.
#
# Variables are cells. In a run their new values are held back until the whole run has succeeded; compiled, they are
# arguments and donated results. A training step is a graph like any other.

w = tf.Variable([1.0, 2.0])
step = FuncGraph("step")
with step.as_default():
    target = step.placeholder((2,), tf.float32)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(w - target))
    w.assign_sub(0.25 * tape.gradient(loss, w))
train = Executable(step, step.inputs, [loss])
losses = [float(train([np.zeros(2, "float32")])[0]) for _ in range(3)]
assert losses == [5.0, 1.25, 0.3125]
np.testing.assert_allclose(w, [0.125, 0.25])

# --------------------------------------------------------------------------------------------------------------------
# 8. Every door is that graph.
#
# TensorFlow 1's Session runs the part of a graph that is fetched; tf.function traces Python into one; a Keras model
# replays its layers' calls into one, and `fit` runs the step made of it.

with tf.Graph().as_default():
    p = tf.compat.v1.placeholder("float", shape=[None])
    doubled = p * 2.0
    with tf.compat.v1.Session() as session:
        assert session.run(doubled, feed_dict={p: [1.0, 2.0]}).tolist() == [2.0, 4.0]


@tf.function
def power(base, exponent):
    return tf.pow(base, exponent)


assert float(power(tf.constant(2.0), tf.constant(10.0))) == 1024.0

model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])
model.compile(tf.keras.optimizers.SGD(0.1), "mse")
xs = np.linspace(-1, 1, 64).reshape(-1, 1)
history = model.fit(xs, 3 * xs + 1, epochs=60, verbose=0)
kernel, bias = model.get_weights()
np.testing.assert_allclose([kernel.item(), bias.item()], [3.0, 1.0], atol=0.05)
print("everything above holds")

"""NumPy's methods and promotion on tensors; in a process of its own, because they stay for good."""

import subprocess
import sys

PROGRAM = """
import numpy as np
import tenfold as tf

tnp = tf.experimental.numpy

i, f = tf.constant([1, 2]), tf.constant([1.0, 2.0])
try:
    i.astype
except AttributeError:
    pass
else:
    raise AssertionError("methods before they were asked for")
tnp.experimental_enable_numpy_behavior()
assert (f + i).dtype == tf.float64 and (i / 2).dtype == tf.float64 and (2.5 * f).dtype == tf.float32
assert (i + 1.5).dtype == tf.float64 and (i**2).dtype == tf.int32 and (i // 2).dtype == tf.int32
assert (f * np.float64(2)).dtype == tf.float64 and (i @ i).numpy() == 5 and (i > f).numpy().tolist() == [False, False]
x = tf.reshape(tf.range(6), [2, 3])
assert x.T.shape == (3, 2) and x.reshape(3, 2).shape == (3, 2) and x.astype(tf.float32).dtype == tf.float32
assert x.size == 6 and x.max().numpy() == 5 and x.mean().dtype == tf.float64 and x.sum(axis=0).dtype == tf.int64
assert x.tolist() == [[0, 1, 2], [3, 4, 5]] and x.ravel().shape == (6,)
with tf.GradientTape() as tape:
    tape.watch(f)
    y = (f * 3.0).sum()
assert tape.gradient(y, f).numpy().tolist() == [3, 3]
tnp.random.seed(3)
a = tnp.random.randn(2, 2)
tnp.random.seed(3)
assert a.dtype == tf.float64 and np.array_equal(a, tnp.random.randn(2, 2))
assert tnp.random.randint(0, 5, [20]).numpy().max() < 5
assert tnp.random.poisson(3.0, [4]).dtype == tf.int64
for draw in (tnp.random.rand(5), tnp.random.random(5), tnp.random.standard_normal([5]), tnp.random.uniform(0, 2, 5)):
    assert draw.dtype == tf.float64 and draw.shape == (5,)
assert tnp.hypot(3, 4.0).numpy() == 5 and tnp.around([0.5, 1.26]).numpy().tolist() == [0, 1]
print("done")
"""


def test_enabled():
    ended = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert ended.stdout == "done\n", ended.stderr

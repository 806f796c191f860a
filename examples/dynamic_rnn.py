import tensorflow as tf

# A recurrent network from scratch: a gated unit, a Python loop over time that AutoGraph makes a loop of the graph,
# sequences of different lengths, and gradients through all of it. The task: add up the numbers that are marked.

BATCH, TIME, UNITS = 32, 8, 12


def draw(shape, seed, low=0.0, high=1.0):
    return tf.random.stateless_uniform(shape, seed=[7, seed], minval=low, maxval=high)


class GatedUnit(tf.Module):
    """h' = (1 - z) h + z tanh(W [x, h] + b), z = sigmoid(V [x, h] + c)"""

    def __init__(self, inputs, units):
        super().__init__()
        reach = (6.0 / (inputs + 2 * units)) ** 0.5
        self.gate = tf.Variable(draw([inputs + units, units], 1, -reach, reach), name="gate")
        self.kernel = tf.Variable(draw([inputs + units, units], 2, -reach, reach), name="kernel")
        self.gate_bias = tf.Variable(tf.fill([units], -1.0), name="gate_bias")
        self.bias = tf.Variable(tf.zeros([units]), name="bias")
        self.out = tf.Variable(draw([units, 1], 3, -reach, reach), name="out")

    def __call__(self, x, h):
        both = tf.concat([x, h], 1)
        z = tf.sigmoid(both @ self.gate + self.gate_bias)
        return (1 - z) * h + z * tf.tanh(both @ self.kernel + self.bias)


cell = GatedUnit(2, UNITS)
moments = [(tf.Variable(tf.zeros_like(v)), tf.Variable(tf.zeros_like(v))) for v in cell.trainable_variables]


@tf.function(input_signature=[tf.TensorSpec([None, None, 2]), tf.TensorSpec([None], tf.int32)])
def states_of(x, lengths):
    """States after each step, [batch, time, units]; a sequence that has ended keeps its last."""
    h = tf.zeros([tf.shape(x)[0], UNITS])
    found = tf.TensorArray(tf.float32, size=tf.shape(x)[1])
    for t in tf.range(tf.shape(x)[1]):
        if t < tf.reduce_max(lengths):
            h = tf.where((t < lengths)[:, None], cell(x[:, t], h), h)
        found = found.write(t, h)
    return tf.transpose(found.stack(), [1, 0, 2])


@tf.function
def train_step(x, lengths, y, step):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((states_of(x, lengths)[:, -1] @ cell.out - y) ** 2)
    rate = 0.02 * tf.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    for v, g, (m, s) in zip(cell.trainable_variables, tape.gradient(loss, cell.trainable_variables), moments):
        m.assign(0.9 * m + 0.1 * g)
        s.assign(0.999 * s + 0.001 * g * g)
        v.assign_sub(rate * m / (tf.sqrt(s) + 1e-7))
    return loss


def batch(seed):
    """Numbers with marks beside them, lengths, and the sum of the marked numbers."""
    numbers = draw([BATCH, TIME], 10 + seed, -0.5, 0.5)
    marks = tf.cast(draw([BATCH, TIME], 100000 + seed) < 0.3, tf.float32)
    lengths = tf.cast(draw([BATCH], 200000 + seed, 4, TIME + 1), tf.int32)
    there = tf.sequence_mask(lengths, TIME, tf.float32)
    return tf.stack([numbers * there, marks * there], 2), lengths, tf.reduce_sum(numbers * marks * there, 1)[:, None]


for step in range(1, 121):
    loss = train_step(*batch(step), tf.constant(step, tf.float32))
    if step == 1 or step % 40 == 0:
        print("step {:3d}  mean squared error {:.4f}".format(step, float(loss)))

x, lengths, y = batch(0)
states = states_of(x, lengths)
error = float(tf.reduce_mean(tf.abs(states[:, -1] @ cell.out - y)))
print("error on sequences it has not seen: {:.2f}".format(error))
longer = tf.concat([x, x[:, :5]], 1)  # the same trace serves longer sequences
assert states_of(longer, lengths).shape == (BATCH, TIME + 5, UNITS) and error < 0.15
print("states_of was traced {} time(s)".format(states_of.experimental_get_tracing_count()))

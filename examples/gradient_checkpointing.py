import tensorflow as tf

# Gradient checkpointing: what a block computes on the way is not kept for the gradient, but computed again when it is
# wanted. The gradients are the same; the memory is that of one block, the price one more forward pass.

BLOCKS, UNITS = 6, 16


def draw(shape, seed):
    return tf.random.stateless_normal(shape, seed=[3, seed])


runs = tf.Variable(0, trainable=False, name="runs")


class Block(tf.Module):
    """x + V tanh(W x), twice as wide in the middle."""

    def __init__(self, seed):
        super().__init__()
        self.wide = tf.Variable(draw([UNITS, 2 * UNITS], seed) / UNITS**0.5)
        self.back = tf.Variable(draw([2 * UNITS, UNITS], seed + 1) / (2 * UNITS) ** 0.5)

    def __call__(self, x):
        runs.assign_add(1)
        return x + tf.tanh(x @ self.wide) @ self.back


blocks = [Block(10 * i) for i in range(BLOCKS)]
weights = [w for b in blocks for w in (b.wide, b.back)]
checkpointed = [tf.recompute_grad(b) for b in blocks]
x, y = draw([32, UNITS], 1), draw([32, UNITS], 2)


def loss_and_gradients(stack):
    with tf.GradientTape() as tape:
        h = x
        for block in stack:
            h = block(h)
        loss = tf.reduce_mean((h - y) ** 2)
    return loss, tape.gradient(loss, weights)


loss, plain = loss_and_gradients(blocks)
print("kept:       loss {:.4f}, blocks ran {} times".format(float(loss), int(runs.numpy())))

runs.assign(0)
loss, recomputed = loss_and_gradients(checkpointed)
print("recomputed: loss {:.4f}, blocks ran {} times".format(float(loss), int(runs.numpy())))
assert int(runs.numpy()) == 2 * BLOCKS

furthest = max(float(tf.reduce_max(tf.abs(a - b))) for a, b in zip(plain, recomputed))
print("gradients agree:", furthest < 1e-5)
assert furthest < 1e-5


@tf.function
def train_step(rate):
    loss, gradients = loss_and_gradients(checkpointed)
    for w, g in zip(weights, gradients):
        w.assign_sub(rate * g)
    return loss


for step in range(1, 41):
    loss = train_step(tf.constant(0.5))
    if step % 10 == 0:
        print("step {:2d}  loss {:.4f}".format(step, float(loss)))
assert float(loss) < 0.5

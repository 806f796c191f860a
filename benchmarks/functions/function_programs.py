"""The functions that the rows measure: each is made for a `tf`, its own arguments bound, and called again and again.

Loops are Python's, which AutoGraph converts.
"""

import numpy as np

BATCH, STEPS, UNITS, WORDS = 64, 50, 128, 64


def tiny(tf):
    """`x * 2 + 1` of three numbers."""
    x = tf.constant([1.0, 2.0, 3.0])
    double = tf.function(lambda x: x * 2.0 + 1.0)
    return lambda: double(x)


def line(tf):
    """A step of gradient descent for a line through six points."""
    x, y = tf.constant([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0]), tf.constant([-3.0, -1.0, 1.0, 3.0, 5.0, 7.0])
    w, b = tf.Variable(0.0), tf.Variable(0.0)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        dw, db = tape.gradient(loss, [w, b])
        w.assign_sub(0.01 * dw)
        b.assign_sub(0.01 * db)
        return loss

    return lambda: step(x, y)


def mlp(tf):
    """A step of a custom training loop: 784-128-10, batches of 32, Adam."""
    layers = tf.keras.layers
    net = tf.keras.Sequential([layers.Dense(128, activation="relu"), layers.Dense(10)])
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = tf.keras.optimizers.Adam(1e-3)
    rng = np.random.default_rng(0)
    x = tf.constant(rng.random((32, 784), dtype=np.float32))
    y = tf.constant(rng.integers(0, 10, 32))

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(y, net(x, training=True))
        gradients = tape.gradient(value, net.trainable_variables)
        optimizer.apply_gradients(zip(gradients, net.trainable_variables))
        return value

    return lambda: step(x, y)


def fibonacci(tf):
    """A thousand numbers of Fibonacci, modulo a million."""
    n = tf.constant(1000)

    @tf.function
    def number(n):
        i, a, b = tf.constant(0), tf.constant(0), tf.constant(1)
        while i < n:
            i, a, b = i + 1, b, (a + b) % 1000000
        return a

    return lambda: number(n)


def collatz(tf):
    """How long a number's walk takes (this one's 1,132 steps), halving it or making it thrice as large."""
    start = tf.constant(989345275647, tf.int64)

    @tf.function
    def length(n):
        count = tf.constant(0)
        while n > 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            count += 1
        return count

    return lambda: length(start)


def dynamic_rnn(tf):
    """A recurrent network over 50 steps of 64 sequences, written with TensorArrays, and its gradient."""
    rng = np.random.default_rng(0)
    x = tf.constant(rng.standard_normal((BATCH, STEPS, 32), dtype=np.float32))
    wx = tf.Variable(rng.standard_normal((32, UNITS), dtype=np.float32) * 0.1)
    wh = tf.Variable(rng.standard_normal((UNITS, UNITS), dtype=np.float32) * 0.05)

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            time = tf.shape(x)[1]
            steps = tf.TensorArray(tf.float32, time).unstack(tf.transpose(x, [1, 0, 2]))
            h, out = tf.zeros([BATCH, UNITS]), tf.TensorArray(tf.float32, time)
            for i in tf.range(time):
                h = tf.tanh(steps.read(i) @ wx + h @ wh)
                out = out.write(i, h)
            loss = tf.reduce_mean(tf.square(out.stack()))
        return loss, tape.gradient(loss, [wx, wh])

    return lambda: step(x)


def greedy_decode(tf):
    """Fifty words, each the likeliest after the one before: a cell with gates, and the product with all words."""
    rng = np.random.default_rng(0)
    embedding, kernel, recurrent, out = [
        tf.Variable(rng.standard_normal(shape, dtype=np.float32) * 0.3)
        for shape in [(WORDS, 32), (32, 3 * UNITS), (UNITS, 3 * UNITS), (UNITS, WORDS)]
    ]
    start = tf.zeros([1, UNITS])

    def cell(word, h):
        given = tf.split(tf.gather(embedding, word) @ kernel, 3, axis=1)
        held = tf.split(h @ recurrent, 3, axis=1)
        z, r = tf.sigmoid(given[0] + held[0]), tf.sigmoid(given[1] + held[1])
        return z * h + (1.0 - z) * tf.tanh(given[2] + r * held[2])

    @tf.function
    def decode(h):
        word, words = tf.zeros([1], tf.int32), tf.TensorArray(tf.int32, STEPS)
        for i in tf.range(STEPS):
            h = cell(word, h)
            word = tf.argmax(h @ out, axis=1, output_type=tf.int32)
            words = words.write(i, word)
        return words.stack()

    return lambda: decode(start)


def _loss_of_1000(tf):
    """An MLP's loss as a function of its 1,000 weights in one vector; 15-40-9 and biases, by 20 examples."""
    rng = np.random.default_rng(0)
    x = tf.constant(rng.standard_normal((20, 15), dtype=np.float32))
    y = tf.constant(rng.standard_normal((20, 9), dtype=np.float32))
    weights = tf.constant(rng.standard_normal(1000, dtype=np.float32) * 0.3)

    def errors(w):
        hidden = tf.tanh(x @ tf.reshape(w[:600], [15, 40]) + w[600:640])
        return hidden @ tf.reshape(w[640:1000], [40, 9]) - y

    return weights, errors


def hessian(tf):
    """`tf.hessians` of the loss by 1,000 weights."""
    weights, errors = _loss_of_1000(tf)
    second = tf.function(lambda w: tf.hessians(tf.reduce_sum(errors(w) ** 2), w)[0])
    return lambda: second(weights)


def jacobian(tf):
    """`tape.jacobian` of the loss' gradient by 1,000 weights."""
    weights, errors = _loss_of_1000(tf)

    @tf.function
    def second(w):
        with tf.GradientTape() as outer:
            outer.watch(w)
            with tf.GradientTape() as tape:
                tape.watch(w)
                loss = tf.reduce_sum(errors(w) ** 2)
            gradient = tape.gradient(loss, w)
        return outer.jacobian(gradient, w)

    return lambda: second(weights)


def traced(tf):
    """Writing down a function of 500 ops, and its first run."""
    x = tf.constant([1.0, 2.0, 3.0])

    def many(x):
        for _ in range(125):
            x = tf.sin(x * 1.01 + 0.1) - 0.5
        return x

    return lambda: tf.function(many)(x)

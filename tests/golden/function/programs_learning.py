"""Small programs: variables, gradients, steps of training, recurrent networks, searches, worlds."""

from small_programs import table

program, PROGRAMS = table()
XS = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [-1.0, 0.5]]
YS = [1.0, -1.0, 0.5, 2.0]
KERNEL = [[0.3, -0.2], [0.1, 0.4]]


def number(value):
    """State of one variable."""
    return lambda tf: tf.Variable(value)


def line(tf):
    return {"w": tf.Variable([0.5, -0.5]), "b": tf.Variable(0.1), "best": tf.Variable(9.0), "waited": tf.Variable(0)}


@program((2.0,), (-1.0,), (5.0,), state=number(1.0))
def assigns_in_branches(tf, v, x):
    if x > 3:
        v.assign(x)
    elif x > 0:
        v.assign_add(x)
    else:
        v.assign_sub(x * 2)
    return v + 0.0


@program((4,), (0,), state=number(1.0))
def assigns_in_loops(tf, v, n):
    for i in tf.range(n):
        if i == 2:
            continue
        v.assign(v * 2.0)
    return v.read_value()


@program((5.0,), (20.0,), state=number(1.0))
def loop_turns_on_a_variable(tf, v, limit):
    steps = 0
    while v < limit:
        v.assign_add(v)
        steps += 1
    return v.value(), steps


@program((XS, YS), (XS, YS), state=line)
def step_of_a_line(tf, m, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((tf.linalg.matvec(x, m["w"]) + m["b"] - y) ** 2)
    for v, g in zip((m["w"], m["b"]), tape.gradient(loss, [m["w"], m["b"]])):
        v.assign_sub(0.1 * g)
    return loss, m["w"].read_value(), m["b"].read_value()


@program((XS, YS, 30), state=line)
def early_stopping(tf, m, x, y, epochs):
    for epoch in tf.range(epochs):  # noqa: B007
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((tf.linalg.matvec(x, m["w"]) + m["b"] - y) ** 2)
        gradients = tape.gradient(loss, [m["w"], m["b"]])
        m["w"].assign_sub(0.3 * gradients[0])
        m["b"].assign_sub(0.3 * gradients[1])
        if loss < m["best"] - 0.05:
            m["best"].assign(loss)
            m["waited"].assign(0)
        else:
            m["waited"].assign_add(1)
            if m["waited"] >= 2:
                break
    return epoch, loss, m["best"].read_value()


@program(([3.0, 4.0],), ([0.3, 0.4],), smooth=True)
def clips_where_the_norm_is_large(tf, g):
    norm = tf.norm(g)
    if norm > 1:
        g = g / norm
    return g * g


@program((0,), (5,), (12,), (100,))
def schedule(tf, step):
    s = tf.cast(step, tf.float32)
    if step < 10:
        rate = s / 10
    elif step < 50:
        rate = 1.0
    else:
        rate = 1.0 * 0.5 ** ((s - 50) / 25)
    return rate


@program((1.0,), (1e30,), (2.0,), state=lambda tf: (tf.Variable(1024.0), tf.Variable(0.0)))
def loss_scale(tf, state, gradient):
    scale, weight = state
    scaled = gradient * scale * 1e6
    if tf.math.is_finite(scaled):
        weight.assign_sub(gradient)
        scale.assign(scale * 2)
    else:
        scale.assign(tf.maximum(scale / 2, 1.0))
    return scale.read_value(), weight.read_value()


@program((XS,), state=lambda tf: (tf.Variable(KERNEL), tf.Variable(KERNEL)))
def rnn_from_scratch(tf, kernels, xs):
    w, u = kernels
    with tf.GradientTape() as tape:
        h = tf.zeros([1, 2])
        states = tf.TensorArray(tf.float32, size=tf.shape(xs)[0])
        for t in tf.range(tf.shape(xs)[0]):
            h = tf.tanh(xs[t][None] @ w + h @ u)
            states = states.write(t, h)
        loss = tf.reduce_sum(states.stack() ** 2)
    return loss, tape.gradient(loss, [w, u])


@program((XS, 2), (XS, 4), smooth=True)
def rnn_of_lengths(tf, xs, length):
    h = tf.zeros([2])
    for t in tf.range(len(xs)):
        if t < length:
            h = tf.tanh(xs[t] + 0.5 * h)
    return h


@program((XS,), smooth=True)
def rnn_backwards_too(tf, xs):
    def run(order):
        h, found = tf.zeros([2]), tf.TensorArray(tf.float32, len(xs))
        for t in order:
            h = tf.sin(xs[t] * 0.5 + h)
            found = found.write(t, h)
        return found.stack()

    return tf.concat([run(tf.range(len(xs))), run(tf.range(len(xs) - 1, -1, -1))], 1)


@program((2, 6), state=lambda tf: tf.Variable([[0.1, 2.0, 0.3], [0.2, 0.1, 3.0], [1.0, 0.5, 0.2]]))
def greedy_decode(tf, scores, token, limit):
    found = tf.TensorArray(tf.int32, 0, dynamic_size=True)
    i = 0
    while i < limit:
        token = tf.argmax(scores[token], output_type=tf.int32)
        found = found.write(i, token)
        i += 1
        if token == 0 and i > 3:
            break
    return found.stack()


@program(([[0.1, 0.6, 0.3], [0.5, 0.1, 0.4], [0.3, 0.3, 0.4]], 4))
def beam_search(tf, transition, steps):
    logs = tf.math.log(transition)
    tokens, scores = tf.constant([0]), tf.constant([0.0])
    paths = tokens[:, None]
    for _ in tf.range(steps):
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[
                (tokens, tf.TensorShape([None])),
                (scores, tf.TensorShape([None])),
                (paths, tf.TensorShape([None, None])),
            ]
        )
        total = tf.reshape(scores[:, None] + tf.gather(logs, tokens), [-1])
        scores, flat = tf.math.top_k(total, 2)
        tokens = flat % 3
        paths = tf.concat([tf.gather(paths, flat // 3), tokens[:, None]], 1)
    return paths, scores


@program(([0.2, 0.4, 4.0, 4.4, 9.0],))
def k_means(tf, xs):
    centres = tf.constant([0.0, 1.0, 10.0])
    moved, rounds = True, 0
    while moved and rounds < 10:
        nearest = tf.argmin(tf.abs(xs[:, None] - centres), 1, output_type=tf.int32)
        new = tf.math.unsorted_segment_mean(xs, nearest, 3)
        moved = tf.reduce_max(tf.abs(new - centres)) > 1e-3
        centres = new
        rounds += 1
    return centres, rounds


@program(([[1.0, 2.0], [2.0, 1.0], [-1.0, -2.0], [-2.0, 0.5]], [1.0, 1.0, -1.0, -1.0]), state=number([0.0, 0.0]))
def perceptron(tf, w, xs, ys):
    wrong = 1
    epochs = 0
    while wrong > 0:
        wrong = 0
        for i in tf.range(len(ys)):
            if ys[i] * tf.reduce_sum(w * xs[i]) <= 0:
                w.assign_add(ys[i] * xs[i])
                wrong += 1
        epochs += 1
        if epochs > 9:
            break
    return w.read_value(), epochs


@program((0.9,), (0.1,), smooth=True)
def value_iteration(tf, discount):
    values = tf.zeros([4])
    for _ in tf.range(8):
        left = tf.concat([values[:1], values[:-1]], 0)
        right = tf.concat([values[1:], [1.0]], 0)
        values = discount * tf.maximum(left, right)
    return values


@program((3,), state=lambda tf: tf.Variable(tf.zeros([4, 2])))
def q_learning(tf, q, episodes):
    for episode in tf.range(episodes):
        state = 0
        steps = 0
        while state != 3 and steps < 20:
            action = tf.argmax(q[state], output_type=tf.int32) if episode > 1 else (steps + episode) % 2
            new = tf.minimum(state + 1, 3) if action == 1 else tf.maximum(state - 1, 0)
            reward = 1.0 if new == 3 else -0.1
            target = reward + 0.9 * tf.reduce_max(q[new])
            q.scatter_nd_add([[state, action]], [0.5 * (target - q[state, action])])
            state, steps = new, steps + 1
    return q.read_value()


@program(([1.0, 2.0],), smooth=True)
def learns_to_learn(tf, rate):
    x = tf.constant([1.0, -1.0])
    for _ in tf.range(3):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(x**4 / 4)
        x = x - 0.1 * rate * tape.gradient(loss, x)
    return x


@program((0.7,), (3.0,), smooth=True)
def recomputed(tf, x):
    @tf.recompute_grad
    def block(y):
        for _ in range(2):
            y = tf.sin(y) * y
        return y

    y = block(x)
    if x > 1:
        y = y * y
    return y


@program((2.0,), (-2.0,), smooth=True)
def straight_through(tf, x):
    @tf.custom_gradient
    def hard(v):
        def grad(dy):
            return dy * (1.0 if tf.reduce_sum(v) > 0 else 0.5) * v

        return tf.sign(v), grad

    total = x * 0.0
    for _ in tf.range(2):
        total = total + hard(x)
    return total


@program((3.0,), smooth=True)
def stopped_in_loops(tf, x):
    y = x
    for i in tf.range(3):
        y = y * tf.stop_gradient(x) if i == 1 else y * x
    return y


@program((3.0,), state=lambda tf: (tf.Variable(1.0), tf.Variable(2.0)))
def two_tapes(tf, players, x):
    a, b = players
    with tf.GradientTape() as first, tf.GradientTape() as second:
        made = a * x
        judged = tf.sigmoid(b * made)
        loss_a, loss_b = -tf.math.log(judged), tf.math.log(judged) + b**2
    if loss_a > 0.001:
        a.assign_sub(first.gradient(loss_a, a))
    b.assign_sub(0.1 * second.gradient(loss_b, b))
    return a.read_value(), b.read_value()


@program((XS,), state=lambda tf: tf.keras.Sequential([tf.keras.layers.Dense(2, kernel_initializer="ones")]))
def layer_in_a_loop(tf, model, x):
    with tf.GradientTape() as tape:
        y = x
        for _ in tf.range(3):
            y = model(y) * 0.5
            if tf.reduce_max(y) > 1.5:
                break
        loss = tf.reduce_sum(y)
    return loss, tape.gradient(loss, model.trainable_variables)


@program((1.0,), (3.0,), state=lambda tf: (tf.Variable(0.0), tf.Variable(0.0), tf.Variable(0)))
def accumulates_gradients(tf, state, x):
    weight, total, count = state
    for _ in tf.range(3):
        with tf.GradientTape() as tape:
            loss = (weight - x) ** 2
        total.assign_add(tape.gradient(loss, weight))
        count.assign_add(1)
        if count % 2 == 0:
            weight.assign_sub(0.1 * total / 2)
            total.assign(0.0)
    return weight.read_value(), total.read_value()


@program((2.0,), (-2.0,), smooth=True)
def slopes_of_branches_in_loops(tf, x):
    y = x
    for _ in tf.range(4):
        if y > 0:
            y = y * x - 0.1
        else:
            y = y * y
    return y

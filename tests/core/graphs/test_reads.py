"""Each read of a variable is a tensor of its own, tied to the variable on the tapes that recorded then.

The numbers in comments are TensorFlow's.
"""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.calls.tape import GradientTape
from tenfold.testing.gears import same_in_gears

v = tf.Variable(3.0)
READS = {
    "value": lambda: v.value(),
    "read_value": lambda: v.read_value(),
    "convert_to_tensor": lambda: tf.convert_to_tensor(v),
    "constant": lambda: tf.constant(v) if tf.executing_eagerly() else v.value(),
    "cast": lambda: tf.cast(v, tf.float32),
    "identity": lambda: tf.identity(v),
}


@pytest.mark.parametrize("read", READS)
def test_a_value_read_before_the_tape_is_constant_on_it(read):
    def gradients():
        old = READS[read]()
        with tf.GradientTape() as tape:
            y = v * v * old
        return tape.gradient(y, v)

    assert same_in_gears(gradients) == 18.0


def test_the_ratio_to_an_old_policy_trains():
    w = tf.Variable([1.0, 2.0])
    old = w.value()
    with tf.GradientTape() as tape:
        ratio = tf.reduce_sum(tf.exp(w - old))
    assert tape.gradient(ratio, w).numpy().tolist() == [1.0, 1.0]


def test_a_step_that_keeps_the_value_before_it_trains_in_fit():
    class Anchored(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.w = self.add_weight("w", shape=(), initializer="ones")

        def train_step(self, data):
            before = self.w.read_value()
            with tf.GradientTape() as tape:
                loss = tf.square(self.w - before) + self.w * 0.5
            gradient = tape.gradient(loss, self.w)
            self.optimizer.apply_gradients([(gradient, self.w)])
            return {"gradient": gradient}

    model = Anchored()
    model.compile(tf.keras.optimizers.SGD(0.1))
    history = model.fit(np.ones((8, 1)), np.ones((8, 1)), batch_size=1, verbose=0).history
    assert history == {"gradient": [0.5]} and np.isclose(model.w.numpy(), 0.6)


def test_every_read_on_a_tape_counts_for_the_variable_and_each_for_itself():
    def gradients():
        with tf.GradientTape(persistent=True) as tape:
            a, b = v.read_value(), v.read_value()
            y = 2.0 * a + 3.0 * b
        return tape.gradient(y, [a, b, v, v])

    assert same_in_gears(gradients) == [2.0, 3.0, 5.0, 5.0]


def test_watching_a_snapshot_does_not_watch_its_variable():
    old = v.value()
    with tf.GradientTape(persistent=True, watch_accessed_variables=False) as tape:
        tape.watch(old)
        y = v * old
    assert tape.gradient(y, old) == 3.0 and tape.gradient(y, v) is None
    with tf.GradientTape(persistent=True) as tape:
        y = v * old
    assert tape.gradient(y, old) is None and tape.jacobian(y, old) is None


def test_reads_made_while_a_tape_does_not_look_are_not_tied():
    with tf.GradientTape() as tape:
        with tape.stop_recording():
            unseen = v.read_value()
        y = 2.0 * unseen + 3.0 * v
    assert tape.gradient(y, v) == 3.0
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        early = v.read_value()
        tape.watch(v)
        y = 2.0 * early + 3.0 * v
    assert tape.gradient(y, v) == 3.0


def test_a_read_counts_on_outer_tapes_though_not_on_inner_ones():
    def gradients():
        with tf.GradientTape() as outer:
            a = v.read_value()
            with tf.GradientTape() as inner:
                y = a * v * v
            first = inner.gradient(y, v)
        return first, outer.gradient(first, v)

    assert same_in_gears(gradients) == (18.0, 12.0)  # 2 a v, then 2 v + 2 a


def test_a_variable_that_is_not_trained_is_tied_where_it_is_watched():
    frozen = tf.Variable(2.0, trainable=False)
    before = frozen.value()
    with tf.GradientTape() as tape:
        tape.watch(frozen)
        y = frozen * frozen * before
    assert tape.gradient(y, frozen) == 8.0


def test_old_reads_handed_to_functions_or_captured_by_them_are_constant():
    old = v.read_value()
    times = tf.function(lambda x: x * v)
    captures = tf.function(lambda: old * v)
    with tf.GradientTape() as tape:
        y = times(old) + times(tf.constant(1.0))
    assert tape.gradient(y, v) == 4.0
    with tf.GradientTape() as tape:
        y = captures()
    assert tape.gradient(y, v) == 3.0


def test_old_reads_in_branches_and_loops():
    def branch(p):
        def taken():
            old = v.read_value()
            with tf.GradientTape() as tape:
                y = v * v + 2.0 * old
            return tape.gradient(y, v)

        return tf.cond(p, taken, lambda: 0.0)

    def around(p):
        old = v.read_value()
        with tf.GradientTape() as tape:
            y = tf.cond(p, lambda: v * v + 2.0 * old, lambda: 0.0)
        return tape.gradient(y, v)

    def loop(n):
        old = v.read_value()
        with tf.GradientTape() as tape:
            y = tf.while_loop(lambda i, a: i < n, lambda i, a: (i + 1, a + v * old), [0, 0.0])[1]
        return tape.gradient(y, v)

    assert same_in_gears(branch, tf.constant(True)) == 6.0
    assert same_in_gears(around, tf.constant(True)) == 6.0
    assert same_in_gears(loop, tf.constant(3)) == 9.0


def test_gradients_reach_a_variable_that_the_loop_or_branch_assigns():
    s = tf.Variable(1.0)

    def body(i, a):
        s.assign_add(1.0)
        return i + 1, a + s * s

    def loop(n):
        s.assign(1.0)
        with tf.GradientTape() as tape:
            y = tf.while_loop(lambda i, a: i < n, body, [0, 0.0])[1]
        return tape.gradient(y, s), y

    def branch(p):
        s.assign(1.0)

        def taken():
            before = s * 1.0
            s.assign(5.0)
            return before + s * s

        with tf.GradientTape() as tape:
            y = tf.cond(p, taken, lambda: 0.0)
        return tape.gradient(y, s), y

    assert same_in_gears(loop, tf.constant(3)) == (18.0, 29.0)  # 2 (2 + 3 + 4)
    assert same_in_gears(branch, tf.constant(True)) == (11.0, 26.0)


@pytest.mark.parametrize(
    ("step", "value", "gradient"),  # TensorFlow's
    [
        (lambda w: w.assign(w * 2.0) * 1.0, 6.0, 1.0),
        (lambda w: w.assign_add(1.0) * w, 16.0, 8.0),
        (lambda w: tf.cond(w > 0.0, lambda: w.assign(w * 2.0) * w, lambda: w * 1.0), 36.0, 12.0),
        (lambda w: tf.while_loop(lambda i, s: i < 2, lambda i, s: (i + 1, s + w.assign(w * 2.0) * w), (0, 0.0))[1],
         180.0, 36.0),
    ],
)  # fmt: skip
def test_what_an_assignment_gives_is_a_read_after_it(step, value, gradient):
    for traced in (False, True):
        w = tf.Variable(3.0)
        with tf.GradientTape() as tape:
            result = tf.function(step)(w) if traced else step(w)
        assert (float(result), float(tape.gradient(result, w))) == (value, gradient)


def test_symbolic_gradients_count_every_read():
    def gradients():
        a = v.read_value()
        y = v * v * a
        return tf.gradients(y, [v, a])

    assert [float(g) for g in tf.function(gradients)()] == [27.0, 9.0]
    v1 = tf.compat.v1
    with v1.Graph().as_default(), v1.Session() as session:
        w = v1.Variable(3.0)
        y = w * w + 2.0 * w.value()
        by_w = v1.gradients(y, w)[0]
        session.run(w.initializer)
        assert session.run(by_w) == 8.0


def test_custom_and_recomputed_gradients_see_the_reads_of_their_own_time():
    old = v.value()

    @tf.recompute_grad
    def recomputed(x):
        return x * v * v * old

    with tf.GradientTape() as tape:
        y = recomputed(tf.constant(2.0)) * v
    assert tape.gradient(y, v) == 2 * 3 * 3 * 9.0
    with tf.autodiff.ForwardAccumulator(v, tf.constant(1.0)) as accumulator:
        y = v * v + v * old
    assert accumulator.jvp(y) == 9.0


@pytest.mark.parametrize("tape", [GradientTape(persistent=True, watch_accessed_variables=w) for w in (True, False)])
def test_a_target_that_is_its_own_source_has_the_gradient_one(tape):
    w, number, count, x = tf.Variable([1.0, 2.0]), tf.Variable(3.0, trainable=False), tf.Variable(2), tf.constant(2.0)
    with tape:
        y = w * w
    assert tape.gradient(w, w).numpy().tolist() == [1.0, 1.0]
    assert tape.gradient(number, [number, w]) == [1.0, None]
    assert tape.gradient(count, count) == 1 and tape.gradient(x, x) == 1.0
    twice = tape.gradient([y, w], w, output_gradients=[tf.ones(2), tf.constant([5.0, 7.0])])
    assert twice.numpy().tolist() == ([7.0, 11.0] if tape.watches_variables else [5.0, 7.0])


def test_the_jacobian_of_a_variable_by_itself_is_the_identity():
    def jacobians():
        with tf.GradientTape(persistent=True) as tape:
            square * square
        return tape.jacobian(square, square), tape.batch_jacobian(square, square), tape.jacobian(square, [v])[0]

    square = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    full, batch, other = same_in_gears(jacobians)
    assert full.reshape(4, 4).tolist() == np.eye(4).tolist() and other is None
    assert batch.tolist() == [np.eye(2).tolist()] * 2


def test_what_is_neither_tensor_nor_variable_is_refused_as_source_and_target():
    with tf.GradientTape(persistent=True) as tape:
        y = v * v
    with pytest.raises(ValueError, match="sources must be tensors or variables; received 'v'"):
        tape.gradient(y, [v, "v"])
    with pytest.raises(TypeError, match="target must be a tensor or variable; received 3.0"):
        tape.gradient(3.0, v)
    with pytest.raises(TypeError, match="received ndarray"):
        tape.jacobian(y.numpy()[None], v)

"""Many threads make the first call of a layer together: it is built once."""

import threading

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
X = np.ones((4, 3), np.float32)


def together(call, n=8):
    """Run `call` in `n` threads that start at once; what they gave, errors included."""
    start, found = threading.Barrier(n), []

    def run():
        start.wait()
        try:
            found.append(call())
        except Exception as e:
            found.append(e)

    threads = [threading.Thread(target=run) for _ in range(n)]
    [t.start() for t in threads], [t.join() for t in threads]
    return found


class Meeting(keras.layers.Layer):
    """Waits in `build` a moment for a second thread that builds it too."""

    def __init__(self, super_first=False):
        super().__init__()
        self.second, self.super_first, self.met = threading.Barrier(2), super_first, False

    def build(self, shape):
        if self.super_first:
            super().build(shape)
        try:
            self.second.wait(0.05)
            self.met = True
        except threading.BrokenBarrierError:
            pass
        self.scale = self.add_weight("scale", (3,), initializer="ones")

    def call(self, x):
        return x * self.scale


@pytest.mark.parametrize("super_first", [False, True])
def test_a_layer_first_called_by_eight_threads_builds_once(super_first):
    layer = Meeting(super_first)
    found = together(lambda: layer(X))
    assert len(layer.weights) == 1 and not layer.met
    np.testing.assert_array_equal([f.numpy() for f in found], [X] * 8)


def test_a_sequential_model_without_a_shape_finds_its_graph_once():
    model = keras.Sequential([Meeting(), keras.layers.Dense(2)])
    found = together(lambda: model(X))
    assert len(model.weights) == 3 and not model.layers[0].met
    assert [len(layer.inbound_nodes) for layer in model.layers] == [1, 1]
    np.testing.assert_array_equal([f.numpy() for f in found], [model(X).numpy()] * 8)


def test_a_graph_made_anew_in_the_middle_of_a_call_is_not_mixed_with_the_old_one():
    class Rewires(keras.layers.Layer):
        again = True

        def call(self, x):
            if self.again:
                self.again = False
                thread = threading.Thread(target=lambda: found.append(model(X[:2])))
                thread.start(), thread.join()
            return x

    found, first = [], Rewires()
    model = keras.Sequential([first, keras.layers.Dense(2), keras.layers.Dense(2)])
    first.again = False
    wanted = model(X).numpy()
    first.again = True
    np.testing.assert_array_equal(model(X), wanted)
    np.testing.assert_array_equal(found[0], model(X[:2]))


def test_an_optimizer_first_used_by_eight_threads_makes_one_set_of_slots(monkeypatch):
    second = threading.Barrier(2)

    class Slow(keras.optimizers.Adam):
        def build(self, variables):
            try:
                second.wait(0.05)
            except threading.BrokenBarrierError:
                pass
            super().build(variables)

    optimizer, v = Slow(), tf.Variable([1.0, 2.0])
    assert not [f for f in together(lambda: optimizer.apply_gradients([(tf.ones(2), v)])) if isinstance(f, Exception)]
    assert second.broken and len(optimizer.variables) == 3

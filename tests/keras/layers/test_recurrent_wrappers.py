"""Bidirectional, TimeDistributed and ConvLSTM layers, sequences of different lengths, and cells of any kind."""

from collections import namedtuple

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L = keras.layers
X = np.random.RandomState(0).uniform(-1, 1, (2, 5, 3)).astype("float32")
IMAGES = np.random.RandomState(1).uniform(-1, 1, (2, 3, 5, 5, 2)).astype("float32")


@pytest.mark.parametrize("mode, merge", [("sum", np.add), ("mul", np.multiply), ("ave", lambda a, b: (a + b) / 2)])
def test_bidirectional_is_two_layers(mode, merge):
    layer = L.Bidirectional(L.GRU(2, return_sequences=True), merge_mode=mode)
    both = L.Bidirectional(L.GRU(2, return_sequences=True), merge_mode=None)
    found = layer(X)
    both(X)
    both.set_weights(layer.get_weights())
    forward, backward = both(X)
    np.testing.assert_allclose(found, merge(forward.numpy(), backward.numpy()), atol=1e-6)
    np.testing.assert_allclose(backward, layer.backward_layer(X).numpy()[:, ::-1], atol=1e-6)
    assert layer.backward_layer.go_backwards and layer.forward_layer.name.startswith("forward_gru")


def test_bidirectional_with_states():
    layer = L.Bidirectional(L.LSTM(2, return_state=True))
    output, *states = layer(X)
    assert output.shape == (2, 4) and len(states) == 4
    again = layer(X, initial_state=states)[0]
    assert not np.allclose(again, output)
    x = keras.Input((None, 3))
    _, *states = layer(x)
    model = keras.Model(x, L.Bidirectional(L.LSTM(2))(x, initial_state=states))
    config = keras.models.model_from_json(model.to_json())
    config.set_weights(model.get_weights())
    np.testing.assert_allclose(config.predict(X, verbose=0), model.predict(X, verbose=0), atol=1e-6)
    kept = L.Bidirectional(L.GRU(2, stateful=True))
    first, second = kept(X).numpy(), kept(X).numpy()
    kept.reset_states()
    np.testing.assert_allclose(kept(X), first, atol=1e-6)
    assert not np.allclose(first, second)


def test_bidirectional_takes_initial_weights_and_a_layer_for_the_way_back():
    weights = [np.full(s, 0.1 * i) for i, s in enumerate([(3, 2), (2, 2), (2,)] * 2)]
    layer = L.Bidirectional(L.SimpleRNN(2), weights=weights)
    layer(X)
    for found, given in zip(layer.get_weights(), weights):
        np.testing.assert_allclose(found, given)
    back = L.GRU(3, go_backwards=True, name="back")
    mixed = L.Bidirectional(L.SimpleRNN(2, name="there"), backward_layer=back)
    assert mixed(X).shape == (2, 5) and mixed.backward_layer is back and back.name == "backward_back"
    again = L.Bidirectional.from_config(mixed.get_config())
    assert again.backward_layer.name == "backward_back" and again.forward_layer.name == "forward_there"


def test_time_distributed_over_unknown_time():
    inner = keras.Sequential([L.Conv2D(2, 3, activation="relu"), L.Flatten(), L.Dense(4)])
    model = keras.Sequential([L.TimeDistributed(inner, input_shape=(None, 5, 5, 2)), L.LSTM(2)])
    assert model.layers[0].output_shape == (None, None, 4)
    expected = np.stack([inner.predict(IMAGES[:, i], verbose=0) for i in range(3)], 1)
    for length in (1, 3):
        np.testing.assert_allclose(model.layers[0](IMAGES[:, :length]), expected[:, :length], atol=1e-5)
    model.compile("sgd", "mse")
    model.fit(IMAGES, np.zeros((2, 2)), verbose=0)


def test_masks_inside_and_outside_of_time_distributed():
    words = np.array([[[1, 2, 0], [3, 0, 0]], [[4, 4, 4], [0, 0, 0]]])
    inputs = keras.Input((None, 3), dtype="int32")
    embedded = L.TimeDistributed(L.Embedding(5, 2, mask_zero=True))(inputs)
    sentences = L.TimeDistributed(L.LSTM(4))(embedded)
    model = keras.Model(inputs, [embedded, sentences, L.GRU(2)(sentences)])
    found, vectors, _ = model(words)
    assert np.array_equal(found._keras_mask, words != 0)
    assert np.array_equal(vectors._keras_mask, [[True, True], [True, False]])
    assert not np.any(vectors[1, 1]) and np.all(vectors[0, 1])


def test_time_distributed_takes_structures():
    model = keras.Model(a := keras.Input((3,)), {"a": a * 2.0, "b": L.Dense(2)(a)})
    found = L.TimeDistributed(model)(X)
    np.testing.assert_allclose(found["a"], X * 2)
    assert found["b"].shape == (2, 5, 2)
    assert L.TimeDistributed(L.Add())([X, X]).shape == (2, 5, 3)


def test_rows_of_different_lengths():
    rows = tf.RaggedTensor.from_tensor(tf.constant(X), lengths=[3, 1])
    for layer in (
        L.GRU(2, return_sequences=True, return_state=True),
        L.LSTM(2, return_sequences=True, return_state=True, go_backwards=True),
        L.Bidirectional(L.SimpleRNN(2, return_sequences=True, return_state=True)),
    ):
        found, *states = layer(rows)
        for i, length in enumerate((3, 1)):
            expected, *last = layer(X[i : i + 1, :length])
            np.testing.assert_allclose(found[i], expected[0], atol=1e-6)
            np.testing.assert_allclose([s[i] for s in states], [s[0] for s in last], atol=1e-6)
    assert L.GRU(2)(rows).shape == (2, 2)
    found = L.TimeDistributed(L.Dense(2, kernel_initializer="ones"))(rows)
    np.testing.assert_allclose(found[1], X[1, :1].sum(-1, keepdims=True).repeat(2, -1), rtol=1e-5)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_convolutional_states_go_on(data_format):
    x = IMAGES if data_format == "channels_last" else IMAGES.transpose(0, 1, 4, 2, 3)
    options = {"strides": 2, "padding": "same", "data_format": data_format, "return_sequences": True}
    layer = L.ConvLSTM2D(2, 3, stateful=True, **options)
    whole = layer(x).numpy()
    layer.reset_states()
    parts = np.concatenate([layer(x[:, :1]), layer(x[:, 1:2]), layer(x[:, 2:])], 1)
    np.testing.assert_allclose(parts, whole, atol=1e-5)
    last = L.ConvLSTM2D(2, 3, data_format=data_format)
    assert last(keras.Input(x.shape[1:])).shape == (
        (None, 3, 3, 2) if data_format == "channels_last" else (None, 2, 3, 3)
    )
    cell = L.ConvLSTM2DCell(2, 3, data_format=data_format, padding="same")
    output, (h, c) = cell(x[:, 0], [np.zeros((2, 5, 5, 2), "float32").reshape(*x.shape[:1], *x.shape[2:])] * 2)
    assert output.shape == h.shape == c.shape == x[:, 0].shape


Pair = namedtuple("Pair", "vector matrix")


class PairCell(L.Layer):
    """Two inputs, two outputs, two states, of different ranks."""

    state_size = Pair(3, tf.TensorShape([2, 2]))
    output_size = Pair(3, tf.TensorShape([2, 2]))

    def build(self, input_shapes):
        self.kernel = self.add_weight("kernel", (input_shapes.vector[-1], 3), initializer="ones")

    def call(self, inputs, states):
        vector, matrix = states
        new = Pair(vector + tf.matmul(inputs.vector, self.kernel), matrix + inputs.matrix)
        return new, new


def test_structures_of_inputs_and_states():
    a, b = X, IMAGES[:, :, :2, :2, 0].repeat(2, 1)[:, :5]
    layer = L.RNN(PairCell(), return_sequences=True, return_state=True)
    outputs, vector, matrix = layer(Pair(tf.constant(a), tf.constant(b)))
    np.testing.assert_allclose(vector, a.sum((1, 2), keepdims=True)[:, 0].repeat(3, -1), rtol=1e-4)
    np.testing.assert_allclose(outputs.matrix, np.cumsum(b, 1), rtol=1e-4)
    ends = Pair(keras.Input((None, 3)), keras.Input((None, 2, 2)))
    model = keras.Model(list(ends), L.RNN(PairCell())(ends))
    np.testing.assert_allclose(model([a, b])[1], matrix, rtol=1e-4)


class Plain:
    """A cell that is no layer."""

    state_size = 3

    def call(self, inputs, states):
        return inputs + states[0], [inputs + states[0]]


class AsInKeras3(L.Layer):
    """A cell whose initial state is asked for by the batch size alone, and whose only state is bare."""

    state_size = 1

    def get_initial_state(self, batch_size=None):
        return tf.ones((batch_size, 1))

    def call(self, inputs, states):
        h = states[0] if isinstance(states, (list, tuple)) else states
        return h + inputs[:, :1], h + inputs[:, :1]


def test_cells_of_any_kind():
    np.testing.assert_allclose(L.RNN(Plain())(X), X.sum(1), atol=1e-6)
    np.testing.assert_allclose(L.RNN(AsInKeras3())(X), 1 + X.sum(1)[:, :1], atol=1e-6)
    np.testing.assert_allclose(L.RNN([Plain(), Plain()])(X), np.cumsum(X, 1).sum(1), atol=1e-5)


def test_backend_rnn():
    def step(inputs, states):
        return inputs + states[0] + states[1], [inputs + states[0]]

    last, outputs, states = keras.backend.rnn(step, tf.constant(X), [tf.zeros((2, 3))], constants=[tf.ones((2, 3))])
    np.testing.assert_allclose(outputs, np.cumsum(X, 1) + 1, atol=1e-6)
    np.testing.assert_allclose(last, outputs[:, -1])
    np.testing.assert_allclose(states[0], X.sum(1), atol=1e-6)
    last, outputs, _ = keras.backend.rnn(
        lambda x, s: (x + s[0], [x + s[0]]), X, [tf.zeros((2, 3))], input_length=tf.constant([2, 5]),
        return_all_outputs=False,
    )  # fmt: skip
    assert outputs.shape == (2, 1, 3)
    np.testing.assert_allclose(last, [X[0, :2].sum(0), X[1].sum(0)], atol=1e-6)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: L.Bidirectional(L.LSTM(2), "max"), ValueError, "Invalid merge mode. Received: max."),
        (
            lambda: L.Bidirectional(L.Dense(2)),
            ValueError,
            "goes around recurrent layers .* Dense, has no `go_backwards`",
        ),
        (lambda: L.Bidirectional(3), ValueError, "Please initialize `Bidirectional` layer"),
        (lambda: L.Bidirectional(L.LSTM(2), backward_layer=L.LSTM(2)), ValueError, "different `go_backwards` value"),
        (
            lambda: L.Bidirectional(L.LSTM(2), backward_layer=L.GRU(2, go_backwards=True, return_state=True)),
            ValueError,
            'same value for attribute "return_state"',
        ),
        (lambda: L.Bidirectional(L.GRU(2))(X, initial_state=[X[:, 0]]), ValueError, "states of the underlying RNNs"),
        (lambda: L.TimeDistributed(3), ValueError, "Please initialize `TimeDistributed` layer"),
        (lambda: L.TimeDistributed(L.Dense(2))(X[0]), ValueError, "at least 3 dimensions"),
        (lambda: L.ConvLSTM2D(2, 3, unroll=True), TypeError, "Unrolling is not possible with convolutional RNNs"),
        (lambda: L.ConvLSTM2D(2, 3, padding="causal"), ValueError, "`padding` argument must be one of"),
        (lambda: L.ConvLSTM2D(2, 3)(IMAGES[0]), ValueError, "expected ndim=5, found ndim=4"),
        (lambda: L.ConvLSTM2D(2, 7)(IMAGES), ValueError, "7"),
        (lambda: L.ConvLSTM2D(2, 3, stateful=True)(keras.Input((3, 5, 5, 2))), ValueError, "know its batch size"),
        (lambda: L.CuDNNLSTM(2, dropout=0.5), TypeError, "unexpected keyword argument 'dropout'"),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


class Summing(keras.layers.AbstractRNNCell):
    """The example of AbstractRNNCell in Keras's documentation, without recurrent weights."""

    def __init__(self, units, **kwargs):
        self.units = units
        super().__init__(**kwargs)

    @property
    def state_size(self):
        return self.units

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units), initializer="ones")
        super().build(input_shape)

    def call(self, inputs, states):
        output = inputs @ self.kernel + states[0]
        return output, output


def test_a_cell_stands_on_the_abstract_one():
    inputs = np.arange(12, dtype="float32").reshape(1, 4, 3)
    assert keras.layers.RNN(Summing(3))(inputs).numpy().tolist() == [[66.0, 66.0, 66.0]]  # as in tf_keras
    assert Summing(3).get_initial_state(batch_size=2, dtype="float32").shape == (2, 3)
    with pytest.raises(NotImplementedError, match="property `state_size`"):
        _ = keras.layers.AbstractRNNCell().state_size

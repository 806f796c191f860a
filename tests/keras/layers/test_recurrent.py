"""Recurrent layers as programs use them: states that go on, cells by hand, generation, and what is said of mistakes."""

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras
from tenfold.api import era

L = keras.layers
X = np.random.RandomState(0).uniform(-1, 1, (2, 5, 3)).astype("float32")


def test_a_stateful_layer_resumes():
    whole = L.LSTM(4, return_sequences=True)
    expected = whole(X).numpy()
    parts = L.LSTM(4, return_sequences=True, stateful=True, batch_input_shape=(2, None, 3))
    model = keras.Sequential([parts])
    model.set_weights(whole.get_weights())
    found = np.concatenate([model.predict(X[:, :2], verbose=0), model.predict(X[:, 2:], verbose=0)], 1)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    model.reset_states()
    np.testing.assert_allclose(model.predict(X[:, :2], verbose=0), expected[:, :2], atol=1e-6)
    parts.reset_states(states=[np.ones((2, 4)), np.zeros((2, 4))])
    np.testing.assert_array_equal(parts.states[0].numpy(), np.ones((2, 4)))
    again = whole(X, initial_state=[tf.ones((2, 4)), tf.zeros((2, 4))])
    np.testing.assert_allclose(parts(X), again, atol=1e-6)


def test_states_are_no_weights_and_are_copied():
    layer = L.GRU(2, stateful=True)
    layer(X)
    assert len(layer.weights) == 3 and layer.states[0].shape == (2, 2)
    copy = keras.models.clone_model(keras.Sequential([L.GRU(2, stateful=True, batch_input_shape=(2, 5, 3))]))
    assert copy.stateful and not copy.layers[0].states[0].numpy().any()


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_a_layer_is_its_cell_along_time(name):
    layer = getattr(L, name)(4, return_sequences=True, return_state=True)
    outputs, *last = layer(X)
    state = layer.get_initial_state(tf.constant(X))
    for i in range(5):
        output, state = layer.cell(X[:, i], state)
        np.testing.assert_allclose(output, outputs[:, i], atol=1e-6)
    np.testing.assert_allclose(state, last, atol=1e-6)


class Doubling(L.Layer):
    """The state doubles, and gets the inputs and a constant."""

    def __init__(self, units, **kwargs):
        self.units = self.state_size = units
        super().__init__(**kwargs)

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units), initializer="ones")
        self.built = True

    def call(self, inputs, states, constants=None):
        output = 2.0 * states[0] + tf.matmul(inputs, self.kernel)
        output = output + constants[0] if constants else output
        return output, [output]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def doubled(x, constant=0.0):
    h = np.zeros((2, 2))
    for i in range(x.shape[1]):
        h = 2 * h + x[:, i].sum(-1, keepdims=True) + constant
    return h


def test_a_cell_of_ones_own_with_constants():
    constant = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
    np.testing.assert_allclose(L.RNN(Doubling(2))(X), doubled(X), rtol=1e-5)
    np.testing.assert_allclose(
        L.RNN(Doubling(2))(X, constants=[tf.constant(constant)]), doubled(X, constant), rtol=1e-5
    )
    x, c = keras.Input((None, 3)), keras.Input((2,))
    model = keras.Model([x, c], L.RNN(Doubling(2))(x, constants=c))
    np.testing.assert_allclose(model([X, constant]), doubled(X, constant), rtol=1e-5)
    with keras.utils.custom_object_scope({"Doubling": Doubling}):
        again = keras.models.model_from_json(model.to_json())
    np.testing.assert_allclose(again.predict([X, constant], verbose=0), doubled(X, constant), rtol=1e-5)


def test_models_with_cells_of_ones_own_are_cloned():
    model = keras.Sequential([L.Bidirectional(L.RNN([Doubling(2), Doubling(3)]), input_shape=(None, 3))])
    clone = keras.models.clone_model(model)
    clone.set_weights(model.get_weights())
    np.testing.assert_allclose(clone(X), model(X), rtol=1e-6)


def test_another_batch_than_a_stateful_layers_is_refused():
    model = keras.Sequential([L.LSTM(2, stateful=True, batch_input_shape=(2, 5, 3))])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"not compatible with expected shape \(2, 5, 3\)"):
        model.predict(X[:1], verbose=0)


def test_defaults_are_those_of_the_era():
    def facts(version):
        era.set_era(version)
        cell = L.LSTMCell(2, recurrent_dropout=0.5)
        masks = cell.state_masks(tf.ones((2, 2)), training=True)
        of_images = L.ConvLSTM2D(2, 3).recurrent_activation.__name__
        return L.GRU(2).reset_after, cell.recurrent_activation.__name__, of_images, cell.implementation, len(masks)

    try:
        assert facts("1.15") == (False, "hard_sigmoid", "hard_sigmoid", 1, 4)
        assert facts("2.15") == (True, "sigmoid", "hard_sigmoid", 1, 4)
        assert facts("3") == (True, "sigmoid", "sigmoid", 2, 1)
    finally:
        era.set_era(None)


@pytest.mark.parametrize("version", ["2.15", "3"])
def test_the_hard_sigmoid_is_that_of_the_era(version):
    try:
        era.set_era(version)
        layer, x = L.LSTM(2, recurrent_activation="hard_sigmoid"), tf.constant(X)
        outputs = layer(x)
        by_steps = keras.backend.rnn(layer.cell, x, layer.get_initial_state(x))[0]
        np.testing.assert_allclose(
            outputs, by_steps, 1e-5, 1e-6
        )  # the weights are others each time, some outputs near 0
    finally:
        era.set_era(None)


def test_no_activation_is_none_and_not_that_of_the_era():
    layers = [L.LSTM(2, recurrent_activation=None), L.GRU(2, recurrent_activation=None), L.ConvLSTM1D(2, 2)]
    assert [layer.get_config()["recurrent_activation"] for layer in layers] == ["linear", "linear", "hard_sigmoid"]
    assert L.LSTMCell(2).get_config()["recurrent_activation"] == "sigmoid"


def test_in_a_graph_of_tensorflow_1():
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        x = tf.compat.v1.placeholder(tf.float32, [None, 5, 3])
        layer = L.Bidirectional(L.GRU(2, return_sequences=True))
        outputs = L.LSTM(2)(layer(x))
        gradient = tf.gradients(outputs, layer.trainable_weights[0])[0]
        session.run(tf.compat.v1.global_variables_initializer())
        found, weights = session.run([gradient, layer.weights], {x: X})
    assert found.shape == (3, 6) and np.abs(found).max() > 0 and len(weights) == 6


@pytest.mark.parametrize("cells", ["own", "builtin"])
@pytest.mark.parametrize("masked", [False, True])
def test_unrolled_equals_looped_equals_traced(cells, masked):
    make = (lambda: Doubling(2)) if cells == "own" else (lambda: [L.LSTMCell(2), L.GRUCell(2)])
    mask = np.array([[0, 1, 1, 0, 1], [1, 1, 0, 0, 0]], bool) if masked else None
    layer = L.RNN(make(), return_sequences=True)
    expected = layer(X, mask=mask)
    unrolled = L.RNN(layer.cell, return_sequences=True, unroll=True)
    np.testing.assert_allclose(unrolled(X, mask=mask), expected, atol=1e-5)
    for one in (layer, unrolled):
        np.testing.assert_allclose(tf.function(lambda x: one(x, mask=mask))(X), expected, atol=1e-5)  # noqa: B023


@pytest.mark.parametrize("name", ["SimpleRNN", "GRU"])
def test_time_may_stand_in_front(name):
    layer = getattr(L, name)(4, return_sequences=True, time_major=True)
    outputs = layer(X.transpose(1, 0, 2))
    layer.time_major = False
    np.testing.assert_allclose(layer(X), outputs.numpy().transpose(1, 0, 2), atol=1e-6)


def test_growing_length_needs_no_new_trace():
    model = keras.Sequential([L.LSTM(4, input_shape=(None, 3)), L.Dense(3)])
    traces = []
    traced = tf.function(lambda x: traces.append(1) or model(x), input_signature=[tf.TensorSpec([None, None, 3])])
    for length in (0, 1, 2, 5):
        assert traced(X[:, :length]).shape == (2, 3)
        np.testing.assert_allclose(traced(X[:, :length]), model(X[:, :length]), atol=1e-6)
    assert len(traces) == 1


def test_states_may_stand_behind_the_inputs():
    layer, state = L.GRU(4, return_state=True), tf.ones((2, 4))
    expected = layer(X, initial_state=state)
    for found in (layer(X, state), layer(X, [state]), layer([X, state]), layer(inputs=X, initial_state=[state])):
        np.testing.assert_array_equal(found[0], expected[0])
    assert not np.array_equal(layer(X)[0], expected[0])


def test_encoder_and_decoder_share_states():
    source, target = keras.Input((None, 3)), keras.Input((None, 3))
    _, h, c = L.LSTM(4, return_state=True)(source)
    decoded = L.LSTM(4, return_sequences=True)(target, initial_state=[h, c])
    model = keras.Model([source, target], L.Dense(3)(decoded))
    model.compile(keras.optimizers.Adam(0.05), "mse")
    losses = model.fit([X, X], X, epochs=30, verbose=0).history["loss"]
    assert losses[-1] < 0.6 * losses[0]
    again = keras.models.model_from_json(model.to_json())
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again.predict([X, X], verbose=0), model.predict([X, X], verbose=0), atol=1e-6)


def test_a_network_learns_to_spell():
    keras.utils.set_random_seed(1)
    text = np.array([0, 1, 2, 2, 3] * 9)
    model = keras.Sequential([L.Embedding(4, 8), L.GRU(16, return_sequences=True), L.Dense(4)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.03), loss)
    windows = np.stack([text[i : i + 11] for i in range(20)])
    model.fit(windows[:, :-1], windows[:, 1:], epochs=30, verbose=0)
    written = [0, 1]
    while len(written) < 12:  # the word grows, and is read anew each time
        written.append(int(np.argmax(model(np.array([written]))[0, -1])))
    assert written == [0, 1, 2, 2, 3] * 2 + [0, 1]


def test_a_decoder_with_attention_runs_its_cell_by_hand():
    cell, query = L.LSTMCell(4), L.Dense(3)

    def decode(encoded, steps=3):
        state = cell.get_initial_state(batch_size=2, dtype=tf.float32)
        for _ in range(steps):
            weights = tf.nn.softmax(tf.einsum("bf,btf->bt", query(state[0]), encoded))
            output, state = cell(tf.einsum("bt,btf->bf", weights, encoded), state)
        return output

    with tf.GradientTape() as tape:
        output = decode(tf.constant(X))
        loss = tf.reduce_sum(output**2)
    gradients = tape.gradient(loss, [*cell.trainable_weights, *query.trainable_weights])
    assert all(np.abs(g).max() > 0 for g in gradients)
    np.testing.assert_allclose(tf.function(decode)(tf.constant(X)), output, atol=1e-6)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: L.LSTM(0), ValueError, "argument `units`, expected a positive integer, got 0"),
        (lambda: L.GRU(2, dropout=1.5), ValueError, "`dropout` of gru_cell must be at least 0 and below 1"),
        (lambda: L.LSTM(2, implementation=3), ValueError, "must be 1 or 2. Received: 3"),
        (lambda: L.LSTM(2, unit=3), TypeError, "unexpected keyword argument 'unit'"),
        (lambda: L.RNN(3), ValueError, "must have a `call` method. The RNN was passed: cell=3"),
        (lambda: L.RNN(L.Dense(3)), ValueError, "must have a `state_size` attribute"),
        (lambda: L.StackedRNNCells([3]), ValueError, "All cells must have a `call` method"),
        (lambda: L.LSTM(2)(X, initial_state=[X[:, 0]]), ValueError, "has 2 states but was passed 1 initial states"),
        (lambda: L.GRU(2)(X, initial_state=X[:, 0]), ValueError, r"Initial state 0 .* must have shape \(None, 2\)"),
        (lambda: L.LSTM(2).reset_states(), AttributeError, "must be stateful: make it with stateful=True"),
        (lambda: L.LSTM(2)(X[0]), ValueError, "expected ndim=3, found ndim=2"),
        (lambda: L.GRU(2, stateful=True)(keras.Input((5, 3))), ValueError, "needs to know its batch size"),
        (lambda: L.GRU(2, unroll=True)(keras.Input((None, 3))), ValueError, "Cannot unroll gru"),
        (lambda: L.LSTM(2)(X, constants=X), ValueError, "does not support constants"),
    ],
)  # fmt: skip
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    "dims, error",  # as in tf_keras
    [
        ((2,), IndexError),
        ((2, 3), tf.errors.OutOfRangeError),
        ((2, 5), ValueError),
        ((3, 4), tf.errors.InvalidArgumentError),
        ((1, 4), None),
        ((2, 4, 1), None),
    ],
)
@pytest.mark.parametrize(
    "make", [L.LSTM, L.SimpleRNN, lambda n: L.RNN(L.GRUCell(n)), lambda n: L.Bidirectional(L.GRU(n))]
)
def test_a_mask_that_does_not_fit_is_refused(make, dims, error):
    call = lambda: make(3)(np.ones((2, 4, 2), "float32"), mask=np.ones(dims, bool))  # noqa: E731
    if error is None:
        assert call().shape[0] == 2
        return
    with pytest.raises(error, match=r"has the shape \(2, 4\) for inputs of shape \(2, 4, 2\). Received a mask"):
        call()


@pytest.mark.parametrize("kind", ["LSTM", "Bidirectional", "TimeDistributed"])
def test_inputs_of_unknown_rank_are_refused(kind):
    make = lambda: L.LSTM(2) if kind == "LSTM" else getattr(L, kind)(L.GRU(2))  # noqa: E731

    @tf.function(input_signature=[tf.TensorSpec(None)])
    def call(x):
        return make()(x)

    with pytest.raises(ValueError, match="tensor of unknown rank: say its shape with tf.ensure_shape"):
        call(tf.ones((2, 3, 4)))

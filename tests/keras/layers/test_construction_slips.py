"""A beginner's slips in making layers and models: each is said at once, and nothing is left half done."""

import numpy as np
import pytest
from programs import keras, tf

pytestmark = pytest.mark.usefixtures("fresh_names")
L = keras.layers
X, Y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
FORGOTTEN = r"`super\(\).__init__\(\)`"


def without_init(base, **attributes):
    """An instance of a subclass whose `__init__` does not call that of `base`."""

    class Forgetful(base):
        def __init__(self):
            for name, value in attributes.items():
                setattr(self, name, value)

        def call(self, inputs, *more):
            return inputs

    return Forgetful()


@pytest.mark.parametrize("attributes", [{}, {"units": 3}, {"dense": L.Dense(2)}, {"w": tf.Variable(1.0)}], ids=list)
@pytest.mark.parametrize(
    "use",
    [
        lambda made: made(X),
        lambda made: made(keras.Input((2,))),
        lambda made: made.weights,
        lambda made: made.trainable,
        lambda made: made.name,
        lambda made: made.losses,
        lambda made: made.add_weight("w", (2,)),
        lambda made: keras.Sequential([made]),
    ],
)
@pytest.mark.parametrize("base", [L.Layer, L.Dense, keras.Model, keras.Sequential])
def test_a_forgotten_super_init_is_said_wherever_it_shows_first(base, use, attributes):
    with pytest.raises(RuntimeError, match=FORGOTTEN + ".*Forgetful.__init__ has not"):
        use(without_init(base, **attributes))


@pytest.mark.parametrize(
    "use",
    [
        lambda: without_init(keras.Model).compile("sgd", "mse"),
        lambda: without_init(keras.Model).predict(X),
        lambda: without_init(keras.Model).summary(),
        lambda: without_init(keras.Sequential).add(L.Dense(1)),
        lambda: without_init(keras.metrics.Metric).add_weight("total"),
        lambda: without_init(keras.losses.Loss)(X, X),
        lambda: compiled(lambda x: x, without_init(keras.optimizers.SGD)).fit(X, Y, verbose=0),
    ],
)
def test_models_losses_and_optimizers_say_so_too(use):
    with pytest.raises(RuntimeError, match=FORGOTTEN):
        use()


@pytest.mark.parametrize(
    "base",
    [
        keras.callbacks.EarlyStopping,
        keras.callbacks.ReduceLROnPlateau,
        keras.callbacks.LearningRateScheduler,
        keras.callbacks.ModelCheckpoint,
        keras.callbacks.CSVLogger,
        keras.callbacks.History,
    ],
)
def test_callbacks_say_so_too(base):
    model = compiled(lambda x: x)
    with pytest.raises(RuntimeError, match=FORGOTTEN + " in the constructor of a callback"):
        model.fit(X, Y, verbose=0, callbacks=[without_init(base)])


def test_a_callback_of_one_s_own_needs_no_super_init():
    class Own(keras.callbacks.Callback):
        def __init__(self):
            self.names = []

        def on_epoch_end(self, epoch, logs=None):
            self.names.append(self.model.name)

    own = Own()
    compiled(lambda x: x).fit(X, Y, verbose=0, epochs=2, callbacks=[own])
    assert own.names == ["net", "net"]


def test_a_layer_may_set_plain_attributes_before_super_init():
    class Late(L.Layer):
        def __init__(self, units):
            self.units, self.inner = units, L.Dense(units)
            super().__init__(name="late")

        def call(self, inputs):
            return self.inner(inputs)

    layer = Late(3)
    assert layer(X).shape == (4, 3) and layer.name == "late" and len(layer.weights) == 2


def compiled(after, optimizer="sgd"):
    """A subclassed model whose call gives `after` of its layer's output."""

    class Net(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = L.Dense(1)

        def call(self, inputs):
            return after(self.dense(inputs))

    model = Net()
    model.compile(optimizer, "mse")
    return model


@pytest.mark.parametrize(
    "after, said",
    [
        (lambda x: None, "returned None. End it with `return outputs`"),
        (lambda x: np.ones((4, 1)), "ndarray, which no gradient flows through"),
        (lambda x: x.numpy(), "ndarray, which no gradient flows through.*x in place of x.numpy"),
        (lambda x: np.float32(3), "float32, which no gradient"),
        (lambda x: 3.0, "returned 3.0 of type float"),
        (lambda x: "text", "returned 'text' of type str"),
    ],
)
def test_a_call_that_gives_nothing_to_train_on_is_said_in_fit(after, said):
    with pytest.raises(ValueError, match=said):
        compiled(after).fit(X, Y, verbose=0)
    with pytest.raises(ValueError, match=said):
        compiled(after).train_on_batch(X, Y)


def test_a_call_that_returns_nothing_is_said_in_predict():
    with pytest.raises(ValueError, match="`call` of the model net returned None"):
        compiled(lambda x: None).predict(X, verbose=0)


def ends():
    inputs = keras.Input((2,))
    return inputs, L.Dense(1)(inputs)


@pytest.mark.parametrize(
    "make, what",
    [
        (lambda i, o: keras.Model(X, Y), "inputs"),
        (lambda i, o: keras.Model(X, o), "inputs"),
        (lambda i, o: keras.Model(inputs=X, outputs=o), "inputs"),
        (lambda i, o: keras.Model([i, X], o), "inputs"),
        (lambda i, o: keras.Model((2,), o), "inputs"),
        (lambda i, o: keras.Model(keras.Input, o), "inputs"),
        (lambda i, o: keras.Model(L.Dense(1), o), "inputs"),
        (lambda i, o: keras.Model(None, None), "inputs"),
        (lambda i, o: keras.Model("a", "b"), "inputs"),
        (lambda i, o: keras.Model(tf.ones((2, 2)), o), "inputs"),
        (lambda i, o: keras.Model(i, Y), "outputs"),
        (lambda i, o: keras.Model(i, L.Dense(1)), "outputs"),
        (lambda i, o: keras.Model(i, None), "outputs"),
    ],
)
def test_a_model_of_anything_but_keras_tensors_is_refused(make, what):
    with pytest.raises(ValueError, match=f"`{what}` of a functional model must be Keras tensors"):
        make(*ends())


def test_a_model_with_one_end_is_refused():
    inputs, outputs = ends()
    for given in ({"outputs": outputs}, {"inputs": inputs}, {"input": inputs}, {"input": inputs, "outputs": outputs}):
        with pytest.raises(TypeError, match="Model is made from both `inputs` and `outputs`"):
            keras.Model(**given)


@pytest.mark.parametrize(
    "layers",
    [X, [X], [L.Dense], [tf.nn.relu], "dense", ["Dense"], [None], 3, {"a": L.Dense(1)}, [[L.Dense(1)]]],
    ids=repr,
)
def test_a_sequential_of_anything_but_layers_is_refused(layers):
    with pytest.raises(TypeError, match="The added layer must be an instance of class Layer"):
        keras.Sequential(layers)


def test_layers_that_are_not_in_a_list_are_refused():
    with pytest.raises(TypeError, match="takes its layers as one list"):
        keras.Sequential(L.Dense(1), L.Dense(2))


def test_one_layer_twice_is_one_set_of_weights():
    dense = L.Dense(2)
    model = keras.Sequential([L.InputLayer((2,)), dense, dense])
    np.testing.assert_array_equal(model(X), dense(dense(X)))
    assert len(model.weights) == 2


@pytest.mark.parametrize("misplaced", [{"input_shape": (1,)}, {"activation": "relu"}, {"name": "a"}])
def test_what_belongs_inside_the_layer_is_said_where_add_gets_it(misplaced):
    model = keras.Sequential()
    with pytest.raises(
        TypeError, match=rf"{next(iter(misplaced))}'.*inside it, as in model.add\(Dense\(..., {next(iter(misplaced))}="
    ):
        model.add(L.Dense(2), **misplaced)
    assert model.layers == []


def test_a_layer_that_does_not_fit_leaves_the_model_as_it_was():
    model = keras.Sequential()
    for first in (L.Conv2D(2, 3, input_shape=(2,)), model):
        with pytest.raises(ValueError, match="incompatible|one of its own layers"):
            model.add(first)
    model.add(L.Dense(3, input_shape=(2,)))
    misfit = L.Conv2D(2, 3)
    with pytest.raises(ValueError, match="incompatible"):
        model.add(misfit)
    model.add(L.Dense(1))
    assert (len(model.layers), model.predict(X, verbose=0).shape, misfit.inbound_nodes) == (2, (4, 1), [])


@pytest.mark.parametrize(
    "slip, error, said",
    [
        (lambda: L.Dense(3, activaton="relu"), TypeError, "'activaton'; did you mean 'activation'"),
        (lambda: L.Dense(3, inputshape=(2,)), TypeError, "'inputshape'; did you mean 'input_shape'"),
        (lambda: L.Dense(3, kernel_initialiser="zeros"), TypeError, "did you mean 'kernel_initializer'"),
        (lambda: getattr(tf, "while"), AttributeError, "did you mean 'while_loop'"),
        (lambda: L.MaxPoling2D(2), AttributeError, "did you mean 'MaxPooling2D'"),
        (
            lambda: L.Add()([keras.Input((26, 26, 30)), keras.Input((28, 28, 10))]),
            ValueError,
            r"Inputs have incompatible shapes. Received shapes \(26, 26, 30\) and \(28, 28, 10\)",
        ),
        (lambda: keras.Model(*ends()).load_weights("my_model.h5"), FileNotFoundError, "no file named 'my_model.h5'"),
    ],
)
def test_a_slip_of_the_notes_is_answered(slip, error, said):
    with pytest.raises(error, match=said):
        slip()


def test_a_number_in_parentheses_is_a_shape():
    assert keras.Input(shape=(784)).shape.as_list() == [None, 784]  # (784,) was meant


def test_the_last_layer_is_named_where_the_labels_have_other_classes():
    model = keras.Sequential([L.Dense(50, "softmax", input_shape=(2,), name="last")])
    model.compile("sgd", "categorical_crossentropy")
    with pytest.raises(ValueError, match=r"\(4, 10\) and \(None, 50\) are incompatible.*'last'"):
        model.fit(X, np.eye(10)[:4], verbose=0)


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda: keras.layers.BatchNormalization(axis=[]), ValueError, "at least one axis; received"),
        (lambda: keras.layers.BatchNormalization(axis="last"), TypeError, "list/tuple of ints .* received: 'last'"),
        (lambda: keras.layers.Lambda("relu"), TypeError, "must be callable; received 'relu'"),
    ],
)
def test_an_argument_that_a_layer_cannot_honour_is_refused_where_it_is_given(make, error, message):
    with pytest.raises(error, match=message):
        make()

"""What is no tensor is refused by its name where a layer or a model is called or made of it."""

import numpy as np
import pytest
from programs import keras

layers = keras.layers


def functional():
    tensor = keras.Input((3,))
    return keras.Model(tensor, layers.Dense(2)(tensor))


@pytest.mark.parametrize("value", ["x", None, b"x", layers.Dense, [None], object()], ids=lambda v: type(v).__name__)
@pytest.mark.parametrize(
    "make",
    [
        lambda: layers.Dense(2),
        layers.Flatten,
        functional,
        lambda: keras.Sequential([layers.Dense(2)]),
        lambda: keras.Sequential([layers.Dense(2, input_shape=(3,))]),
    ],
    ids=["dense", "flatten", "functional", "sequential", "sequential_with_shape"],
)
def test_a_layer_called_on_what_is_no_tensor_says_so(make, value):
    with pytest.raises(TypeError, match="Inputs to a layer should be tensors. Got .* as input for layer '"):
        make()(value)


@pytest.mark.parametrize(
    "ends",
    [
        lambda i, o: (layers.Dense(2), o),
        lambda i, o: ([layers.Dense(2)], o),
        lambda i, o: (None, o),
        lambda i, o: (np.ones(2), o),
        lambda i, o: ("a", "b"),
        lambda i, o: (3, o),
    ],
)
def test_a_model_made_of_what_are_no_keras_tensors_says_so(ends):
    tensor = keras.Input((3,))
    inputs, outputs = ends(tensor, layers.Dense(2)(tensor))
    for make in (lambda: keras.Model(inputs, outputs), lambda: keras.Model(inputs=inputs, outputs=outputs)):
        with pytest.raises(ValueError, match="`inputs` of a functional model must be Keras tensors"):
            make()


def test_a_class_given_for_a_loss_a_metric_or_an_optimizer_stands_for_an_instance():
    x, y, histories = np.ones((4, 3)), np.ones((4, 1)), []
    losses, metrics, optimizers = keras.losses, keras.metrics, keras.optimizers
    for made in (True, False):
        model = keras.Sequential([layers.Dense(1, "sigmoid", kernel_initializer="ones", input_shape=(3,))])
        given = optimizers.SGD, losses.MeanSquaredError, metrics.AUC
        optimizer, loss, metric = [g() if made else g for g in given]
        model.compile(optimizer, loss, [metric])
        histories.append(list(model.fit(x, y, epochs=2, verbose=0).history.values()))
    assert histories[0] == histories[1]


def test_a_sequential_without_weights_yet_is_not_saved_but_cloned(tmp_path):
    model = keras.Sequential([layers.Dense(2, name="only")])
    for save in (model.save, model.save_weights):
        with pytest.raises(ValueError, match="have not yet been created"):
            save(str(tmp_path / "model.h5"))
    assert not list(tmp_path.iterdir())
    assert model.inputs is None and model.outputs is None
    copy = keras.models.clone_model(model)
    assert [layer.name for layer in copy.layers] == ["only"] and copy.layers[0] is not model.layers[0]

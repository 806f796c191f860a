"""What models say of themselves: names, order of weights, clones, configurations."""

import copy
import json
import pickle
import sys

import pytest
from programs import GOLDEN, compare, keras, tf

from tenfold.compat.finder import Finder

sys.path.insert(0, str(GOLDEN / "models"))
from structure_programs import PROGRAMS  # isort: skip

pytestmark = pytest.mark.usefixtures("fresh_names")
RECORDED = json.loads((GOLDEN / "models" / "structures.json").read_text())


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_gives_what_tf_keras_gives(name):
    compare(name, RECORDED[name], json.loads(json.dumps(PROGRAMS[name](tf, keras))))


def test_weights_of_layers_nested_by_the_hundred():
    class Wrap(keras.layers.Layer):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

    innermost = layer = keras.layers.Dense(1)
    innermost.build((None, 2))
    for _ in range(400):
        layer = Wrap(layer)
    assert [w.name for w in layer.weights] == ["kernel:0", "bias:0"]
    innermost.trainable = False
    assert not layer.trainable_weights and len(layer.non_trainable_weights) == 2


def test_an_input_spec_of_one_s_own_is_checked():
    x = keras.Input((None, 3))
    model = keras.Model(x, keras.layers.Dense(2)(x))
    assert model(tf.ones((1, 4, 3))).shape == (1, 4, 2)
    model.input_spec = keras.layers.InputSpec(shape=(None, 5, 3))
    with pytest.raises(
        ValueError, match=r'layer "model" is incompatible with the layer: expected shape=\(None, 5, 3\)'
    ):
        model(tf.ones((1, 4, 3)))


def test_a_sequential_has_one_input():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    with pytest.raises(ValueError, match="A Sequential has one input, which comes first; sequential has one already"):
        model.add(keras.Input((3,)))
    with pytest.raises(ValueError, match="has layers already"):
        keras.Sequential([keras.layers.Dense(1), keras.Input((3,))])
    assert len(model.layers) == 1


def test_what_clone_model_cannot_do_is_said():
    x = keras.Input((3,))
    model = keras.Model(x, keras.layers.Dense(2)(x))
    with pytest.raises(ValueError, match="model has 1 inputs; received 2 input_tensors"):
        keras.models.clone_model(model, [x, keras.Input((3,))])
    with pytest.raises(ValueError, match="`clone_function` must give a layer; .* it gave None"):
        keras.models.clone_model(model, clone_function=lambda layer: None)
    with pytest.raises(ValueError, match="Expected `model` argument to be a `Model` instance"):
        keras.models.clone_model(None)


def test_masks_of_calls_are_asked_of_the_layer():
    x = keras.Input((3, 2))
    masking, plain = keras.layers.Masking(), keras.layers.Dense(1)
    y = masking(x)
    assert masking.input_mask is None and masking.output_mask is y._keras_mask
    assert masking.get_output_mask_at(0) is y._keras_mask and masking.get_input_mask_at(0) is None
    with pytest.raises(AttributeError, match="0 inbound nodes, hence the notion of 'input mask' is ill-defined"):
        _ = plain.input_mask


def test_what_is_said_where_the_output_of_a_model_inside_is_taken_for_one_of_the_model():
    inner = keras.Sequential([keras.Input((3,), name="i"), keras.layers.Dense(2, name="d")], name="inner")
    x = keras.Input((3,))
    outer = keras.Model(x, inner(x))
    with pytest.raises(ValueError, match="(?s)Graph disconnected: .*'i'.* at layer \"d\".*call that model on a tensor"):
        keras.Model(outer.input, inner.output)
    assert keras.Model(outer.input, inner.get_output_at(0)).output_shape == (None, 2)


@pytest.mark.parametrize("place", ["keras", "keras.api.keras", "keras.python.keras"])
def test_models_stand_where_contrib_had_keras(place):
    found = Finder().resolve(f"tensorflow.contrib.{place}.models")
    assert found.Sequential is keras.Sequential


def test_a_sequential_may_be_made_frozen():
    """As in Keras 3, where its layers say True all the same."""
    model = keras.Sequential([keras.layers.Dense(2, input_shape=(3,))], trainable=False, name="frozen")
    assert not model.trainable_weights and len(model.non_trainable_weights) == 2 and model.layers[0].trainable


def test_what_is_computed_from_a_mask_prints():
    mask = keras.layers.Masking()(keras.Input((3, 2)))._keras_mask
    assert repr(tf.cast(mask, "float32")) == "<KerasTensor: shape=(None, 3) dtype=float32>"


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_copies_of_models_with_ops_compute_the_same(copied):
    x = keras.Input((3,), name="x")
    model = keras.Model(x, tf.concat([tf.gather(x * 2.0, [0, 1], axis=1), tf.nn.gelu(x[:, :1])], -1))
    again, data = copied(model), tf.constant([[1.0, 2.0, 3.0]])
    assert again(data).numpy().tolist() == model(data).numpy().tolist()
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]

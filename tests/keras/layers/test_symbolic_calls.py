"""Layers and models called on Keras tensors: what is remembered of the call, and what is not."""

from copy import deepcopy

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

L = keras.layers


def base_model(name="base"):
    x = keras.Input((4,), name=f"{name}_in")
    return keras.Model(x, L.Dense(2, name="b")(L.Dense(3, name="a")(x)), name=name)


def ones(*shape):
    return np.ones(shape, np.float32)


def test_after_transfer_learning_the_base_s_layers_keep_their_one_output():
    base = base_model()
    x = keras.Input((4,))
    model = keras.Model(x, L.Dense(1)(base(x)))
    assert [len(layer.inbound_nodes) for layer in base.layers] == [1, 1, 1]
    features = keras.Model(base.input, base.get_layer("a").output)
    assert features.predict(ones(2, 4), verbose=0).shape == (2, 3)
    assert [
        p.shape for p in keras.Model(base.inputs, [v.output for v in base.layers]).predict(ones(2, 4), verbose=0)
    ] == [
        (2, 4),
        (2, 3),
        (2, 2),
    ]
    inner = model.get_layer("base")
    assert inner is base and inner.output is base.outputs[0] and inner.get_output_at(0) is not inner.output
    assert keras.Model(model.input, inner.get_output_at(0)).predict(ones(2, 4), verbose=0).shape == (2, 2)
    with pytest.raises(ValueError, match="Graph disconnected"):
        keras.Model(model.input, inner.output)


def test_layers_inside_layers_and_subclassed_models_are_not_called_symbolically():
    class Block(L.Layer):
        def __init__(self):
            super().__init__()
            self.dense = L.Dense(2)

        def call(self, x):
            return self.dense(x)

    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.block, self.stack = Block(), keras.Sequential([L.Dense(3), L.Dense(4)])

        def call(self, x):
            return self.block(self.stack(x))

    model, x = Model(), keras.Input((4,))
    y = model(x)
    assert model.output is y and model.input is x and len(model.inbound_nodes) == 1
    assert model.block.inbound_nodes == [] == model.block.dense.inbound_nodes == model.stack.inbound_nodes
    with pytest.raises(AttributeError, match="no inbound nodes"):
        _ = model.block.dense.output
    assert model.stack.layers[0].output_shape == (None, 3)  # a Sequential makes its own graph when it is first called
    assert keras.Model(x, y).predict(ones(2, 4), verbose=0).shape == (2, 2)


def test_functional_models_made_in_build_have_nodes_of_their_own():
    class Net(L.Layer):
        def build(self, shape):
            x = keras.Input(shape[1:])
            self.net = keras.Model(x, L.Dense(2, name="inner")(x))
            super().build(shape)

        def call(self, x):
            return self.net(x)

    outer, x = keras.Sequential([Net()]), keras.Input((4,))
    outer(x)
    net = outer.layers[0].net
    assert net.get_layer("inner").output is net.output and net.inbound_nodes == []


def test_nested_and_shared_models_survive_their_file(tmp_path):
    base = base_model()
    middle_in = keras.Input((4,))
    middle = keras.Model(middle_in, L.Dense(4)(base(middle_in)), name="middle")
    a, b = keras.Input((4,), name="a_in"), keras.Input((4,), name="b_in")
    model = keras.Model([a, b], L.Add()([middle(a), middle(b)]))
    assert [len(v.inbound_nodes) for v in (middle, base, base.get_layer("a"))] == [2, 1, 1]
    x = [np.random.default_rng(i).normal(size=(3, 4)).astype(np.float32) for i in range(2)]
    expected = model.predict(x, verbose=0)
    model.save(tmp_path / "m.h5")
    again = keras.models.load_model(tmp_path / "m.h5")
    assert np.array_equal(again.predict(x, verbose=0), expected)
    inner = again.get_layer("middle").get_layer("base")
    assert [len(v.inbound_nodes) for v in (again.get_layer("middle"), inner, inner.get_layer("a"))] == [2, 1, 1]
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    assert np.array_equal(copy.predict(x, verbose=0), expected)


def test_nodes_answer_what_programs_ask_them():
    x, y = keras.Input((4,)), keras.Input((4,))
    add = L.Add()
    z = add([x, y])
    (node,) = add._inbound_nodes
    assert node.input_tensors == [x, y] and node.output_tensors is z and node.outbound_layer is add
    assert [v.name for v in node.inbound_layers] == [x._keras_history.layer.name, y._keras_history.layer.name]
    layer, index, which = z._keras_history
    assert (layer, index, which, len(z._keras_history)) == (add, 0, 0, 3)
    assert x._keras_history.layer.input is x and x._keras_history.layer.inbound_nodes[0].is_input


@pytest.mark.parametrize("reload", [False, True])
def test_lists_of_one_input_or_output_are_unwrapped_tuples_and_dicts_are_kept(reload):
    x = keras.Input((4,), name="x")
    y = L.Dense(2, name="y")(x)
    kinds = {}
    for name, ends in {
        "lists": ([x], [y]),
        "input": ([x], y),
        "output": (x, [y]),
        "dicts": ({"q": x}, {"r": y}),
        "tuples": ((x,), (y,)),
        "nested": ([[x]], [[y]]),
    }.items():
        model = keras.Model(*ends)
        if reload:
            model = keras.Model.from_config(model.get_config())
        assert isinstance(model.inputs, list) and isinstance(model.outputs, list)
        kinds[name] = [type(v) for v in (model.input, model.output, model.predict(ones(1, 4), verbose=0))]
    one = [type(x), type(y), np.ndarray]
    assert kinds == {  # TensorFlow's; a doubly nested list loses a pair of brackets each time it is wrapped up
        "lists": one,
        "input": one,
        "output": one,
        "dicts": [dict] * 3,
        "tuples": [tuple] * 3,
        "nested": one if reload else [list] * 3,
    }


def test_a_tensor_from_inside_a_call_is_out_of_scope_outside():
    leaked = []

    class Leaks(L.Layer):
        def call(self, x):
            leaked.append(x * 2.0)
            return x

    x = keras.Input((4,))
    Leaks(name="leaks")(x)
    for use in (lambda t: t + 1.0, lambda t: x * t, tf.reduce_sum, L.Dense(2)):
        with pytest.raises(TypeError, match='out of scope.*inside the `call` of layer "leaks"'):
            use(leaked[0])
    with pytest.raises(ValueError, match="must be Keras tensors"):
        keras.Model(x, leaked[0])


def test_a_keras_tensor_that_a_layer_uses_without_being_given_it_is_refused():
    x = keras.Input((4,))
    other = L.Dense(4)(x)
    with pytest.raises(ValueError, match="without being an argument of its call"):
        L.Lambda(lambda t: t * other)(x)


def test_call_returning_none_is_refused_and_arrays_are_constants():
    class Returns(L.Layer):
        def __init__(self, value):
            super().__init__()
            self.value = value

        def call(self, x):
            return self.value

    x = keras.Input((4,))
    with pytest.raises(ValueError, match=r'`call` of layer "returns" \(Returns\) returned None'):
        Returns(None)(x)
    model = keras.Model(x, Returns(ones(2, 2))(x))
    assert model.output_shape == (2, 2) and np.array_equal(model.predict(ones(2, 4), verbose=0), ones(2, 2))


@pytest.mark.parametrize("name", ["my layer", "_private", "a:b", "é"])
def test_names_that_cannot_stand_in_a_graph_are_refused_there_and_not_eagerly(name):
    x = keras.Input((3,))
    assert L.Dense(2, name=name)(ones(1, 3)).shape == (1, 2)
    for use in (
        lambda: L.Dense(2, name=name)(x),
        lambda: keras.Sequential([L.Dense(2)], name=name).predict(ones(1, 3), verbose=0),
        lambda: keras.Model(x, L.Dense(2)(x), name=name).predict(ones(1, 3), verbose=0),
    ):
        with pytest.raises(ValueError, match="not a valid root scope name"):
            use()
    for good in ("a/b", "1a", "a-b", "a.b", "a>b"):
        assert L.Dense(2, name=good)(x).shape == (None, 2)
    with pytest.raises(TypeError, match="Expected `name` argument to be a string, but got: 3"):
        L.Dense(2, name=3)


def test_losses_and_metrics_of_keras_tensors_survive_the_file(tmp_path):
    """As variational autoencoders have them: nothing else trains such a model."""

    def sampled(ends):
        mean, log_var = ends
        return mean + tf.exp(0.5 * log_var) * tf.random.normal((tf.shape(mean)[0], 2)) * 0.0

    x, z = keras.Input((6,), name="x"), keras.Input((2,), name="z")
    hidden = L.Dense(4, "relu")(x)
    mean, log_var = L.Dense(2, name="mean")(hidden), L.Dense(2, name="log_var")(hidden)
    encoder = keras.Model(x, [mean, log_var, sampled([mean, log_var])], name="encoder")
    decoder = keras.Model(z, L.Dense(6, "sigmoid")(z), name="decoder")
    mean, log_var, sample = encoder(x)
    outputs = decoder(sample)
    vae = keras.Model(x, outputs, name="vae")
    rebuilt = tf.reduce_sum(keras.losses.binary_crossentropy(x, outputs))
    kl = -0.5 * tf.reduce_sum(1 + log_var - tf.square(mean) - tf.exp(log_var), axis=-1)
    vae.add_loss(tf.reduce_mean(rebuilt + kl))
    vae.add_metric(tf.reduce_mean(kl), name="kl", aggregation="mean")
    assert len(vae.losses) == 1 and "Mean" in vae.losses[0].name
    vae.compile("adam")
    data = np.random.default_rng(0).random((8, 6), np.float32)
    losses = vae.fit(data, epochs=3, verbose=0).history["loss"]
    assert losses[-1] < losses[0]
    vae.save(tmp_path / "vae.h5")
    wanted = vae.evaluate(data, verbose=0)
    again = keras.models.load_model(tmp_path / "vae.h5")
    described = keras.Model.from_config(vae.get_config())
    described.set_weights(vae.get_weights())
    described.compile("adam")
    for model in (again, described, keras.models.clone_model(vae)):
        kinds = [type(v).__name__ for v in model.layers]
        assert kinds[-3:] == ["AddLoss", "TFOpLambda", "AddMetric"] and len(model.losses) == 1
    for model in (again, described):
        np.testing.assert_allclose(model.evaluate(data, verbose=0), wanted, rtol=1e-6)
        assert model.metrics_names == ["loss", "kl"]
    again.fit(data, verbose=0)


def test_convolutions_do_not_step_and_dilate_at_once():
    with pytest.raises(ValueError, match="`strides > 1` not supported in conjunction with `dilation_rate > 1`"):
        L.Conv2D(2, 2, strides=(1, 2), dilation_rate=2)
    assert L.Conv2D(2, 2, dilation_rate=2)(ones(1, 8, 8, 1)).shape == (1, 6, 6, 2)


def test_an_input_like_a_tensor():
    y = L.Dense(2)(keras.Input((3,)))
    x = keras.Input(tensor=y, name="like")
    model = keras.Model(x, L.Dense(1)(x))
    assert [layer.name for layer in model.layers][:1] == ["like"] and model.predict(ones(1, 2), verbose=0).shape == (
        1,
        1,
    )
    assert keras.Input(tensor=tf.ones((2, 3), tf.int32)).dtype == "int32"
    with pytest.raises(ValueError, match="`input_tensor.dtype` differs from `dtype`"):
        keras.Input(tensor=y, dtype="int32")


def test_lambda_s_output_shape_is_that_of_one_sample():
    for declared, wanted in (((5,), [None, 5]), (5, [None, 5]), (lambda s: (s[0], 7), [None, 7])):
        layer = L.Lambda(lambda x: x * 2.0, output_shape=declared)
        assert layer.compute_output_shape((None, 3)).as_list() == wanted
        assert layer(keras.Input((3,))).shape.as_list() == [None, 3]  # a call shows what it gives
    assert L.Lambda(lambda t: t[0], output_shape=(5,)).compute_output_shape([(None, 3), (None, 3)]).as_list() == [
        None,
        5,
    ]


def test_lambda_takes_arrays_as_arguments():
    x = keras.Input((3,))
    model = keras.Model(x, L.Lambda(tf.multiply, arguments={"y": np.float32([1, 2, 3])})(x))
    assert model.predict(ones(1, 3), verbose=0).tolist() == [[1, 2, 3]]


def test_array_arguments_of_a_lambda_are_in_json_and_hdf5(tmp_path):
    arguments = {"y": np.float32([1, 2, 3]), "z": np.float32(2)}
    model = keras.Sequential([L.Lambda(lambda x, y, z: x * y * z, arguments=arguments, input_shape=(3,))])
    model.save(tmp_path / "m.h5")
    for copy in (keras.models.model_from_json(model.to_json()), keras.models.load_model(tmp_path / "m.h5")):
        assert copy.layers[0].arguments == {"y": [1.0, 2.0, 3.0], "z": 2.0}  # lists, as in tf_keras
        assert copy.predict(ones(1, 3), verbose=0).tolist() == [[2, 4, 6]]


def test_weights_of_a_subclassed_model_are_none_until_it_is_called_as_in_tf_keras():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = L.Dense(2)

        def call(self, x):
            return self.dense(x)

    model = Model()
    assert model.weights == model.trainable_variables == model.non_trainable_weights == model.get_weights() == []
    model(ones(1, 3))
    assert len(model.weights) == 2


def test_a_sequential_says_that_its_configuration_lacks_what_was_added():
    model = keras.Sequential([L.Dense(2, input_shape=(3,))])
    model.add_loss(tf.reduce_mean(model.output))
    with pytest.warns(UserWarning, match=r"sequential.*add_loss.*Model\(inputs"):
        config = model.get_config()
    copy = keras.Sequential.from_config(config)
    assert copy.losses == [] and copy.output_shape == (None, 2)


def test_weights_of_a_sequential_that_has_none_yet_are_an_error():
    model = keras.Sequential([L.Dense(2)])
    for ask in (lambda: model.weights, lambda: model.trainable_variables, model.get_weights):
        with pytest.raises(ValueError, match="Weights for model '.*' have not yet been created"):
            ask()
    model.build((None, 3))
    assert len(model.weights) == len(model.trainable_variables) == 2


class WithScores(L.Layer):
    """As attention layers do: the scores where they are asked for, else None in their place."""

    def call(self, inputs, return_scores=False):
        return 2.0 * inputs, inputs if return_scores else None


def test_none_among_a_layer_s_outputs_stays_none(tmp_path):
    x = keras.Input((4,), name="x")
    layer = WithScores(name="scored")
    outputs, scores = layer(x)
    assert scores is None and layer.inbound_nodes[0].output_shapes == ((None, 4), None)
    model = keras.Model(x, L.Dense(2, name="d")(outputs))
    wanted = model.predict(ones(2, 4), verbose=0)
    model.save(tmp_path / "m.h5")
    loaded = keras.models.load_model(tmp_path / "m.h5", {"WithScores": WithScores})
    cloned = keras.models.clone_model(model)
    cloned.set_weights(model.get_weights())
    for again in (loaded, cloned, deepcopy(model)):
        np.testing.assert_array_equal(again.predict(ones(2, 4), verbose=0), wanted)
    assert (
        keras.Model(x, layer(x, return_scores=True)[1]).predict(ones(2, 4), verbose=0).tolist() == ones(2, 4).tolist()
    )


def test_losses_are_those_of_the_last_call_outside_of_steps_as_in_tf_keras():
    x = keras.Input((4,))
    model = keras.Model(x, L.Dense(2)(x))
    model.add_loss(tf.reduce_mean(model.output))
    model.predict(ones(2, 4), verbose=0)
    assert len(model.losses) == 1
    model(ones(2, 4))
    before = model.losses[0].numpy()
    model.predict(ones(3, 4), verbose=0)
    assert [loss.numpy() for loss in model.losses] == [before]


@pytest.mark.usefixtures("fresh_names")
def test_added_losses_come_one_after_the_other_with_the_layers_they_need():
    x = keras.Input((4,), name="x")
    a = L.Dense(3, name="a")(x)
    model = keras.Model(x, L.Dense(2, name="b")(a))
    model.add_loss(tf.reduce_sum(a))
    model.add_loss(tf.reduce_sum(L.Dense(1, name="c")(a)))
    model.add_metric(tf.reduce_mean(tf.abs(a)), name="size")
    order = ["x", "a", "b", "tf.math.reduce_sum", "add_loss", "c", "tf.math.reduce_sum_1", "add_loss_1", "tf.math.abs"]
    for made in (model, keras.Model.from_config(model.get_config())):  # tf_keras's order
        assert [layer.name for layer in made.layers] == [*order, "tf.math.reduce_mean", "add_metric"]


def test_branches_that_depend_on_keras_tensors_are_refused_outside_of_layers():
    x = keras.Input((2,))
    choose = lambda t: tf.cond(tf.reduce_all(t > 0), lambda: t, lambda: -t)  # noqa: E731
    for function in (choose, lambda t: tf.case([(tf.reduce_all(t > 0), lambda: t)], default=lambda: -t)):
        with pytest.raises(TypeError, match="Lambda"):  # TypeError in tf_keras too
            function(x)
    model = keras.Model(x, L.Lambda(choose)(x))
    assert model.predict(-ones(1, 2), verbose=0).tolist() == [[1, 1]]


def test_keras_tensors_are_named_after_their_layer_and_its_last_op():
    x = keras.layers.Dense(3, "relu", name="hidden")(keras.Input([4]))
    assert x.name == "hidden/Relu:0"
    x = keras.layers.Dropout(0.5, name="drop")(x)
    assert x.name == "drop/Identity:0"
    assert keras.layers.Dense(2, name="out")(x).name == "out/BiasAdd:0"

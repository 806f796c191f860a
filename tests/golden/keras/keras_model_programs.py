"""How models are put together: programs that give plain data, run on tf_keras by the recorder and here by the tests."""

import json

import numpy as np


def numbered(model, seed=0):
    """Give every weight numbers of its own, the same in every process; variances stay positive."""
    values = []
    for i, w in enumerate(model.weights):
        numbers = np.random.RandomState(seed + i).uniform(-0.5, 0.5, tuple(w.shape))
        values.append(np.abs(numbers) + 0.5 if "variance" in w.name else numbers)
    model.set_weights(values)
    return model


def numbers(*shape, seed=0):
    return np.random.RandomState(seed).uniform(-1.0, 1.0, shape).astype("float32")


def names(things):
    return [t.name for t in things]


def shapes(things):
    return [list(t.shape) for t in things]


def deferred(tf, k):
    model = k.Sequential([k.layers.Dense(4, activation="relu"), k.layers.Dense(2)])
    found = {"built": model.built, "weights before": None if not model.built else len(model.weights)}
    out = numbered_call(model, numbers(3, 5))
    return found | {
        "out": out,
        "weights": names(model.weights),
        "shapes": shapes(model.weights),
        "output_shape": list(model.output_shape),
    }


def deferred_twice(tf, k):
    """A Sequential that is called on other shapes, and one inside another model."""
    model = k.Sequential([k.layers.Conv2D(2, 3), k.layers.GlobalAveragePooling2D()])
    found = {}
    for shape in ((2, 6, 6, 1), (2, 6, 6, 1), (3, 6, 6, 1), (1, 7, 6, 1)):
        model(numbers(*shape))
        found[str(shape)] = [list(model.output_shape), list(model.layers[0].output_shape), len(model.inputs)]

    class Net(k.Model):
        def __init__(self):
            super().__init__()
            self.stack = k.Sequential([k.layers.Dense(2), k.layers.Dense(1)])

        def call(self, x):
            return self.stack(x)

    net = Net()
    net(numbers(2, 3))
    x = k.Input((4,))
    inner = k.Sequential([k.layers.Dense(2), k.layers.Dense(1)])
    outer = k.Model(x, inner(x))
    return found | {"inside": names(net.weights), "nested": [names(outer.weights), list(inner.output_shape)]}


def numbered_call(model, *inputs):
    model(*inputs)
    return np.asarray(numbered(model)(*inputs)).tolist()


def sequential_forms(tf, k):
    """Declared by input_shape, input_dim, Input, InputLayer, batch_input_shape, build."""
    found = {}
    forms = {
        "input_shape": [k.layers.Dense(2, input_shape=(3,))],
        "input_dim": [k.layers.Dense(2, input_dim=3)],
        "Input": [k.Input((3,)), k.layers.Dense(2)],
        "InputLayer": [k.layers.InputLayer(input_shape=(3,)), k.layers.Dense(2)],
        "batch_input_shape": [k.layers.Dense(2, batch_input_shape=(4, 3))],
        "build": [k.layers.Dense(2)],
    }
    for name, layers in forms.items():
        model = k.Sequential(layers)
        if name == "build":
            model.build((None, 3))
        found[name] = [
            model.name,
            names(model.layers),
            names(model.weights),
            list(model.output_shape),
            list(model.input_shape),
        ]
        found[name + " input"] = [names(model.inputs)[0].split(":")[0], model.count_params()]
    return found


def add_and_pop(tf, k):
    model = k.Sequential([k.layers.Dense(4, input_shape=(3,)), k.layers.Dense(5), k.layers.Dense(6)])
    model.pop()
    before = [names(model.layers), list(model.output_shape)]
    model.add(k.layers.Dense(7))
    return {
        "popped": before,
        "added": [names(model.layers), list(model.output_shape)],
        "out": numbered_call(model, numbers(2, 3)),
    }


def nested(tf, k):
    inner = k.Sequential(
        [k.layers.Dense(4, input_shape=(3,), activation="relu"), k.layers.BatchNormalization()], name="inner"
    )
    model = k.Sequential([inner, k.layers.Dense(2)])
    inner.trainable = False
    found = {"frozen": [names(model.trainable_weights), names(model.non_trainable_weights)]}
    inner.trainable = True
    return found | {
        "out": numbered_call(model, numbers(2, 3)),
        "weights": names(model.weights),
        "trainable": names(model.trainable_weights),
    }


def branches(tf, k):
    a, b = k.Input((3,), name="a"), k.Input((4,), name="b")
    shared = k.layers.Dense(5, activation="relu")
    x = k.layers.Concatenate()([shared(k.layers.Dense(4)(a)), shared(b)])
    out1, out2 = k.layers.Dense(2, name="first")(x), k.layers.Dense(1, name="second")(k.layers.Add()([x, x]))
    model = numbered(k.Model([a, b], [out1, out2]))
    outs = model([numbers(2, 3), numbers(2, 4)])
    keyed = model({"b": numbers(2, 4), "a": numbers(2, 3)})
    return {
        "layers": names(model.layers),
        "weights": names(model.weights),
        "inputs": model.input_names,
        "outputs": model.output_names,
        "shapes": [[list(s) for s in model.input_shape], [list(s) for s in model.output_shape]],
        "values": [np.asarray(o).tolist() for o in outs],
        "by name": [np.asarray(o).tolist() for o in keyed],
        "output of the shared layer": [list(shared.get_output_at(i).shape) for i in range(2)],
    }


def dictionaries(tf, k):
    inputs = {"x": k.Input((3,), name="x"), "y": k.Input((3,), name="y")}
    total = k.layers.Add()([inputs["x"], inputs["y"]])
    outputs = {"sum": k.layers.Dense(2, name="sum")(total), "raw": total}
    model = numbered(k.Model(inputs, outputs))
    out = model({"x": numbers(2, 3), "y": numbers(2, 3, seed=1)})
    return {
        "names": model.output_names,
        "keys": sorted(out),
        "values": {n: np.asarray(v).tolist() for n, v in out.items()},
    }


def ops_as_layers(tf, k):
    x = k.Input((4,))
    y = tf.squeeze(tf.expand_dims(x * 2.0 + 1.0, 1), axis=1)
    y = tf.concat([y, tf.nn.relu(x), tf.reduce_sum(x, axis=1, keepdims=True) / 2.0], axis=-1)
    model = k.Model(x, k.layers.Dense(2)(1.0 - y[:, 1:]))
    return {
        "out": numbered_call(model, numbers(3, 4)),
        "shape": list(model.output_shape),
        "weights": names(model.weights),
    }


def extraction(tf, k):
    """A model from the middle of another, and one that begins in the middle."""
    model = k.Sequential(
        [
            k.layers.Dense(4, input_shape=(3,), name="one"),
            k.layers.Dense(5, name="two"),
            k.layers.Dense(2, name="three"),
        ]
    )
    numbered(model)
    features = k.Model(model.input, model.get_layer("two").output)
    both = k.Model(model.inputs, [layer.output for layer in model.layers])
    rest = k.Model(model.get_layer("two").input, model.output)
    x = numbers(2, 3)
    return {
        "features": np.asarray(features(x)).tolist(),
        "both": [np.asarray(o).tolist() for o in both(x)],
        "rest": np.asarray(rest(numbers(2, 4))).tolist(),
        "layers": [names(features.layers)[-2:], len(rest.layers)],
    }


def subclass(tf, k):
    class Block(k.layers.Layer):
        def __init__(self, units):
            super().__init__()
            self.dense, self.parts = k.layers.Dense(units), [k.layers.Dense(units), k.layers.BatchNormalization()]

        def build(self, input_shape):
            self.scale = self.add_weight("scale", (input_shape[-1],), initializer="ones")
            self.steps = self.add_weight("steps", (), initializer="zeros", trainable=False)

        def call(self, x, training=None):
            x = self.dense(x * self.scale)
            for part in self.parts:
                x = part(x)
            return x

    class Net(k.Model):
        def __init__(self):
            super().__init__()
            self.block, self.head = Block(4), k.layers.Dense(2)
            self.own = tf.Variable(1.5, name="own")

        def call(self, x, training=None):
            return self.head(self.block(x)) * self.own

    model = Net()
    model(numbers(3, 5))
    order = [w.name.split(":")[0].rsplit("/", 1)[-1] for w in model.weights]
    return {
        "name": [model.name, model.block.name],
        "layers": names(model.layers),
        "order": order,
        "weights": names(model.weights),
        "out": numbered_call(model, numbers(3, 5)),
        "trainable": [len(model.trainable_weights), len(model.non_trainable_weights)],
        "params": model.count_params(),
    }


def names_of_weights(tf, k):
    """Made in __init__, in build, by a layer inside, as a plain variable."""

    class Mix(k.layers.Layer):
        def __init__(self):
            super().__init__()
            self.w = self.add_weight(name="w", shape=(3,))
            self.v = tf.Variable(1.0, name="v")
            self.d = k.layers.Dense(2)
            self.d.build((None, 3))

        def build(self, input_shape):
            self.u = self.add_weight("u", (3,))
            self.e = k.layers.Dense(3)
            self.e.build(input_shape)

        def call(self, x):
            return self.d(x * self.w * self.u) + self.e(x)[:, :2]

    layer, x = Mix(), k.Input((3,))
    layer(numbers(2, 3))
    plain = k.layers.Layer(name="plain")
    plain.add_weight("a", (2,))
    plain.add_weight(shape=(2,), initializer="ones", trainable=False)
    dense = k.layers.Dense(2)
    dense.build((None, 3))
    model = k.Model(x, Mix()(x))
    return {
        "layer": names(layer.weights),
        "model": names(model.weights),
        "plain": names(plain.weights),
        "built": names(dense.weights),
    }


def functional_subclass(tf, k):
    class Named(k.Model):
        def doubled(self, x):
            return self(x) * 2.0

    x = k.Input((3,))
    model = Named(x, k.layers.Dense(2)(x))
    numbered(model)
    return {"name": model.name, "layers": names(model.layers), "out": np.asarray(model.doubled(numbers(2, 3))).tolist()}


def numbering(tf, k):
    layers = [
        k.layers.Dense(1),
        k.layers.Dense(1),
        k.layers.Conv2D(1, 1),
        k.layers.MaxPooling2D(),
        k.layers.GlobalAveragePooling2D(),
        k.layers.BatchNormalization(),
        k.layers.Dense(1, name="dense_7"),
        k.layers.Dense(1),
        k.layers.Lambda(lambda x: x),
    ]
    inputs = [k.Input((1,)), k.Input((2,)), k.Input((3,), name="mine"), k.Input((4,))]
    models = [
        k.Sequential(),
        k.Sequential(),
        k.Model(inputs[0], layers[0](inputs[0])),
        k.Model(inputs[1], layers[1](inputs[1])),
    ]
    return {"layers": names(layers), "inputs": [t.name.split(":")[0] for t in inputs], "models": names(models)}


def trainable(tf, k):
    layer = k.layers.BatchNormalization()
    model = k.Sequential([k.layers.Dense(2, input_shape=(3,)), layer, k.layers.Dense(1, trainable=False)])
    found = {"start": counts(model)}
    layer.trainable = False
    found["frozen layer"] = counts(model) + [names(layer.weights)]
    model.trainable = False
    found["frozen model"] = counts(model) + [[part.trainable for part in model.layers]]
    model.trainable = True
    return found | {"thawed": counts(model) + [[part.trainable for part in model.layers]]}


def counts(model):
    return [names(model.trainable_weights), names(model.non_trainable_weights), names(model.weights)]


def configurations(tf, k):
    x = k.Input((4,), name="x")
    y = k.layers.Dense(3, "relu", kernel_regularizer="l2", name="d")(x)
    z = k.layers.Add(name="sum")([y, k.layers.Dense(3, name="e")(x)])
    model = numbered(k.Model(x, [z, k.layers.Dropout(0.5, name="drop")(z)], name="net"))
    again = type(model).from_config(model.get_config())
    again.set_weights(model.get_weights())
    config = json.loads(model.to_json())["config"]
    return {
        "names": [again.name, names(again.layers)],
        "out": [np.asarray(o).tolist() for o in again(numbers(2, 4))],
        "ends": [config["input_layers"], config["output_layers"]],
        "inbound": {layer["name"]: layer["inbound_nodes"] for layer in config["layers"]},
        "classes": [layer["class_name"] for layer in config["layers"]],
    }


def shared_configuration(tf, k):
    """A layer called twice, once before this model, survives get_config."""
    layer = k.layers.Dense(3, name="shared")
    layer(k.Input((3,)))
    x = k.Input((3,), name="x")
    model = numbered(k.Model(x, layer(layer(x)), name="twice"))
    again = numbered(k.models.model_from_json(model.to_json()))
    return {"out": np.asarray(again(numbers(2, 3))).tolist(), "same": np.asarray(model(numbers(2, 3))).tolist()}


PROGRAMS = {
    f.__name__: f
    for f in (
        deferred,
        deferred_twice,
        sequential_forms,
        add_and_pop,
        nested,
        branches,
        dictionaries,
        ops_as_layers,
        extraction,
        subclass,
        functional_subclass,
        names_of_weights,
        numbering,
        trainable,
        configurations,
        shared_configuration,
    )
}

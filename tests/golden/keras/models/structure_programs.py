"""What models say of themselves: names, order of weights, clones, configurations. Programs that give plain data."""

import json

import numpy as np


def ones(*shape):
    return np.ones(shape, "float32")


def names(things):
    return [t.name for t in things]


def raised(call):
    """The class of the error that a call ends in, None where it ends well."""
    try:
        call()
    except Exception as error:
        return next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")


def containers(tf, k):
    """Layers and variables in lists, tuples and dicts, in a layer and in a model."""
    L = k.layers

    class Block(L.Layer):
        def __init__(self):
            super().__init__(name="block")
            self.parts = [L.Dense(2, name="x0"), L.BatchNormalization(name="x1")]
            self.by_key = {"q": L.Dense(2, name="q"), "c": L.Dense(2, name="c")}
            self.own = self.add_weight(name="own", shape=(2,))
            self.frozen = tf.Variable(3.0, trainable=False, name="frozen")
            self.listed = [tf.Variable(1.0, name="v0"), tf.Variable(2.0, name="v1")]

        def build(self, shape):
            self.late = self.add_weight(name="late", shape=(shape[-1],))

        def call(self, x):
            for part in self.parts:
                x = part(x)
            return self.by_key["q"](x) + self.by_key["c"](x) * self.own

    class Net(k.Model):
        def __init__(self):
            super().__init__(name="net")
            self.listed = [
                tf.Variable(1.0, name="before"),
                L.Dense(1, name="l"),
                tf.Variable(1, trainable=False, name="n"),
            ]
            self.blocks = [Block(), [L.Dense(3, name="b1")]]
            self.pair = (L.Dense(2, name="t0"), L.Dense(2, name="t1"))
            self.late = {}
            self.late["k"] = L.Dense(1, name="k")
            self.v = tf.Variable(1.0, name="v")

        def call(self, x):
            x = self.blocks[1][0](self.blocks[0](x))
            return self.listed[1](x) + self.late["k"](self.pair[1](self.pair[0](x))) * self.v

    model = Net()
    model(ones(2, 3))
    found = [names(model.weights), names(model.trainable_weights), names(model.non_trainable_weights)]
    block = model.blocks[0]
    block.trainable = False
    found.append(names(model.weights))
    model.trainable = False
    found += [names(model.weights), names(model.non_trainable_weights)]
    model.trainable = True
    block.trainable = False
    return found + [names(model.layers), names(block.weights), names(model.trainable_weights), model.count_params()]


def built_models(tf, k):
    """A model that is built has weights named without it; one that is called, with it."""

    class Net(k.Model):
        def __init__(self, name):
            super().__init__(name=name)
            self.dense, self.chain = k.layers.Dense(3, name="d"), k.Sequential([k.layers.Dense(2, name="s")], name="c")

        def call(self, x):
            return self.chain(self.dense(x))

    built, called, symbolic = Net("built"), Net("called"), Net("symbolic")
    built.build((None, 4))
    called(ones(1, 4))
    symbolic(k.Input((4,)))
    return [names(model.weights) for model in (built, called, symbolic)]


def names_of_tensors(tf, k):
    x, y = k.Input((3,)), k.Input((2,), name="mine", dtype="int32")
    z = k.layers.Dense(4)(x)
    begun = k.Sequential([k.layers.Dense(2, input_shape=(3,))])
    ops = [x + 1.0, x * 2.0, tf.reshape(x, (-1,)), x[:, 0], tf.nn.relu(x), tf.cast(x, "float32"), tf.gather(x, 0)]
    ops += [tf.pad(x, [[0, 0], [1, 1]]), tf.round(x), tf.size(x), tf.add_n([x, x]), tf.math.reduce_variance(x)]
    ops += [tf.math.l2_normalize(x), tf.nn.gelu(x), tf.tensordot(x, tf.ones((3, 2)), 1), tf.math.reduce_std(x, 1)]
    inner = k.Model(x, ops)
    chain = k.Sequential([k.layers.Dense(2, name="a"), k.layers.Dense(2, activation="softmax", name="b")], name="chain")
    outer = k.Model(x, [chain(x), k.layers.TimeDistributed(chain)(tf.expand_dims(x, 1))], name="outer")
    return {
        "str": [str(t) for t in (x, y, z)],
        "repr": [repr(t) for t in (x, y, z, ops[0], ops[3])],
        "names": names([x, y, z, begun.input, begun.output, *ops[1:5]]),
        "layers": names(inner.layers),
        "nested": [chain(x).name, chain(x).name, outer(x)[0].name],
        "specs": [str(inner.input_spec), k.Sequential().input_spec],
        "masks": [k.layers.Masking()(k.Input((3, 2)))._keras_history.layer.output_mask is not None, None],
    }


def ops_again(tf, k):
    """Ops on Keras tensors, run in the model and in one made from its configuration."""
    x, y = k.Input((4,), name="x"), k.Input((4,), name="y")
    results = [
        1.0 - x,
        x // 2.0,
        x @ tf.ones((4, 2)),
        tf.cast((x < y) & (x > 0.1), "float32"),
        x[:, tf.shape(y)[1] - 2 :],
        x[..., tf.newaxis],
        tf.reshape(x, [tf.shape(x)[0], 2, 2]),
        tf.concat([x, tf.zeros((1, 4))], 0),
        tf.where(x > 0.2, x, y),
        tf.one_hot(tf.argmax(x, axis=1), 4),
        tf.gather(x, [0, 2], axis=1),
        tf.nn.softmax_cross_entropy_with_logits(x, y),
        tf.math.l2_normalize(x, axis=1),
        tf.nn.gelu(x),
        tf.math.reduce_variance(x, 1),
        tf.split(x, 2, axis=1)[1],
        x * np.arange(4, dtype="float32"),
        tf.math.top_k(x, 2).values,
    ]
    model = k.Model([x, y], results)
    again = k.models.model_from_json(model.to_json())
    data = [np.arange(8, dtype="float32").reshape(2, 4) / 10, ones(2, 4)]
    return [[np.asarray(v).tolist() for v in m(data)] for m in (model, again)]


def clones(tf, k):
    L, clone = k.layers, k.models.clone_model
    x, shared = k.Input((3,), name="x"), L.Dense(3, name="shared")
    y = shared(shared(x)) + 1.0
    model = k.Model(x, [L.Dense(1, name="o")(y), y], name="m")
    copied = clone(model)
    copied.set_weights(model.get_weights())

    def with_relu(layer):
        return type(layer).from_config({**layer.get_config(), **({"activation": "relu"} if layer.weights else {})})

    class Sub(k.Model):
        def __init__(self, units=2):
            super().__init__()
            self.units, self.dense = units, L.Dense(units)

        def call(self, x):
            return self.dense(x)

        def get_config(self):
            return {"units": self.units}

    class Functional2(k.Model):
        pass

    inner = k.Sequential([L.Dense(2, name="b")], name="inner")
    chain = clone(k.Sequential([L.Dense(2, input_shape=(3,), name="a"), inner], name="chain"))
    other = k.Input((3,), name="other", batch_size=4)
    return {
        "same": [names(copied.layers), copied.name, copied.output_names, len(copied.weights)],
        "values": [np.allclose(a, b) for a, b in zip(copied(ones(2, 3)), model(ones(2, 3)))],
        "function": [layer.activation.__name__ for layer in clone(model, None, with_relu).layers if layer.weights],
        "inputs": [list(clone(model, t).input_shape) for t in (other, [other], tf.ones((4, 3)))],
        "chain": [names(chain.layers), chain.name, names(chain.weights), list(chain.input_shape)],
        "deferred": [clone(k.Sequential([L.Dense(2)])).built],
        "subclass": [type(clone(Sub(5))).__name__, clone(Sub(5)).units],
        "functional subclass": type(clone(Functional2(x, L.Dense(2)(x)))).__name__,
        "errors": [raised(lambda: clone(model, clone_function=3)), raised(lambda: clone(Sub(), None, with_relu))],
    }


def configs(tf, k):
    x = k.Input((3,), name="x")
    model = k.Model(x, k.layers.Dense(2, name="d")(x), name="m")
    chain = k.Sequential([k.layers.Dense(2, name="d")], name="chain")
    chain.build((None, 3))
    made = k.models.model_from_config({"class_name": "Sequential", "config": chain.get_config()})
    dense = k.layers.Dense(2)
    before = dense.get_build_config()
    dense.build_from_config({"input_shape": (None, 3)})
    return {
        "json": [sorted(json.loads(model.to_json())), sorted(json.loads(chain.to_json())["config"])],
        "made": [made.name, names(made.layers), made.built],
        "build": [before, list(dense.get_build_config()["input_shape"]), list(model.get_build_config()["input_shape"])],
        "errors": [
            raised(model.to_yaml),
            raised(lambda: k.models.model_from_yaml("")),
            raised(lambda: k.models.model_from_config([1])),
            raised(lambda: k.models.model_from_json("{")),
        ],
    }


def sequentials(tf, k):
    L = k.layers
    emptied = k.Sequential([L.Dense(2, input_shape=(3,)), L.Dense(3)])
    emptied.pop()
    emptied.pop()
    found = [emptied.built, emptied.outputs, emptied.layers]
    unbuilt = k.Sequential([L.Dense(2)])
    lstm = L.LSTM(2, return_state=True)
    errors = {
        "build": raised(lambda: unbuilt.build()),
        "weights": raised(lambda: unbuilt.weights),
        "count": raised(unbuilt.count_params),
        "set": raised(lambda: unbuilt.set_weights([ones(3)])),
        "input": [raised(ask) for ask in (lambda: unbuilt.input, lambda: unbuilt.output)],
        "shape": [raised(ask) for ask in (lambda: unbuilt.input_shape, lambda: unbuilt.output_shape)],
        "two": raised(lambda: k.Sequential([k.Input((3, 4)), lstm])),
        "later": raised(lambda: k.Sequential([lstm, L.Dense(1)])(ones(1, 3, 4))),
        "summary": raised(unbuilt.summary),
    }
    shapes = [
        k.Sequential([L.Embedding(5, 2), L.LSTM(2)]).input_shape,
        k.Sequential([L.TimeDistributed(L.Dense(2), input_shape=(3, 4)), L.Flatten()]).output_shape,
        k.Sequential([L.Bidirectional(L.LSTM(2), input_shape=(3, 4)), L.Dense(1)]).output_shape,
        k.Sequential([k.Input((3,), batch_size=4), L.Dense(2)]).output_shape,
        k.Sequential([L.InputLayer(input_shape=(3,), batch_size=5), L.Dense(2)]).input_shape,
    ]
    return {"emptied": found, "errors": errors, "shapes": [list(s) for s in shapes], "updates": unbuilt.updates}


PROGRAMS = {
    f.__name__: f for f in (containers, built_models, names_of_tensors, ops_again, clones, configs, sequentials)
}

"""Objects as checkpoints see them, made under TensorFlow and here.

`modules(tf)`, `models(tf)` and `optimizers(tf)` yield (name, root). A root's value paths are compared; of the modules'
also the whole graph, as `graph` writes it down.
"""

import collections

import numpy as np

Pair = collections.namedtuple("Pair", "first second")


def graph(tf, root):
    """[{name: number of the child}] of all that is below `root`, by number."""
    view = tf.train.TrackableView(root)
    nodes = view.descendants()
    numbers = {id(node): i for i, node in enumerate(nodes)}
    return [{name: numbers[id(child)] for name, child in view.children(node).items()} for node in nodes]


def _module(tf, **attributes):
    module = tf.Module(name="m")
    for name, value in attributes.items():
        setattr(module, name, value)
    return module


def modules(tf):
    def v(value=1.0):
        return tf.Variable(value)

    yield (
        "attributes",
        _module(tf, b=v(), number=3, text="x", none=None, array=np.ones(2), tensor=tf.constant(1.0), a=v([2.0])),
    )
    yield "private", _module(tf, _hidden=v(), shown=v())
    yield "lists", _module(tf, a=[v(), (v(),)], empty=[], numbers=[1, 2], deep=[[v([1.0])], [[]]], mixed=[1, v(), None])
    yield (
        "tuples",
        _module(tf, t=(v(), [v()]), empty=(), numbers=(1, 2), half=(v(), 2), inner=(([],),), pair=Pair(v(), 2)),
    )
    yield "dicts", _module(tf, d={"z": v(), "y": v([1.0])}, e={}, n={"k": 1}, o=collections.OrderedDict(b=[v()], a=v()))
    yield "unseen", _module(tf, d=collections.defaultdict(list, q=[v()]), s={1}, v=v())
    yield "escapes", _module(tf, d={"a/b.c": v(), "a.Sb": v([1.0]), "..": v(), "1": v()})
    shared = v()
    twice = _module(tf, p=shared, q=shared, r=[shared])
    twice.me = twice
    twice.inner = _module(tf, outer=twice, own=v([3.0]), again=twice.r)
    yield "shared", twice
    changed = _module(tf, b=v(), a=[v()], z=v())
    del changed.b
    changed.z = v([4.0])
    changed.b = v([9.0])
    changed.a.append(v([5.0]))
    yield "changed", changed
    yield "function", _module(tf, f=tf.function(lambda x: x), v=v())
    yield "generator", _module(tf, g=tf.random.Generator.from_seed(1))
    yield from _tables(tf)


def _tables(tf):
    entries = tf.lookup.KeyValueTensorInitializer(["a"], [1], value_dtype=tf.int64)
    yield (
        "static tables",
        _module(tf, s=tf.lookup.StaticHashTable(entries, 0), v=tf.lookup.StaticVocabularyTable(entries, 1)),
    )
    table = tf.lookup.experimental.MutableHashTable
    grown = table(tf.string, tf.float32, [0.0, 1.0])
    grown.insert(["a", "b"], [[1.0, 2.0], [3.0, 4.0]])
    yield (
        "growing tables",
        _module(tf, g=grown, empty=table(tf.string, tf.int64, 0), also=table(tf.int64, tf.int64, 0, checkpoint=False)),
    )
    dense = tf.lookup.experimental.DenseHashTable(tf.int64, tf.int64, -1, -1, -2, initial_num_buckets=8)
    dense.insert([5], [7])
    yield "dense table", _module(tf, d=dense)


def models(tf):
    keras = tf.keras
    dense = keras.layers.Dense
    yield (
        "sequential",
        keras.Sequential([dense(2, input_shape=(3,)), keras.layers.Dropout(0.5), keras.layers.BatchNormalization()]),
    )
    yield "unbuilt", keras.Sequential([dense(2), dense(1)])
    yield "nested", keras.Sequential([keras.Sequential([dense(1, input_shape=(2,))]), keras.layers.Flatten(), dense(1)])
    inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(2, 3)(inputs)
    functional = keras.Model(inputs, [dense(1)(keras.layers.Flatten()(x)), keras.layers.GlobalAveragePooling2D()(x)])
    yield "functional", functional
    yield "of one's own", _trained(_own_model(keras, tf)(), "rmsprop")
    yield "trained", _trained(_small(keras), "adam")
    yield "trained with momentum", _trained(_small(keras), keras.optimizers.SGD(0.1, momentum=0.9))
    yield "trained as of old", _trained(_small(keras), keras.optimizers.legacy.Adam())
    layer = _own_layer(keras, tf)()
    layer.build((2,))
    yield "layer", layer
    yield (
        "metrics",
        _module(
            tf, auc=keras.metrics.AUC(num_thresholds=3), mean=keras.metrics.Mean(), mse=keras.metrics.MeanSquaredError()
        ),
    )


def _small(keras):
    inputs = keras.Input((3,))
    return keras.Model(inputs, keras.layers.Dense(1)(keras.layers.Dense(2)(inputs)))


def _trained(model, optimizer):
    model.compile(optimizer, "mse", metrics=["mae"])
    model.fit(np.ones((2, 3), np.float32), np.ones((2, 1), np.float32), verbose=0)
    return model


def _own_model(keras, tf):
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [keras.layers.Dense(1), keras.layers.Dense(2)]
            self.by_name = {"out": keras.layers.Dense(1)}
            self.offset = tf.Variable(1.0)
            self.mean = keras.metrics.Mean()

        def call(self, x):
            return self.by_name["out"](self.blocks[1](self.blocks[0](x))) + self.offset

    return Own


def _own_layer(keras, tf):
    class Own(keras.layers.Layer):
        def build(self, shape):
            self.w = self.add_weight("kern", (2,))
            self.add_weight("hidden", (1,), trainable=False)
            self.v = tf.Variable(1.0)
            self.sub = keras.layers.Dense(1)
            self.sub.build((2, 2))
            self.sizes = (1, 2)
            self.inner = {"q": [keras.layers.Dense(1), tf.Variable([2.0])]}
            self._private = tf.Variable(2.0)
            self.trainable = False

    return Own


def optimizers(tf):
    optimizers = tf.keras.optimizers
    """SGD without momentum is left out: TensorFlow 2.21 makes slots for it that nothing reads, and here are none."""
    schedule = optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    given = {
        "SGD": [{"momentum": 0.9}],
        "RMSprop": [{}, {"momentum": 0.5, "centered": True}],
        "Adam": [{}, {"amsgrad": True}],
    }
    for family in ("", "legacy"):
        for name in "SGD RMSprop Adam Adamax Nadam Adagrad Adadelta Ftrl".split():
            for options in given.get(name, [{}]):
                made = getattr(optimizers.legacy if family else optimizers, name)(**options)
                yield f"{family} {name} {options}".strip(), _stepped(tf, made)
        made = (optimizers.legacy if family else optimizers).SGD(schedule, momentum=0.9)
        yield f"{family} schedule".strip(), _stepped(tf, made)
    yield "averages", _stepped(tf, optimizers.SGD(momentum=0.9, use_ema=True))
    yield "AdamW", _stepped(tf, optimizers.AdamW())
    yield "loss scale", _stepped(tf, tf.keras.mixed_precision.LossScaleOptimizer(optimizers.SGD(momentum=0.9)))


def _stepped(tf, optimizer):
    variable = tf.Variable([1.0, 2.0])
    root = _module(tf, o=optimizer, v=variable)
    if hasattr(optimizer, "get_scaled_loss"):
        optimizer.inner_optimizer.build([variable])
    else:
        optimizer.apply_gradients([(tf.constant([1.0, 1.0]), variable)])
    return root

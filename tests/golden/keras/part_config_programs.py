"""What Keras's parts say of themselves, and its small helpers: run under tf_keras to record, under Tenfold to compare.

A program takes the modules `tf` and `keras` and gives a value that JSON can hold.
"""

import contextlib
import io
import re

import numpy as np

CLASSES = [0, 3, 1, 2]


def serialized_regularizers(tf, keras):
    r = keras.regularizers
    parts = [r.L1(0.02), r.L2(0.03), r.L1L2(0.1, 0.2), r.l1_l2(0.25, 0.5), r.OrthogonalRegularizer(0.5, "columns")]
    return [keras.regularizers.serialize(part) for part in parts]


def serialized_initializers(tf, keras):
    i = keras.initializers
    parts = [i.Zeros(), i.Constant(2.5), i.GlorotNormal(seed=3), i.HeUniform(), i.TruncatedNormal(0.5, 0.25, seed=1)]
    parts += [i.VarianceScaling(2.0, "fan_out", "uniform"), i.Orthogonal(1.5), i.Identity(2.0), i.RandomUniform(-1, 1)]
    return [keras.initializers.serialize(part) for part in parts]


def serialized_constraints(tf, keras):
    c = keras.constraints
    parts = [c.NonNeg(), c.MaxNorm(2, axis=1), c.UnitNorm(), c.MinMaxNorm(0.5, 2.0, rate=0.75, axis=[0, 1])]
    older = keras.constraints.serialize(parts[1], use_legacy_format=True)
    return [*(keras.constraints.serialize(part) for part in parts), older]


def serialized_activations(tf, keras):
    a = keras.activations
    functions = [a.relu, keras.activations.linear, a.softmax, a.swish, a.hard_sigmoid]
    own = keras.activations.serialize(_by_ten), keras.activations.serialize(_by_ten, use_legacy_format=True)
    return [*(keras.activations.serialize(function) for function in functions), *own]


def _by_ten(x):
    return 10 * x


def constraints_by_name(tf, keras):
    w = np.array([[3.0, -4.0], [0.6, 0.8], [-1.0, 0.0]], "float32")
    given = ["non_neg", "MaxNorm", "unit_norm", {"class_name": "MaxNorm", "config": {"max_value": 1.0, "axis": 1}}]
    found = [np.asarray(keras.constraints.get(part)(tf.constant(w))).round(6).tolist() for part in given]
    return [*found, keras.constraints.get(None)]


def backend_settings(tf, keras):
    b = keras.backend
    before = [keras.backend.floatx(), keras.backend.epsilon(), keras.backend.image_data_format()]
    try:
        b.set_floatx("float64"), b.set_epsilon(1e-3), b.set_image_data_format("channels_first")
        layer = keras.layers.Conv2D(2, 1)
        shape = list(layer.compute_output_shape((1, 3, 4, 5)))
        close = keras.losses.categorical_crossentropy(tf.constant([[1.0, 0.0]], tf.float64), [[0.0, 1.0]])
        during = [b.floatx(), b.epsilon(), b.image_data_format(), layer.dtype, shape, round(float(close[0]), 6)]
    finally:
        b.set_floatx(before[0]), b.set_epsilon(before[1]), b.set_image_data_format(before[2])
    return [before, during, [b.floatx(), b.epsilon(), b.image_data_format()]]


def categories(tf, keras):
    to = keras.utils.to_categorical
    made = [
        to(CLASSES),
        to(CLASSES, 6),
        to([[1], [0]], num_classes=3),
        to([[[1, 0], [2, 2]]]),
        to([1.0, 0.0], 2, "int32"),
    ]
    return [[array.dtype.name, list(array.shape), array.tolist()] for array in made]


def own_regularizer(tf, keras):
    class Largest(keras.regularizers.Regularizer):
        def __init__(self, rate):
            self.rate = rate

        def __call__(self, weights):
            return self.rate * tf.reduce_max(tf.abs(weights))

        def get_config(self):
            return {"rate": self.rate}

    dense = keras.layers.Dense(2, kernel_initializer=keras.initializers.Constant(-3.0), kernel_regularizer=Largest(0.5))
    dense(tf.ones([1, 4]))
    same = Largest.from_config(dense.kernel_regularizer.get_config())
    return [[float(loss) for loss in dense.losses], same.rate]


def registered(tf, keras):
    @keras.utils.register_keras_serializable("Papers", name="Doubled")
    class Twice(keras.layers.Layer):
        def call(self, x):
            return 2 * x

    @keras.utils.register_keras_serializable()
    def thrice(x):
        return 3 * x

    model = keras.Sequential([keras.layers.Input((2,)), Twice(name="t"), keras.layers.Activation(thrice, name="a")])
    again = keras.Sequential.from_config(model.get_config())
    names = [keras.utils.get_registered_name(part) for part in (Twice, thrice)]
    found = [keras.utils.get_registered_object(name).__name__ for name in names]
    return [names, found, again(tf.ones([1, 2])).numpy().tolist(), type(again.layers[0]).__name__]


def progress(tf, keras):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        bar = keras.utils.Progbar(4, width=8, verbose=2, stateful_metrics=["seen"])
        bar.update(2, [("loss", 1.0), ("seen", 5)])
        bar.update(4, [("loss", 3.0), ("seen", 7)])
    return re.sub(r"\d+[mu]?s\b", "0s", said.getvalue())


def old_adagrad(tf, keras):
    w = tf.Variable([1.0, -2.0, 3.0])
    optimizer = keras.optimizers.legacy.Adagrad(0.5, initial_accumulator_value=0.2, epsilon=1e-3)
    for step in range(5):
        optimizer.apply_gradients([(tf.constant([0.5, -1.0, float(step)]), w)])
    return [w.numpy().round(5).tolist(), optimizer.get_slot(w, "accumulator").numpy().round(5).tolist()]


def windows(tf, keras):
    data = np.arange(12.0)
    made = keras.utils.timeseries_dataset_from_array(data, data[3:] * 10, 3, sequence_stride=2, batch_size=2)
    return [[x.numpy().tolist(), y.numpy().tolist()] for x, y in made]


PROGRAMS = (
    serialized_regularizers,
    serialized_initializers,
    serialized_constraints,
    serialized_activations,
    constraints_by_name,
    backend_settings,
    categories,
    own_regularizer,
    registered,
    progress,
    old_adagrad,
    windows,
)

"""Losses and metrics on what is seldom given to them: integers, ties, masks. Numbers are tf_keras 2.21's."""

import numpy as np
import pytest
from programs import keras, tf

LABELS, PREDICTIONS = np.array([[1, 2], [3, 7]]), np.array([[2, 2], [1, 3]])


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8", "float64"])
def test_huber_takes_integers(dtype):
    value = keras.losses.Huber()(tf.constant(LABELS), tf.cast(PREDICTIONS, dtype))
    assert value.dtype == "float32" and float(value) == 1.375


@pytest.mark.parametrize("name, value", [("MeanAbsoluteError", 1), ("MeanSquaredError", 5)])
def test_means_of_integers_are_integers(name, value):
    found = getattr(keras.losses, name)()(tf.constant(LABELS), tf.constant(PREDICTIONS))
    assert found.dtype == "int64" and int(found) == value


@pytest.mark.parametrize("dtype", ["uint8", "bool"])
def test_predictions_that_cannot_be_negative_are_refused(dtype):
    for loss in (keras.losses.MeanAbsoluteError(), keras.losses.MeanSquaredError()):
        with pytest.raises(tf.errors.InvalidArgumentError, match=f"dtype {dtype} have no losses"):
            loss(tf.constant(LABELS), tf.cast(PREDICTIONS, dtype))


@pytest.mark.parametrize("k, precision, recall", [(1, 0.5, 1 / 3), (2, 0.5, 2 / 3), (3, 1 / 3, 2 / 3), (4, 3 / 8, 1.0)])
def test_top_k_counts_k_of_equal_predictions_the_lowest_numbers_first(k, precision, recall):
    labels = np.array([[0, 1, 0, 1], [1, 0, 0, 0]], "float32")
    predictions = np.array([[0.5, 0.5, 0.5, 0.5], [0.2, 0.2, 0.1, 0.2]], "float32")
    for cls, wanted in ((keras.metrics.Precision, precision), (keras.metrics.Recall, recall)):
        eager, traced = cls(top_k=k), cls(top_k=k)
        eager.update_state(labels, predictions)
        tf.function(traced.update_state)(tf.constant(labels), tf.constant(predictions))
        assert float(eager.result()) == pytest.approx(wanted) == float(traced.result())


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras.metrics.Precision(thresholds="0.5"),
        lambda: keras.metrics.Recall(thresholds=[0.1, "a"]),
        lambda: keras.metrics.FalsePositives(thresholds=[[0.1, 0.2]]),
    ],
)
def test_thresholds_are_numbers(make):
    with pytest.raises(TypeError, match="`thresholds` must be a number"):
        make()


def test_areas_by_label_need_a_last_axis_of_labels():
    for shape in ((4,), (4, 3, 2)):
        with pytest.raises(ValueError, match="multi_label=True.*batch, labels"):
            keras.metrics.AUC(multi_label=True).update_state(np.ones(shape), np.ones(shape))


def test_a_hinge_has_a_slope_at_the_margin_itself():
    values = tf.Variable([[1.0], [2.0], [0.0]])
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(keras.losses.hinge(tf.ones((3, 1)), values))
    assert tape.gradient(loss, values).numpy().tolist() == [[-1.0], [0.0], [-1.0]]  # tf_keras's


def test_a_batch_without_samples_has_a_loss_of_0_and_no_gradient_also_in_a_function():
    @tf.function(input_signature=[tf.TensorSpec([None, 3]), tf.TensorSpec([None, 3])])
    def loss_and_gradient(labels, predictions):
        with tf.GradientTape() as tape:
            tape.watch(predictions)
            loss = keras.losses.CategoricalCrossentropy()(labels, predictions)
        return loss, tape.gradient(loss, predictions)

    for rows, wanted in ((0, 0.0), (2, np.log(3.0))):
        labels = np.eye(3, dtype="float32")[[0] * rows]
        loss, gradient = loss_and_gradient(labels, np.full((rows, 3), 1 / 3, "float32"))
        assert float(loss) == pytest.approx(wanted, rel=1e-6) and gradient.shape == (rows, 3)


def test_a_metric_of_plain_python_counts_in_a_training_step_too():
    class Distance(keras.metrics.experimental.PyMetric):
        def update_state(self, y_true, y_pred, sample_weight=None):
            self.total += float(np.abs(y_true.numpy() - y_pred.numpy()).sum())
            self.rows += len(y_true)

        def reset_state(self):
            self.total, self.rows = 0.0, 0

        def result(self):
            return self.total / max(self.rows, 1)

    model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
    model.compile("sgd", "mse", metrics=[Distance(), "mae"])
    x, y = np.ones((7, 2), "float32"), np.zeros((7, 1), "float32")
    assert model.evaluate(x, y, batch_size=3, verbose=0) == [4.0, 2.0, 2.0]
    logs = model.fit(x, y, batch_size=3, epochs=2, verbose=0).history
    assert logs["distance"] == pytest.approx(logs["mae"]) and logs["distance"][1] < logs["distance"][0] < 2
    with pytest.raises(NotImplementedError, match="Distance must implement `merge_state`"):
        Distance().merge_state([])

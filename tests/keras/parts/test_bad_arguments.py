"""Arguments with which no optimizer, schedule, metric or loss can do anything are refused where it is made."""

import numpy as np
import pytest
from programs import keras, tf

from tenfold.api import era

schedules, metrics = keras.optimizers.schedules, keras.metrics


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: schedules.PiecewiseConstantDecay([5, 2], [1.0, 0.5, 0.1]), "that increase"),
        (lambda: schedules.PiecewiseConstantDecay([2, 5], [1.0, 0.5]), "should be 1 less"),
        (lambda: schedules.ExponentialDecay(0.1, 0, 0.9), "`decay_steps` must be > 0"),
        (lambda: schedules.InverseTimeDecay(0.1, -1, 0.9), "`decay_steps` must be > 0"),
        (lambda: schedules.PolynomialDecay(0.1, 0), "`decay_steps` must be > 0"),
        (lambda: schedules.CosineDecay(0.1, np.int64(0)), "`decay_steps` must be > 0"),
        (lambda: schedules.CosineDecayRestarts(0.1, 0.0), "`first_decay_steps` must be > 0"),
        (lambda: schedules.CosineDecayRestarts(0.1, 10, t_mul=0.0), "`t_mul` must be > 0"),
        (lambda: schedules.ExponentialDecay(0.1, 10, 0.9, name=5), "must be a string. Received: name=5"),
        (lambda: keras.optimizers.Adam(name=0), "must be a string. Received: name=0"),
        (lambda: keras.optimizers.legacy.SGD(name=2.5), "must be a string. Received: name=2.5"),
        (lambda: metrics.IoU(3, None), "target_class_ids"),
        (lambda: metrics.BinaryIoU([]), "`target_class_ids` is empty"),
        (lambda: metrics.OneHotIoU(3, [3]), "out of range"),
        (lambda: metrics.MeanIoU(0), "`num_classes` must be a whole number"),
        (lambda: metrics.OneHotMeanIoU(None), "`num_classes` must be a whole number"),
        (lambda: metrics.Precision(thresholds=[]), "`thresholds` is empty"),
        (lambda: metrics.get(None), "Could not interpret metric identifier: None"),
        (lambda: keras.losses.Huber(reduction=None), "Invalid Reduction Key: None"),
        (lambda: keras.optimizers.AdamW(weight_decay=None), "Missing value of `weight_decay`"),
    ],
)
def test_what_cannot_work_is_refused_at_once(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_a_checkpoint_needs_a_path():
    with pytest.raises(TypeError, match="`filepath` of ModelCheckpoint must be a path; received 5"):
        keras.callbacks.ModelCheckpoint(5)


@pytest.fixture
def in_era():
    yield era.set_era
    era.set_era(None)


def test_keras_3_takes_none_for_none_and_one_limit_of_gradients(in_era):
    in_era("3")
    assert keras.metrics.get(None) is None and keras.optimizers.get(None) is None
    assert keras.losses.Huber(reduction=None).reduction == "none"
    with pytest.raises(ValueError, match="At most one"):
        keras.optimizers.SGD(clipnorm=1.0, clipvalue=1.0)


@pytest.mark.parametrize("limit", ["clipnorm", "clipvalue", "global_clipnorm"])
def test_a_limit_of_zero_is_none_but_in_old_optimizers(limit):
    moved = []
    for module in (keras.optimizers, keras.optimizers.legacy):
        v = tf.Variable([1.0, 2.0])
        module.SGD(0.5, **{limit: 0}).apply_gradients([(tf.constant([1.0, 1.0]), v)])
        moved.append(v.numpy().tolist())
    assert moved == [[0.5, 1.5], [1.0, 2.0]]  # recorded from tf_keras 2.21


def test_no_weight_decay_is_asked_for_by_zero():
    optimizer, v = keras.optimizers.AdamW(0.1, weight_decay=0), tf.Variable([1.0])
    plain, w = keras.optimizers.Adam(0.1), tf.Variable([1.0])
    for one, variable in ((optimizer, v), (plain, w)):
        one.apply_gradients([(tf.constant([1.0]), variable)])
    assert v.numpy() == w.numpy()


@pytest.mark.parametrize("regressors, score", [(0, 0.6), (1, 0.4), (2, -0.2), (3, 0.6), (9, 0.6)])
def test_an_adjusted_r2_score_needs_samples(regressors, score):
    metric = keras.metrics.R2Score(num_regressors=regressors)
    metric.update_state([[1.0], [2.0], [3.0], [4.0]], [[2.0], [2.0], [3.0], [3.0]])
    assert float(metric.result()) == pytest.approx(score)  # recorded from tf_keras 2.21


def test_a_warm_up_of_no_steps_is_over_at_once():
    for steps in (0, -1):
        rate = schedules.CosineDecay(0.1, 10, warmup_target=0.5, warmup_steps=steps)
        assert float(rate(1 + steps)) == pytest.approx(0.4877641)

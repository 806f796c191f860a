"""An argument spelled nearly right: the error says what is meant."""

import pytest

import tenfold as tf

L = tf.keras.layers


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda: L.Dense(unit=3), "units"),
        (lambda: L.Conv2D(filter=4, kernel_size=3), "filters"),
        (lambda: L.LSTM(3, return_sequence=True), "return_sequences"),
        (lambda: tf.keras.losses.CategoricalCrossentropy(from_logit=True), "from_logits"),
        (lambda: tf.keras.initializers.RandomNormal(stdev=0.1), "stddev"),
        (lambda: tf.keras.callbacks.EarlyStopping(monitr="loss"), "monitor"),
        (lambda: tf.data.Dataset.range(3).batch(2, drop_reminder=True), "drop_remainder"),
        (lambda: tf.keras.preprocessing.image.ImageDataGenerator(rotation=3), "rotation_range"),
        (lambda: tf.concat(axis=0, value=[[1]]), "values"),
        (lambda: tf.one_hot([1], 3, on_val=2), "on_value"),
        (lambda: tf.keras.preprocessing.sequence.pad_sequences([[1]], max_len=3), "maxlen"),
    ],
)
def test_argument_that_is_meant(call, meant):
    with pytest.raises(TypeError, match=f"did you mean '{meant}'"):
        call()


def test_what_is_near_nothing_or_fails_inside_is_left_alone():
    with pytest.raises(TypeError, match=r"unexpected keyword argument 'qqq'$"):
        tf.concat([[1]], 0, qqq=1)
    with pytest.raises(TypeError, match=r"missing 1 required positional argument: 'units'$"):
        L.Dense()

    def own(a):
        return a

    with pytest.raises(TypeError, match=r"unexpected keyword argument 'element'$"):
        tf.map_fn(lambda x: own(element=x), tf.range(3))


def test_users_own_classes_are_pythons_business():
    class Own(tf.keras.losses.Loss):
        def __init__(self, weight):
            super().__init__()

    with pytest.raises(TypeError, match="unexpected keyword argument 'wieght'$"):
        Own(wieght=1)

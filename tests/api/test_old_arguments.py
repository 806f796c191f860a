"""Keras 1's names of layers' arguments."""

import numpy as np
import pytest

from tenfold import keras
from tenfold.api import era

L = keras.layers


@pytest.fixture
def keras_1():
    era.set_era("keras-1.2.2")
    yield
    era.set_era(None)


def config(layer):
    return {key: value for key, value in layer.get_config().items() if key != "name"}


@pytest.mark.parametrize(
    "old, new",
    [
        (
            lambda: L.Dense(output_dim=4, init="he_normal", W_regularizer="l2", b_constraint="non_neg", bias=False),
            lambda: L.Dense(4, None, False, "he_normal", kernel_regularizer="l2", bias_constraint="non_neg"),
        ),
        (
            lambda: L.Convolution2D(8, 3, 5, border_mode="same", subsample=(2, 2), dim_ordering="tf"),
            lambda: L.Conv2D(8, (3, 5), strides=(2, 2), padding="same", data_format="channels_last"),
        ),
        (lambda: L.Convolution2D(nb_filter=8, nb_row=3, nb_col=5), lambda: L.Conv2D(8, (3, 5))),
        (lambda: L.Convolution2D(8, 3, nb_col=5), lambda: L.Conv2D(8, (3, 5))),
        (lambda: L.Convolution3D(8, 3, 4, 5), lambda: L.Conv3D(8, (3, 4, 5))),  # 5 is no padding
        (
            lambda: L.SeparableConvolution2D(8, 3, 5, depthwise_init="ones", pointwise_init="zeros"),
            lambda: L.SeparableConv2D(8, (3, 5), depthwise_initializer="ones", pointwise_initializer="zeros"),
        ),
        (lambda: L.Conv2D(8, 3, dim_ordering="th"), lambda: L.Conv2D(8, 3, data_format="channels_first")),
        (lambda: L.MaxPooling2D((2, 2), border_mode="same"), lambda: L.MaxPooling2D(2, padding="same")),
        (
            lambda: L.LSTM(
                output_dim=4,
                inner_init="zeros",
                forget_bias_init="one",
                inner_activation="tanh",
                dropout_W=0.2,
                dropout_U=0.1,
                U_regularizer="l2",
                b_constraint="non_neg",
                consume_less="gpu",
                input_dim=3,
            ),
            lambda: L.LSTM(
                4,
                "tanh",
                "tanh",
                recurrent_initializer="zeros",
                dropout=0.2,
                recurrent_dropout=0.1,
                recurrent_regularizer="l2",
                bias_constraint="non_neg",
                implementation=2,
                input_shape=(None, 3),
            ),
        ),  # fmt: skip
        (
            lambda: L.GRU(output_dim=2, init="ones", U_constraint="non_neg", consume_less="mem"),
            lambda: L.GRU(2, kernel_initializer="ones", recurrent_constraint="non_neg", implementation=1),
        ),  # fmt: skip
        (
            lambda: L.ConvLSTM2D(nb_filter=2, nb_row=3, nb_col=2, border_mode="same", inner_init="zeros"),
            lambda: L.ConvLSTM2D(2, (3, 2), padding="same", recurrent_initializer="zeros"),
        ),
        (lambda: L.SimpleRNN(output_dim=2, dropout_U=0.5), lambda: L.SimpleRNN(2, recurrent_dropout=0.5)),
        (lambda: L.Dropout(p=0.25), lambda: L.Dropout(0.25)),
        (lambda: L.BatchNormalization(mode=0, gamma_init="ones"), lambda: L.BatchNormalization()),
    ],
)
def test_old_names_mean_the_new_ones(old, new):
    assert config(old()) == config(new())


def test_three_numbers_are_a_kernel_in_keras_1_and_strides_in_tensorflow(keras_1):
    assert L.Convolution2D(8, 3, 5).kernel_size == (3, 5)
    assert L.Conv2D(8, (3, 5)).kernel_size == (3, 5)
    era.set_era("2.15")
    assert (L.Conv2D(8, 3, 5).kernel_size, L.Conv2D(8, 3, 5).strides) == ((3, 3), (5, 5))


def test_a_subclass_hands_old_names_on():
    class Half(L.Dense):
        def __init__(self, init, **kwargs):
            super().__init__(output_dim=2, **kwargs)
            self.mine = init

    layer = Half("mine", W_regularizer="l1")
    assert layer.mine == "mine" and layer.units == 2 and layer.kernel_regularizer is not None
    assert layer(np.ones((1, 3), "float32")).shape == (1, 2)


@pytest.mark.parametrize(
    "call, error, message",
    [
        (lambda: L.Dense(4, units=3), TypeError, "units"),
        (lambda: L.Dense(units=3, output_dim=4), TypeError, "got both 'output_dim' and 'units'"),
        (lambda: L.Dense(4, nb_filter=3), TypeError, "unexpected keyword argument 'nb_filter'"),
        (lambda: L.Conv2D(4, 3, dim_ordering="xy"), ValueError, "`dim_ordering` must be one of 'tf', 'th'"),
        (lambda: L.BatchNormalization(mode=2), TypeError, "mode"),
        (lambda: L.Dense(4, mode=0), TypeError, "unexpected keyword argument 'mode'"),
        (lambda: L.Conv2D(), TypeError, r"^Conv2D.__init__\(\) missing 2 required positional arguments: 'filters' and"),
        (lambda: L.DepthwiseConv1D(), TypeError, r"^DepthwiseConv1D.__init__\(\) missing 1 required"),
        (lambda: type("Mine", (L.SpatialDropout2D,), {})(), TypeError, r"^SpatialDropout2D.__init__\(\) missing 1"),
        (
            lambda: L.Conv2DTranspose(4, 3, kernel_size=3),
            TypeError,
            r"^Conv2DTranspose.__init__\(\) got multiple values",
        ),
    ],
)
def test_what_means_nothing_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_model_takes_the_ends_that_keras_1_called_otherwise():
    class Own(keras.Model):
        pass

    x = keras.Input((3,))
    y = L.Dense(2)(x)
    for made in (keras.Model(input=[x], output=y, name="m"), Own(input=x, output=[y])):
        assert made.input is x and made.output is y and made.predict(np.ones((2, 3)), verbose=0).shape == (2, 2)
    with pytest.raises(TypeError, match=r"both \['inputs'\] and"):
        keras.Model(input=x, output=y, inputs=x)

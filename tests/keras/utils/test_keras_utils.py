"""Label helpers and automatic names."""

from collections import Counter

import numpy as np
import pytest

import tenfold as tf
from tenfold.compat.finder import Finder
from tenfold.keras.utils import naming
from tenfold.keras.utils.arguments import has_arg
from tenfold.keras.utils.np_utils import normalize, to_categorical, to_ordinal


def test_to_categorical():
    np.testing.assert_array_equal(to_categorical([0, 2, 1]), [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    assert to_categorical([0, 1]).dtype == np.float32
    assert to_categorical([[1], [0]], 4, dtype="int64").tolist() == [[0, 1, 0, 0], [1, 0, 0, 0]]
    assert to_categorical(np.zeros((2, 3)), 5).shape == (2, 3, 5)
    assert to_categorical(2, 3).tolist() == [0, 0, 1]
    assert to_categorical([1.9], 3).tolist() == [[0, 1, 0]]
    assert to_categorical([-1], 3).tolist() == [[0, 0, 1]]  # as Keras: counted from the end
    assert to_categorical([], 3).shape == (0, 3)


def test_labels_that_do_not_fit():
    with pytest.raises(IndexError, match=r"\[0, 3\).*from 0 to 3; pass num_classes=4"):
        to_categorical([0, 3], 3)
    with pytest.raises(IndexError, match=r"from -4 to 1; number them from 0"):
        to_categorical([-4, 1], 3)
    with pytest.raises(ValueError, match="up to -2; number them from 0"):
        to_categorical([-3, -2])
    with pytest.raises(ValueError, match="empty label array"):
        to_categorical([])


def test_to_ordinal():
    assert to_ordinal([0, 1, 2, 3]).tolist() == [[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert to_ordinal([[1]], 3, "int32").tolist() == [[1, 0]]


def test_normalize():
    np.testing.assert_allclose(normalize([[3.0, 4.0], [0.0, 0.0]]), [[0.6, 0.8], [0, 0]])
    np.testing.assert_allclose(
        normalize(np.array([[3.0, 1.0], [4.0, 1.0]]), axis=0, order=1), [[3 / 7, 0.5], [4 / 7, 0.5]]
    )
    np.testing.assert_allclose(normalize([3.0, 4.0]), [[0.6, 0.8]])  # as Keras: a row


@pytest.fixture
def fresh_names():
    naming.reset_uids()
    yield
    naming.reset_uids()


@pytest.mark.parametrize(
    "name, snake",
    [
        ("Dense", "dense"),
        ("MaxPooling2D", "max_pooling2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("GlobalAveragePooling2D", "global_average_pooling2d"),
        ("SimpleRNN", "simple_rnn"),
        ("LSTM", "lstm"),
        ("ReLU", "re_lu"),
        ("PReLU", "p_re_lu"),
        ("MultiHeadAttention", "multi_head_attention"),
        ("_B", "private_b"),
    ],
)
def test_snake_case(name, snake):
    assert naming.to_snake_case(name) == snake


def test_automatic_names(fresh_names):
    assert [naming.auto_name("Dense") for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert [naming.auto_name("Functional") for _ in range(2)] == ["model", "model_1"]
    assert [naming.get_uid("input") for _ in range(2)] == [1, 2]
    assert naming.get_uid("dense") == 1  # counted apart from the layers' names
    naming.reset_uids()
    assert naming.auto_name("Dense") == "dense" and naming.get_uid("input") == 1


def test_unique_names(fresh_names):
    assert [naming.unique_object_name("d") for _ in range(2)] == ["d_1", "d_2"]
    own = Counter()
    assert naming.unique_object_name("d", own, zero_based=True) == "d"
    assert naming.unique_object_name("d", own, {"d_1"}, zero_based=True) == "d_2"
    naming.observe_object_name("mine")
    assert naming.observed_names() == {"mine"}
    assert naming.unique_object_name("mine", own, naming.observed_names(), zero_based=True) == "mine_1"


def test_whether_a_function_takes_an_argument():
    def function(a, /, b, *c, d=1, **e):
        """Of every kind."""

    assert [has_arg(function, name) for name in "abcdef"] == [False, True, False, True, False, False]
    assert has_arg(function, "f", accept_all=True) and not has_arg(len, "f", accept_all=True)
    assert has_arg(tf.keras.layers.Dense, "units") and has_arg(tf.keras.layers.Dense(1).call, "inputs")


def test_generic_utils():
    there = tf.keras.utils.generic_utils
    assert there.has_arg(normalize, "axis") and there.Progbar is tf.keras.utils.Progbar
    assert there.CustomObjectScope is tf.keras.utils.CustomObjectScope
    imported = Finder().resolve("keras.utils.generic_utils")
    assert imported.has_arg(normalize, "axis") and imported.to_categorical is tf.keras.utils.to_categorical

"""Arguments that are none: a layer says so when it is made, with the class of Keras, and not Python or NumPy."""

import numpy as np
import pytest
from programs import keras

L = keras.layers
NO_COUNTS = [None, 0, -1, "3", b"3", True, float("nan"), float("inf"), 0.5, [3], {}, 1j]


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (L.Dense, "units"),
        (L.LSTM, "units"),
        (L.GRUCell, "units"),
        (lambda v: L.ConvLSTM1D(v, 2), "filters"),
        (lambda v: L.Conv1D(1, 2, groups=v), "groups"),
        (lambda v: L.Embedding(2, v), "output_dim"),
        (lambda v: L.MultiHeadAttention(v, 2), "num_heads"),
        (L.Hashing, "num_bins"),
    ],
)
@pytest.mark.parametrize("value", NO_COUNTS, ids=repr)
def test_what_is_no_number_of_things(make, argument, value):
    with pytest.raises(ValueError, match=f"`{argument}`.*[Rr]eceived|`{argument}`.*got"):
        make(value)


def test_a_fraction_is_cut_off_as_in_keras():
    assert L.Dense(7 / 2).units == L.LSTM(np.float32(3.5)).units == 3


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: L.MaxPooling2D([[1, 2], [3]]), "`pool_size` argument must be a tuple of 2 integers >= 1"),
        (lambda: L.Conv2D(1, (2, None)), "`kernel_size` argument must be a tuple of 2 integers >= 1"),
        (lambda: L.UpSampling2D((2, "2")), "`size` argument must be a tuple of 2 integers >= 1"),
        (lambda: L.MaxPooling2D((2, float("nan"))), "`pool_size` argument must be a tuple of 2 integers >= 1"),
        (lambda: L.ReLU(max_value="bad"), "max_value of a ReLU layer must be a float. Received: 'bad'"),
        (lambda: L.LeakyReLU([1, 2]), "must be a float"),
        (lambda: L.Permute(None), "`dims` of Permute must be a list or a tuple. Received: None"),
        (lambda: L.Permute((None, 1)), "`dims` for Permute Layer"),
        (lambda: L.Reshape(None), "`target_shape` of Reshape must be a list or a tuple. Received: None"),
        (lambda: L.PReLU(shared_axes=1.5), "`shared_axes` of PReLU must be a list or a tuple. Received: 1.5"),
        (lambda: L.StackedRNNCells(5), "`cells` of StackedRNNCells must be a list or a tuple. Received: 5"),
        (lambda: L.StackedRNNCells([]), "`cells` of StackedRNNCells must hold at least one cell"),
        (lambda: L.Bidirectional(L.LSTM(2), weights=3), "`weights` of Bidirectional must be a list or a tuple"),
        (lambda: L.Discretization(["a", "b"]), "must be numbers in rising order; received .'a'"),
        (lambda: L.Discretization([[1, 2], [3]]), "must be numbers in rising order"),
        (lambda: L.Discretization(num_bins="9"), "`num_bins` must be greater than 0. Received `num_bins=9`"),
        (lambda: L.EinsumDense(None, 3), "Invalid einsum equation 'None'"),
        (lambda: L.EinsumDense("ab,bc->ac", None), "`output_shape` of EinsumDense must be a list or a tuple"),
        (lambda: L.StringLookup(max_tokens="9"), "StringLookup: `max_tokens` must be an integer. Received: .*'9'"),
        (lambda: L.IntegerLookup(num_oov_indices=None), "`num_oov_indices` must be an integer. Received: .*None"),
        (
            lambda: L.TextVectorization(vocabulary=-1),
            "`vocabulary` of layer .* must be a list or a tuple. Received: -1",
        ),
        (
            lambda: L.InputLayer(batch_input_shape=()),
            r"`batch_shape` of an Input begins .* Received: \(\)",
        ),
    ],
)
def test_what_is_of_another_kind(make, said):
    with pytest.raises(ValueError, match=said):
        make()

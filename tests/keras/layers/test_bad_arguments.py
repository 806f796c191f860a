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


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (lambda v: L.Dense(1, use_bias=v), "use_bias"),
        (lambda v: L.Dense(1, bias=v), "use_bias"),
        (lambda v: L.Dense(1, None, v), "use_bias"),
        (lambda v: L.LSTM(1, return_sequences=v), "return_sequences"),
        (lambda v: L.GRU(1, reset_after=v), "reset_after"),
        (lambda v: L.Conv2D(1, 2, use_bias=v), "use_bias"),
        (lambda v: L.Embedding(2, 2, mask_zero=v), "mask_zero"),
        (lambda v: L.BatchNormalization(center=v), "center"),
        (lambda v: L.GlobalMaxPooling2D(keepdims=v), "keepdims"),
        (lambda v: L.TextVectorization(ragged=v), "ragged"),
    ],
)
@pytest.mark.parametrize("value", [[], [True], (1,), {}, np.ones(2), "False", b"", dict], ids=repr)
def test_what_is_no_flag(make, argument, value):
    with pytest.raises(TypeError, match=f"Expected `{argument}` argument of .* to be a boolean, but got: "):
        make(value)


def test_truth_values_of_any_kind_are_flags_and_a_user_s_own_may_be_anything():
    for value in (True, np.True_, 1, 0, None, np.float32(1), np.array(True)):
        assert bool(L.Dense(1, use_bias=value).use_bias) == bool(value)

    class Mine(L.Dense):
        def __init__(self, use_bias=True, **kwargs):
            super().__init__(1, use_bias=bool(use_bias), **kwargs)

    assert Mine(use_bias=[1]).use_bias and not Mine([]).use_bias
    with pytest.raises(TypeError, match="Write use_bias=False"):
        L.Dense(1, use_bias="False")


@pytest.mark.parametrize("name", ["RandomHue", "RandomSharpness", "RandomInvert", "RandomPosterization"])
def test_factors_that_are_none(name):
    with pytest.raises(ValueError, match="`factor` must be a number; received None"):
        getattr(L, name)((None, None))
    assert list(getattr(L, name)(np.array([1, 1])).factor) == [1, 1]


def test_runs_longer_than_any_text():
    with pytest.raises(ValueError, match=r"`ngrams` must be at most 10000.*write ngrams=\(1000000000,\)"):
        L.TextVectorization(ngrams=10**9)
    layer = L.TextVectorization(ngrams=3000, vocabulary=["a", "b", "a b"], output_sequence_length=4)
    assert layer([["a b"]]).numpy().tolist() == [[2, 3, 4, 0]]

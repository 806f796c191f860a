"""Negative or zero sizes, counts and lengths, and partners that do not match, are refused, whenever they come to light.

TensorFlow 2.21 refuses every one of these as well. Each is tried with a Python number, with a tensor, and in a function
that does not know the number while it is traced.
"""

import numpy as np
import pytest

import tenfold as tf

X = tf.constant(np.arange(24, dtype=np.float32).reshape(4, 6))
V = tf.constant([3.0, 1.0, 2.0])
IMAGE = tf.constant(np.arange(48, dtype=np.float32).reshape(1, 4, 4, 3))
SIGNAL = tf.constant(np.arange(16, dtype=np.float32))
BOXES, SCORES = tf.constant([[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 0.5, 0.5]]), tf.constant([0.9, 0.8])
WORDS = tf.constant(["hello", "you"])
WAV = tf.audio.encode_wav(X / 30.0, 8)
SPARSE = tf.SparseTensor([[0, 1]], [1.0], [2, 2])

REFUSED = {  # an expression of n -> values of n
    "tf.math.top_k(X, n)": [-1, 7],
    "tf.image.resize(IMAGE, [n, 2])": [-1, 0],
    "tf.image.resize(IMAGE, [n, 2], 'nearest')": [-1, 0],
    "tf.image.crop_and_resize(IMAGE, BOXES, [0, 0], [n, 2])": [-1, 0],
    "tf.image.crop_to_bounding_box(IMAGE, 0, 0, n, 2)": [-1, 0, 5],
    "tf.image.non_max_suppression(BOXES, SCORES, n)": [-1],
    "tf.image.non_max_suppression_overlaps(tf.eye(2), SCORES, n)": [-1],
    "tf.image.combined_non_max_suppression(BOXES[None, :, None], SCORES[None, :, None], n, 2)": [-1, 0],
    "tf.image.central_crop(IMAGE, n)": [0.0, 1.5],
    "tf.nn.space_to_depth(IMAGE, n)": [-1, 0, 1, 3],
    "tf.nn.depth_to_space(tf.zeros([1, 2, 2, 4]), n)": [-1, 0, 1],
    "tf.space_to_batch(IMAGE, [2, 2], [[n, 0], [0, 0]])": [-2],
    "tf.batch_to_space(tf.zeros([4, 2, 2, 1]), [2, 2], [[n, 0], [0, 0]])": [-1, 5],
    "tf.split(X, [n, -1])": [-2, 5],
    "tf.one_hot([1, 0], n)": [-1],
    "tf.one_hot([1, 0], 2, axis=n)": [-2, 2],
    "tf.range(0, 5, n)": [0],
    "tf.linspace(0.0, 1.0, n)": [-1],
    "tf.tile(X, [n, 1])": [-1],
    "tf.repeat(V, n)": [-1],
    "tf.pad(X, [[n, 0], [0, 0]])": [-1],
    "tf.pad(X, [[n, 0], [0, 0]], 'REFLECT')": [4],
    "tf.slice(X, [n, 0], [1, 1])": [-1, 4],
    "tf.slice(X, [0, 0], [n, 1])": [-2, 5],
    "X[::n]": [0],
    "X[n]": [4, -5],
    "tf.reshape(X, [n, 6])": [-2, 5],
    "tf.expand_dims(X, n)": [-4, 3],
    "tf.zeros([n, 2])": [-1],
    "tf.fill([n, 2], 1)": [-1],
    "tf.eye(n)": [-1],
    "tf.broadcast_to(V, [n, 3])": [-1],
    "tf.linalg.band_part(X, n, 0)": [5],
    "tf.random.normal([n, 2])": [-1],
    "tf.random.categorical(X, n)": [-1],
    "tf.random.stateless_uniform([n], [1, 2])": [-1],
    "tf.random.stateless_categorical(X, n, [1, 2])": [-1],
    "tf.random.uniform_candidate_sampler([[0]], 1, n, True, 5)": [0, 6],
    "tf.signal.frame(SIGNAL, n, 2)": [-1],
    "tf.signal.frame(SIGNAL, 4, n)": [0],
    "tf.signal.rfft(SIGNAL, [n])": [-1],
    "tf.signal.irfft(tf.complex(SIGNAL, SIGNAL), [n])": [-1],
    "tf.signal.hann_window(n)": [-1],
    "tf.signal.kaiser_window(n)": [0],
    "tf.sequence_mask([1, 2], n)": [-1],
    "tf.math.unsorted_segment_sum(V, [0, 0, 0], n)": [-1, 0],
    "tf.histogram_fixed_width(V, [0.0, 5.0], n)": [-1, 0],
    "tf.math.bincount([1, n])": [-1],
    "tf.dynamic_partition(V, [0, 1, n], 2)": [-1, 2],
    "tf.gather(X, n)": [-1, 4],
    "tf.scatter_nd([[n]], [1.0], [3])": [-1, 3],
    "tf.unravel_index([0], [2, n])": [-1, 0],
    "tf.roll(X, 1, n)": [2],
    "tf.strings.substr(WORDS, n, 2)": [6],
    "tf.strings.to_hash_bucket_fast(WORDS, n)": [-1, 0],
    "tf.strings.unsorted_segment_join(WORDS, [0, n], 2)": [-1, 2],
    "tf.strings.unsorted_segment_join(WORDS, [0, 0], n)": [-1, 0],
    "tf.random.experimental.index_shuffle(n, [1, 2], 4)": [-1, 5],
    "tf.random.experimental.index_shuffle(0, [1, 2], n)": [-1, -7],
    "tf.nn.ctc_greedy_decoder(tf.zeros([4, 1, 5]), [n])": [5],
    "tf.audio.decode_wav(WAV, desired_channels=n)": [-2],
    "tf.audio.decode_wav(WAV, desired_samples=n)": [-2],
    "tf.audio.encode_wav(X / 30.0, n)": [-1, 0],
    "tf.sparse.reset_shape(SPARSE, [2, n])": [-1, 1],
    "tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 1, n])": [-1, 0],
    "tf.RaggedTensor.from_value_rowids([1, 2, 3], [0, 1, 1], n)": [-1, 0, 1],
    "tf.RaggedTensor.from_row_lengths([1, 2, 3], [n, 1])": [-1, 1],
}
ALL = [(e, n) for e, values in REFUSED.items() for n in values]
ERRORS = (tf.errors.InvalidArgumentError, ValueError, IndexError)


@pytest.mark.parametrize("expression, n", ALL, ids=[f"{e} for {n}" for e, n in ALL])
def test_refused_as_a_number_as_a_tensor_and_when_a_function_runs(expression, n):
    compute = eval(f"lambda n: {expression}", globals())
    unknown = tf.function(compute, input_signature=[tf.TensorSpec([], tf.constant(n).dtype)])
    for attempt in (compute, lambda n: compute(tf.constant(n)), unknown):
        with pytest.raises(ERRORS):
            attempt(n)


NUMBERS_ONLY = [  # what decides how many results there are, or how they lie, must be known beforehand
    "tf.split(X, 0)",
    "tf.split(X, -1)",
    "tf.split(X, 3)",
    "tf.split(X, [2, 3])",
    "tf.split(X, [-1, -1])",
    "tf.unstack(X, 3)",
    "tf.unstack(X, -1)",
    "tf.dynamic_partition(V, [0, 0, 0], 0)",
    "tf.nn.ctc_beam_search_decoder(tf.zeros([4, 1, 5]), [4], beam_width=0)",
    "tf.nn.ctc_beam_search_decoder(tf.zeros([4, 1, 5]), [4], top_paths=0)",
    "tf.image.extract_patches(IMAGE, [1, 2, 2, 1], [1, 0, 1, 1], [1, 1, 1, 1], 'VALID')",
    "tf.image.extract_patches(IMAGE, [1, 2, 2, 1], [1, 1, 1, 1], [1, -1, 1, 1], 'VALID')",
    "tf.image.crop_and_resize(IMAGE, BOXES, [0], [2, 2])",
    "tf.image.draw_bounding_boxes(IMAGE, BOXES, [[1.0, 0.0, 0.0]])",
    "tf.roll(X, [1, 1], 0)",
    "tf.concat([X, X], None)",
    "tf.math.top_k(X, None)",
    "tf.math.top_k(X, [2])",
    "tf.one_hot([1, 0], [2])",
    "tf.zeros([[2, 2]])",
    "tf.zeros(tf.constant([[2, 2]]))",
    "tf.strings.ngrams(WORDS, 2, pad_values='p', padding_width=0)",
    "tf.sparse.split(SPARSE, 3, 0)",
    "tf.sparse.retain(SPARSE, [True, False])",
    "tf.sparse.slice(SPARSE, [0, 0], [-1, 2])",
    "tf.sparse.reshape(SPARSE, [-2, 2])",
    "tf.TensorArray(tf.float32, 2).split(V, [-1, 4])",
    "tf.nn.max_pool2d(IMAGE, 5, 1, 'VALID')",
    "tf.nn.avg_pool2d(IMAGE, 5, 3, 'VALID')",
    "tf.nn.conv2d(IMAGE, tf.zeros([5, 1, 3, 1]), 2, 'VALID')",
]


@pytest.mark.parametrize("expression", NUMBERS_ONLY)
def test_refused_at_the_call(expression):
    compute = eval(f"lambda: {expression}", globals())
    for attempt in (compute, tf.function(compute)):
        with pytest.raises((*ERRORS, TypeError)):
            attempt()


def test_a_window_larger_than_its_image_is_refused_while_a_model_is_built():
    inputs = tf.keras.Input((4, 4, 3))
    for layer in (tf.keras.layers.MaxPooling2D(5), tf.keras.layers.Conv2D(1, 5)):
        with pytest.raises(ValueError):
            layer(inputs)


def test_the_message_names_the_op_the_argument_and_what_is_expected():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"top_k_v2: `k` must be 0 or more; received -1"):
        tf.math.top_k(X, -1)
    with pytest.raises(ValueError, match=r"top_k_v2: `k` must be 0 or more; received -1"):
        tf.function(lambda x: tf.math.top_k(x, -1))(X)


def test_a_tensor_array_of_static_size_takes_as_many_entries():
    with pytest.raises(ValueError, match="static size 2"):
        tf.TensorArray(tf.float32, 2).unstack(V)
    assert tf.TensorArray(tf.float32, 0, dynamic_size=True).unstack(V).size().numpy() == 3
    assert tf.TensorArray(tf.float32, 5).unstack(V).size().numpy() == 3  # fewer are TensorFlow's choice


def test_refused_in_second_gear_with_the_name_and_what_fits_still_runs():
    pytest.importorskip("jax")
    spec = [tf.TensorSpec([], tf.int32)]
    best = tf.function(lambda k: tf.math.top_k(X * 2.0, k).values, jit_compile=True, input_signature=spec)
    for k, works in ((2, True), (2, True), (-1, False), (3, True)):
        if works:
            assert best(k).shape == (4, k)
            continue
        with pytest.raises(tf.errors.InvalidArgumentError, match="`k` must be 0 or more; received -1"):
            best(k)


@pytest.mark.parametrize("dims", [(4, 0), (0, 4)])
def test_empty_is_a_size_like_any_other(dims):
    assert tf.zeros(dims).shape == tf.reshape(tf.zeros([0]), dims).shape == dims
    assert tf.math.top_k(X, 0).values.shape == (4, 0) and tf.one_hot([1, 0], 0).shape == (2, 0)
    assert tf.linspace(0.0, 1.0, 0).shape == tf.signal.hann_window(0).shape == tf.signal.vorbis_window(0).shape == (0,)

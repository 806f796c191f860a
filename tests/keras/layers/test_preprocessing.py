"""Layers that preprocess, as programs use them: what they adapt to, strings, models, files, errors."""

import copy
import json
import pickle
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import tenfold as tf
from tenfold import keras

GOLDEN = Path(__file__).parents[2] / "golden" / "keras"
sys.path.insert(0, str(GOLDEN))

from preprocessing_programs import PROGRAMS, run  # noqa: E402

L, V = keras.layers, ["a", "b", "c"]
RECORDED = json.loads((GOLDEN / "preprocessing.json").read_text(encoding="utf-8"))


def close(wanted, value):
    """Whether two structures are equal, floats to three digits."""
    if isinstance(wanted, list):
        return isinstance(value, list) and len(wanted) == len(value) and all(map(close, wanted, value))
    if isinstance(wanted, float):
        return isinstance(value, float) and abs(wanted - value) <= 2e-3 * abs(wanted) + 1e-6
    return type(wanted) is type(value) and wanted == value


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_give_what_they_gave_elsewhere(name):
    value = run(name, tf, keras)
    assert close(RECORDED[name], value), f"{RECORDED[name]}\nagainst\n{value}"


# data, state and copies


def adapted(layer, data, **options):
    layer.adapt(data, **options)
    return layer


class Batches:
    """What data sets are to `adapt`: it can be iterated over, again and again."""

    def __init__(self, *batches):
        self.batches = batches

    def __iter__(self):
        return iter(self.batches)


class Column:
    """What a column of a table of another library is: it becomes an array when asked."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)


def test_adapt_takes_whatever_gives_batches():
    batches = Batches(np.array(["b", "a"]), np.array(["b"]))
    assert adapted(L.StringLookup(), batches, steps=1).get_vocabulary() == ["[UNK]", "b", "a"]
    assert adapted(L.StringLookup(), batches).vocabulary_size() == 3
    assert adapted(L.TextVectorization(), Column(["x y", "y"])).get_vocabulary() == ["", "[UNK]", "y", "x"]
    layer = adapted(L.Normalization(), (np.full((2, 1), float(i)) for i in range(3)))
    assert layer.count.numpy() == 6 and layer.mean.numpy() == 1.0


@pytest.mark.parametrize(
    "data, options, says",
    [
        ("text", {}, "received 'text'"),
        (None, {}, "received None"),
        (Batches(np.array(["a"])), {"batch_size": 2}, "batch_size"),
        ([(np.array(["a"]), np.array([1]))].__iter__(), {}, "without labels"),
        (Batches(), {}, "non-empty"),
        (3.0, {}, "cannot read float"),
        (["a"], {"steps": 0}, "`steps` must be at least 1"),
    ],
)
def test_adapt_says_what_it_cannot_read(data, options, says):
    with pytest.raises(ValueError, match=says) as error:
        L.StringLookup(name="words").adapt(data, **options)
    assert "words" in str(error.value)


def test_adapt_is_no_part_of_a_function():
    with pytest.raises(RuntimeError, match=r"inside a `tf\.function`"):
        tf.function(lambda: L.StringLookup().adapt(["a"]))()


def test_state_is_taken_in_inside_a_function():
    layer = L.StringLookup()
    take = tf.function(lambda x: layer.update_state(x))
    take(tf.constant(["a", "b"]))
    take(tf.constant(["b", "c"]))
    layer.finalize_state()
    assert layer.get_vocabulary() == ["[UNK]", "b", "c", "a"]


def test_a_layer_of_ones_own_adapts():
    class Divided(L.experimental.preprocessing.PreprocessingLayer):
        total = 0.0

        def update_state(self, data):
            self.total += float(tf.reduce_sum(data))

        def reset_state(self):
            self.total = 0.0

        def call(self, inputs):
            return inputs / self.total

    layer = Divided()
    assert not layer.is_adapted
    layer.compile()
    layer.adapt(np.ones((100, 2)))
    assert layer.is_adapted and layer(np.ones((1, 2))).numpy().tolist() == [[np.float32(0.005)] * 2]
    layer.adapt(np.ones((1, 2)))
    assert layer.total == 2.0
    with pytest.raises(ValueError, match="nothing to `adapt`"):
        L.Hashing(3).adapt(["a"])


def test_copies_learn_by_themselves():
    layer = adapted(L.TextVectorization(), ["a b"])
    copied, pickled = copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))
    copied.adapt(["x"])
    assert layer.get_vocabulary()[2:] == pickled.get_vocabulary()[2:] == ["b", "a"]
    assert copied.get_vocabulary()[2:] == ["x"]


def test_a_new_vocabulary_reaches_what_was_traced():
    layer = adapted(L.StringLookup(output_mode="count"), [["a", "b"]])
    model = keras.Sequential([layer])
    function = tf.function(lambda x: L.StringLookup(vocabulary=["a"])(x))
    words = np.array([["a", "c"]])
    assert model.predict(words, verbose=0).tolist() == [[1.0, 0.0, 1.0]]
    layer.adapt([["a", "b", "c"]])
    assert model.predict(words, verbose=0).tolist() == [[0.0, 1.0, 0.0, 1.0]]
    assert function(tf.constant(words)).numpy().tolist() == [[1, 0]]


def test_spellings_of_earlier_versions():
    assert L.CategoryEncoding(max_tokens=3, output_mode="binary").get_config()["output_mode"] == "multi_hot"
    assert L.Discretization(bins=[1.0, 2.0]).bin_boundaries == [1.0, 2.0] and L.Discretization(bins=4).num_bins == 4
    assert L.IntegerLookup(max_values=3).max_tokens == 3
    assert L.TextVectorization(output_mode="tf-idf").output_mode == "tf_idf"


def test_names_among_what_was_experimental():
    place = L.experimental.preprocessing
    names = {name for name in dir(place) if not name.startswith("_")} - {"PreprocessingLayer"}
    assert len(names) > 8 and all(getattr(place, name) is getattr(L, name) for name in names)


def test_the_way_back_needs_a_token_for_what_is_unknown():
    for layer in (L.StringLookup, L.IntegerLookup):
        with pytest.raises(ValueError, match="`invert` needs an `oov_token`"):
            layer(invert=True, oov_token=None)


# models and files


def classifier(layer):
    texts, labels = np.array(["good film", "bad film", "great", "awful bad"] * 8), np.array([1, 0, 1, 0] * 8)
    layer.adapt(texts)
    dense = L.Dense(1, activation="sigmoid", kernel_initializer="zeros")
    model = keras.Sequential([layer, dense])
    model.compile(keras.optimizers.SGD(1.0), "binary_crossentropy")
    model.fit(texts, labels, epochs=5, shuffle=False, verbose=0)
    return model


@pytest.mark.parametrize("mode", ["count", "tf_idf"])
def test_a_classifier_of_texts_trains_and_keeps_its_vocabulary_in_a_file(tmp_path, mode):
    model = classifier(L.TextVectorization(output_mode=mode))
    texts = np.array(["good great", "bad", "unheard"])
    given = model.predict(texts, verbose=0)
    assert given[0] > 0.5 > given[1]
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5")
    assert np.array_equal(again.predict(texts, verbose=0), given)
    assert again.layers[0].get_vocabulary() == model.layers[0].get_vocabulary()
    assert model.layers[0].get_config()["vocabulary"] is None


def test_weights_alone_do_not_hold_a_vocabulary(tmp_path):
    model = classifier(L.TextVectorization(output_mode="multi_hot", name="texts"))
    with pytest.raises(NotImplementedError, match=r"learned \(string_lookup.*model\.save"):
        model.save_weights(tmp_path / "weights.h5")


def test_what_was_learned_of_numbers_is_kept_in_files(tmp_path):
    data = np.random.RandomState(0).randn(60, 1).astype("float32")
    inputs = keras.Input((1,))
    bins, normal = L.Discretization(num_bins=4), L.Normalization()
    model = keras.Model(inputs, [bins(inputs), normal(inputs)])
    bins.adapt(data)
    normal.adapt(data)
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5")
    for wanted, found in zip(model(data), again(data)):
        assert np.array_equal(wanted, found)
    other = keras.Model(inputs, [L.Discretization(num_bins=4)(inputs), L.Normalization()(inputs)])
    other.set_weights(model.get_weights())
    assert other.layers[1].bin_boundaries == bins.bin_boundaries
    assert model.count_params() == 3  # that of the bins' summary is not known


def test_vocabularies_of_files(tmp_path):
    words, numbers = tmp_path / "words.txt", tmp_path / "numbers.txt"
    words.write_text("a\nb\n")
    numbers.write_text("12\n36\n")
    layer = L.StringLookup(vocabulary=str(words))
    assert layer(["b", "q"]).numpy().tolist() == [2, 0] and layer.get_config()["vocabulary"] == str(words)
    assert L.IntegerLookup(vocabulary=numbers)([36, 5]).numpy().tolist() == [2, 0]
    assert L.TextVectorization(vocabulary=str(words))(["b a"]).numpy().tolist() == [[3, 2]]
    with pytest.raises(ValueError, match="does not support loading a vocabulary from file"):
        L.StringLookup(vocabulary=str(words), output_mode="tf_idf", idf_weights=[1.0, 2.0])


def shouted(texts):
    return tf.strings.upper(texts)


def test_a_function_of_the_users_is_saved_by_name(tmp_path):
    layer = L.TextVectorization(standardize=shouted, ngrams=(1, 2), vocabulary=["A", "B", "A B"])
    model = keras.Sequential([keras.Input((), dtype="string"), layer])
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5", custom_objects={"shouted": shouted})
    assert again.predict(["a b"], verbose=0).tolist() == model.predict(["a b"], verbose=0).tolist() == [[2, 3, 4]]
    with pytest.raises(ValueError, match=r"Received: 'shouted'"):
        keras.models.load_model(tmp_path / "model.h5")


def test_ragged_and_sparse_tensors_in_functional_models(tmp_path):
    inputs, texts = keras.Input((1,), dtype="string"), np.array([["a"], ["b c"], ["c a b"]])
    ragged = L.TextVectorization(vocabulary=V, ragged=True)(inputs)
    rows = L.StringLookup(vocabulary=V, output_mode="count", sparse=True)(inputs)
    model = keras.Model(inputs, [ragged, rows, ragged.to_tensor()])
    assert model.output_shape == [(None, None), (None, 4), (None, None)]
    given = model.predict(texts, batch_size=2, verbose=0)
    assert given[0].to_list() == [[2], [3, 4], [4, 2, 3]] and given[2].to_list() == [[2, 0], [3, 4], [4, 2, 3]]
    assert tf.sparse.to_dense(given[1]).numpy().tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]]
    model = keras.Model(inputs, {"ragged": ragged, "rows": L.Dense(2, kernel_initializer="ones")(rows)})
    model.save(tmp_path / "model.h5")
    for again in (
        copy.deepcopy(model),
        keras.models.clone_model(model),
        keras.models.load_model(tmp_path / "model.h5"),
    ):
        found = again(tf.constant(texts))
        assert found["ragged"].to_list() == [[2], [3, 4], [4, 2, 3]]
        assert found["rows"].numpy().tolist() == [[1.0, 1.0]] * 3
    parts = keras.Model(inputs, L.Lambda(lambda r: r.flat_values)(ragged))
    assert parts(tf.constant(texts)).numpy().tolist() == [2, 3, 4, 4, 2, 3]
    with pytest.raises(NotImplementedError, match="part of a ragged or sparse tensor"):
        keras.Model(inputs, L.Activation("linear")(ragged.flat_values)).get_config()


def test_many_texts_take_no_long():
    """A hundred thousand tokens: work for each in Python, or a step for each 32 texts, would be ten times this."""
    texts = np.array([f"Word{i % 500}, other{i % 70}!" for i in range(50_000)])
    start = time.process_time()
    layer = adapted(L.TextVectorization(max_tokens=300), texts)
    layer(texts)
    assert time.process_time() - start < 3.0
    assert layer.vocabulary_size() == 300


@pytest.mark.parametrize(
    "layer, rows, asked, expected",  # recorded from TensorFlow 2.21 with tf_keras
    [
        (
            lambda: tf.keras.layers.TextVectorization(output_mode="tf_idf"),
            ["a b a", "c b a"],
            ["a c"],
            [[0, 0.51082563, 0, 0.69314718]],
        ),
        (lambda: tf.keras.layers.StringLookup(output_mode="tf_idf"), ["a", "b", "a"], [["a"]], [[0, 0.69314718, 0]]),
        (lambda: tf.keras.layers.Normalization(axis=None), [1.0, 2.0, 6.0], [[1.0]], [[-0.92582011]]),
        (lambda: tf.keras.layers.Discretization(num_bins=2), [1.0, 2.0, 6.0, 7.0], [[1.0], [9.0]], [[0], [1]]),
    ],
)
def test_adapt_takes_the_scalars_of_a_dataset_not_batched_as_batches_of_one(layer, rows, asked, expected):
    layer = layer()
    layer.adapt(tf.data.Dataset.from_tensor_slices(rows))
    np.testing.assert_allclose(layer(tf.constant(asked)), expected, rtol=1e-5)

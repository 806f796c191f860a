"""Batches of images: made ahead, by threads and processes, with the same numbers; what `fit` does with them."""

import io
import os
import pickle
import threading

import numpy as np
import pytest
from PIL import Image

import tenfold as tf
from tenfold.keras.preprocessing.image import files

image = tf.keras.preprocessing.image
X = (np.random.RandomState(7).rand(12, 8, 6, 3) * 255).astype(np.float32)
Y = np.arange(12) % 2
HOW = {"rotation_range": 40, "zoom_range": 0.3, "horizontal_flip": True, "channel_shift_range": 9.0}


@pytest.fixture
def folder(tmp_path):
    for number, x in enumerate(X):
        os.makedirs(tmp_path / "ab"[number % 2], exist_ok=True)
        image.save_img(tmp_path / "ab"[number % 2] / f"{number}.png", x)
    return tmp_path


def flow(folder, generator=None, **how):
    how = {"target_size": (8, 6), "batch_size": 4, "class_mode": "sparse", "seed": 5, **how}
    return (generator or image.ImageDataGenerator(**HOW)).flow_from_directory(folder, **how)


def test_the_number_of_threads_changes_nothing(folder, monkeypatch):
    found = []
    for cores in (1, 3):
        monkeypatch.setattr("tenfold.keras.preprocessing.image.augmented._cores", lambda cores=cores: cores)
        it = flow(folder)
        found.append([next(it) for _ in range(4)])
    for one, other in zip(*found):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def test_fit_has_batches_made_ahead_by_a_thread(folder):
    threads = []

    class Own(image.ImageDataGenerator):
        def standardize(self, x):
            threads.append(threading.current_thread().name)
            return super().standardize(x)

    model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(2)])
    model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    it = flow(folder, Own(rescale=1 / 255))
    history = model.fit(it, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2
    assert {name.split("_")[0] for name in threads[4:]} == {"tenfold-loader"}
    assert it.total_batches_seen == 7  # one to be checked, and three an epoch
    threads.clear()
    model.evaluate(it, verbose=0, workers=0)
    assert set(threads) == {threading.current_thread().name}


def test_predictions_come_in_the_order_of_the_files(folder):
    model = tf.keras.Sequential([tf.keras.layers.GlobalAveragePooling2D()])
    it = flow(folder, image.ImageDataGenerator(), shuffle=False, class_mode=None)
    found = model.predict(it, verbose=0)
    means = [np.asarray(image.load_img(path)).mean((0, 1)) for path in it.filepaths]
    np.testing.assert_allclose(found, means, rtol=1e-5)


def test_generators_of_a_seed_go_together():
    """Images and masks, the classical pair."""
    generator = image.ImageDataGenerator(rotation_range=40, horizontal_flip=True)
    pairs = zip(generator.flow(X, batch_size=4, seed=1), generator.flow(X, batch_size=4, seed=1))
    for (x, mask), _ in zip(pairs, range(4)):
        np.testing.assert_array_equal(x, mask)


def test_pickled_iterators_go_on(folder):
    it = flow(folder)
    next(it)
    again = pickle.loads(pickle.dumps(it))
    np.testing.assert_array_equal(again[1][0], it[1][0])
    assert again.index_array.tolist() == it.index_array.tolist()


def test_any_object_may_be_the_generator():
    class Plain:
        def get_random_transform(self, img_shape, seed=None):
            return np.random.random()

        def apply_transform(self, x, transform_parameters):
            return x * 0 + transform_parameters

        def standardize(self, x):
            return x

    np.random.seed(2)
    found = image.NumpyArrayIterator(X, None, Plain(), batch_size=2)[0]
    np.random.seed(2)
    np.testing.assert_allclose(found[:, 0, 0, 0], np.random.random(2), rtol=1e-6)


def test_batches_own_their_memory():
    it = image.ImageDataGenerator(rescale=2.0).flow(X, batch_size=12, shuffle=False)
    found = next(it)
    np.testing.assert_array_equal(found, X * 2)
    found[:] = 0
    assert it.x.any() and X.any()


def test_a_table_of_older_times(folder):
    table = {"id": ["b/1", "a/0", "b/1", "a/2"], "label": ["y", "x", "y", "x"]}
    how = {"x_col": "id", "y_col": "label", "target_size": (8, 6), "shuffle": False}
    it = image.ImageDataGenerator().flow_from_dataframe(table, folder, has_ext=False, drop_duplicates=True, **how)
    assert it.filenames == ["b/1.png", "a/0.png", "a/2.png"]
    it = image.ImageDataGenerator().flow_from_dataframe(table, folder, has_ext=False, sort=True, **how)
    assert it.filenames == ["a/0.png", "a/2.png", "b/1.png", "b/1.png"]


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_jpeg_files_have_pillows_pixels(mode, tmp_path):
    shade = Image.fromarray(X[0].astype(np.uint8)).resize((40, 30), Image.Resampling.BICUBIC)
    shade.convert(mode).save(tmp_path / "x.jpg")
    for how in (((30, 40), "nearest", False), ((9, 9), "bilinear", True)):
        found = files.pixels(tmp_path / "x.jpg", "rgb", *how)
        expected = image.load_img(
            tmp_path / "x.jpg", target_size=how[0], interpolation=how[1], keep_aspect_ratio=how[2]
        )
        np.testing.assert_array_equal(found, np.asarray(expected))


def test_damaged_files_say_so(tmp_path):
    held = io.BytesIO()
    Image.fromarray(X[0].repeat(9, 0).astype(np.uint8)).save(held, "JPEG")
    (tmp_path / "half.jpg").write_bytes(held.getvalue()[:-200])
    with pytest.raises(OSError, match="truncated"):
        files.pixels(tmp_path / "half.jpg", "rgb", (72, 6), "nearest", False)
    (tmp_path / "none.jpg").write_bytes(b"nothing")
    with pytest.raises(OSError, match="cannot identify"):
        image.load_img(tmp_path / "none.jpg")


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg"])
def test_saved_images_are_whole_or_not_there(ending, tmp_path):
    image.save_img(tmp_path / f"x.{ending}", X[0])
    assert image.load_img(tmp_path / f"x.{ending}").size == (6, 8)
    with pytest.raises(ValueError, match="Unknown image format"):
        image.save_img(tmp_path / "x.what", X[0])
    held = io.BytesIO()
    image.save_img(held, X[0], file_format=ending)
    assert image.load_img(io.BytesIO(held.getvalue())).size == (6, 8)
    assert sorted(os.listdir(tmp_path)) == [f"x.{ending}"]


WRONG = [
    ("load_img(3)", TypeError, "path-like"),
    ("load_img(b'a\\0')", ValueError, "io.BytesIO"),
    ("load_img(png, color_mode='x')", ValueError, "rgba"),
    ("load_img(png, target_size=(3, 3), interpolation='x')", ValueError, "hamming"),
    ("load_img(png, target_size=3)", ValueError, r"\(height, width\)"),
    ("load_img(png, 'rgb', (3, 3))", TypeError, "by name"),
    ("img_to_array(np.zeros(3))", ValueError, "Unsupported image shape"),
    ("img_to_array(X[0], 'x')", ValueError, "Unknown data_format"),
    ("array_to_img(X)", ValueError, "one by one"),
    ("array_to_img(X[0][..., :2])", ValueError, "1, 3 or 4"),
    ("smart_resize(X, (3,))", ValueError, "tuple of 2 integers"),
    ("smart_resize(X[0, 0], (3, 3))", ValueError, "incorrect rank"),
    ("apply_affine_transform(X[0], theta=3, row_axis=0, col_axis=0, channel_axis=2)", ValueError, "distinct"),
    ("apply_affine_transform(X, theta=3)", ValueError, "multi-channel 2D"),
    ("apply_affine_transform(X[0], theta=3, fill_mode='x')", ValueError, "nearest, reflect"),
    ("apply_affine_transform(X[0], theta=3, order=9)", ValueError, "from 0 to 5"),
    ("random_zoom(X[0], (1, 2, 3))", ValueError, "two floats"),
    ("random_brightness(X[0], (1,))", ValueError, "two floats"),
    ("ImageDataGenerator(fill_mode='x')", ValueError, "fill_mode"),
    ("ImageDataGenerator(rotation_range='x')", TypeError, "rotation_range"),
    ("ImageDataGenerator(width_shift_range='x')", TypeError, "width_shift_range"),
    ("ImageDataGenerator(width_shift_range=[[1]])", ValueError, "width_shift_range"),
    ("ImageDataGenerator(zoom_range=(1, 2, 3))", ValueError, "zoom_range"),
    ("ImageDataGenerator(brightness_range=3)", ValueError, "two floats"),
    ("ImageDataGenerator(validation_split=1)", ValueError, "between 0 and 1"),
    ("ImageDataGenerator(data_format='x')", ValueError, "channels_first"),
    ("ImageDataGenerator(preprocessing_function=3)", TypeError, "function of an image"),
    ("ImageDataGenerator(rescale=.5).standardize(np.ones((2, 2, 3), int))", TypeError, "astype"),
    ("ImageDataGenerator().apply_transform(X[0], {'tetha': 3})", ValueError, "theta"),
    ("ImageDataGenerator().apply_transform(X, {'theta': 3})", ValueError, "rank 3"),
    ("ImageDataGenerator().fit(X[0])", ValueError, "rank 4"),
    ("ImageDataGenerator().flow(X[0])", ValueError, "rank 4"),
    ("ImageDataGenerator().flow(X, Y[:3])", ValueError, "same length"),
    ("ImageDataGenerator().flow(X, Y, subset='x')", ValueError, "training"),
    ("ImageDataGenerator().flow(X, Y, batch_size=0)", ValueError, "batch_size"),
    (
        "ImageDataGenerator(validation_split=.5).flow(X, Y // 2 + (np.arange(12) > 5), subset='training')",
        ValueError,
        "s",
    ),
    ("ImageDataGenerator().flow(X, Y)[7]", ValueError, "element 7"),
    ("ImageDataGenerator().flow_from_directory('nowhere')", FileNotFoundError, "nowhere"),
    ("ImageDataGenerator().flow_from_directory('.', class_mode='raw')", ValueError, "class_mode"),
    ("ImageDataGenerator().flow_from_directory('.', color_mode='x')", ValueError, "color mode"),
    ("ImageDataGenerator().flow_from_directory('.', target_size=5)", ValueError, "target_size"),
    ("ImageDataGenerator().flow_from_directory('.', interpolation='x')", ValueError, "hamming"),
    ("ImageDataGenerator().flow_from_directory('.', subset='x')", ValueError, "subset"),
    ("ImageDataGenerator().flow_from_dataframe([1])", TypeError, "pandas.DataFrame"),
    ("ImageDataGenerator().flow_from_dataframe({'a': []})", KeyError, "'filename'"),
    ("ImageDataGenerator().flow_from_dataframe(T, bogus=3)", TypeError, "bogus"),
    ("ImageDataGenerator().flow_from_dataframe(T, class_mode='x')", ValueError, "class_mode"),
    ("ImageDataGenerator().flow_from_dataframe(T, class_mode='binary')", ValueError, "2 classes"),
    ("ImageDataGenerator().flow_from_dataframe(T, class_mode='multi_output')", TypeError, "must be a list"),
    ("ImageDataGenerator().flow_from_dataframe(T, y_col='n')", TypeError, "string, list or tuple"),
    ("ImageDataGenerator().flow_from_dataframe(T, x_col='n')", TypeError, "strings"),
    ("ImageDataGenerator().flow_from_dataframe(T, weight_col='class')", TypeError, "numeric"),
    ("Iterator(4, 2, False, None)[0]", NotImplementedError, "_get_batches_of_transformed_samples"),
]


@pytest.mark.parametrize(("call", "error", "words"), WRONG, ids=[w[0] for w in WRONG])
def test_errors(call, error, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    png = "x.png"
    image.save_img(png, X[0])
    names = {"X": X, "Y": Y, "np": np, "png": png, "T": {"filename": ["x.png"], "class": ["a"], "n": [1]}}
    with pytest.raises(error, match=words):
        eval(f"image.{call}", {"image": image, **names})

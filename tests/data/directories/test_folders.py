"""Datasets of folders as programs see them: what is printed, names under which they are, messages."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.api import era


@pytest.fixture
def images(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for i in range(5):
            pixels = np.full((4, 6, 3), 10 * i, np.uint8)
            (tmp_path / name / f"{i}.png").write_bytes(tf.io.encode_png(pixels).numpy())
    return tmp_path


def test_numbers_of_files_are_shown(images, capsys):
    tf.keras.utils.image_dataset_from_directory(images, seed=1, validation_split=0.2, subset="both")
    told = "Found 10 files belonging to 2 classes.\nUsing 8 files for training.\nUsing 2 files for validation.\n"
    assert capsys.readouterr().out == told
    tf.keras.utils.image_dataset_from_directory(images, verbose=False)
    assert not capsys.readouterr().out
    tf.keras.utils.disable_interactive_logging()
    try:
        tf.keras.utils.image_dataset_from_directory(images)
    finally:
        tf.keras.utils.enable_interactive_logging()
    assert not capsys.readouterr().out


def test_proportions_and_channels(images):
    make = tf.keras.preprocessing.image_dataset_from_directory
    first = make(images, image_size=(4, 4), data_format="channels_first", shuffle=False, pad_to_aspect_ratio=True)
    assert first.element_spec[0].shape == [None, 3, 4, 4] and first.class_names == ["cat", "dog"]
    x, y = next(iter(first))
    assert x.shape == (10, 3, 4, 4) and y.numpy().tolist() == [0] * 5 + [1] * 5
    assert (x.numpy()[4, :, :2] == 40).all() and not x.numpy()[4, :, 2:].any()  # two rows of four are of the frame
    with pytest.raises(ValueError, match="Only one of `pad_to_aspect_ratio` and `crop_to_aspect_ratio`"):
        make(images, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True)
    with pytest.raises(NotImplementedError, match='`format` must be "tf"'):
        make(images, format="grain")


@pytest.fixture
def keras_3():
    era.set_era("3")
    yield
    era.set_era(None)
    tf.keras.backend.set_image_data_format("channels_last")


def test_classes_are_chosen_under_keras_3(images, keras_3, capsys):
    make = tf.keras.utils.image_dataset_from_directory
    some = make(images, class_names=["dog"], shuffle=False)
    assert some.class_names == ["dog"] and len(some.file_paths) == 5
    turned = make(images, class_names=["dog", "cat"], shuffle=False, batch_size=1)
    assert "dog" in turned.file_paths[0] and next(iter(turned))[1].numpy() == [0]
    for names in (["dog", "dog"], ["cow"]):
        with pytest.raises(ValueError, match="The `class_names` passed did not match"):
            make(images, class_names=names)
    capsys.readouterr()
    assert make(images, labels=None).class_names is None
    assert capsys.readouterr().out == "Found 10 files.\n"


def test_keras_3_has_the_order_of_axes_of_its_backend(images, keras_3):
    tf.keras.backend.set_image_data_format("channels_first")
    make = tf.keras.utils.image_dataset_from_directory
    assert make(images, image_size=(2, 5), labels=None).element_spec.shape == [None, 3, 2, 5]
    assert make(images, image_size=(2, 5), labels=None, data_format="channels_last").element_spec.shape[-1] == 3
    era.set_era("2.15")
    assert make(images, image_size=(2, 5), labels=None).element_spec.shape == [None, 2, 5, 3]


def test_links_to_folders(images, tmp_path, keras_3):
    (tmp_path / "more").symlink_to(images / "cat")
    make = tf.keras.utils.image_dataset_from_directory
    assert len(make(images, labels=None).file_paths) == 10
    assert len(make(images, labels=None, follow_links=True).file_paths) == 15
    era.set_era("2.15")  # which follows them in any case
    assert len(make(images, labels=None).file_paths) == 15


def test_a_split_that_leaves_nothing_is_refused(images):
    with pytest.raises(ValueError, match="validation_split=0.01 of 10 files leaves none for validation"):
        tf.keras.utils.image_dataset_from_directory(images, validation_split=0.01, subset="validation", seed=1)


def test_the_parts_share_no_file(images):
    train, test = tf.keras.utils.image_dataset_from_directory(images, validation_split=0.3, subset="both", seed=3)
    assert len(train.file_paths) == 7 and not {*train.file_paths} & {*test.file_paths}


def test_a_model_is_fitted_on_a_folder(images):
    data = tf.keras.utils.image_dataset_from_directory(images, image_size=(2, 2), batch_size=5, seed=1)
    model = tf.keras.Sequential([tf.keras.layers.Flatten(), tf.keras.layers.Dense(2)])
    model.compile("sgd", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    assert len(model.fit(data, epochs=1, verbose=0).history["loss"]) == 1


def test_the_sampling_rate_of_files_stays(tmp_path):
    with pytest.raises(NotImplementedError, match="sampling_rate=8000: there is no resampler here"):
        tf.keras.utils.audio_dataset_from_directory(tmp_path, sampling_rate=8000)


def test_binary_labels_are_of_two_classes(tmp_path):
    for name in "abc":
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.txt").write_text("x")
    with pytest.raises(ValueError, match='`label_mode="binary"`, there must be exactly 2 class_names'):
        tf.keras.utils.text_dataset_from_directory(tmp_path, label_mode="binary")


def test_a_dataset_without_end_cannot_be_split():
    with pytest.raises(ValueError, match="has no end: take"):
        tf.keras.utils.split_dataset(tf.data.Dataset.range(3).repeat(), 0.5)


def test_links_that_lead_back_are_not_followed(tmp_path):
    """Each more of them would double what is found: the walk would not end."""
    (tmp_path / "c" / "d").mkdir(parents=True)
    (tmp_path / "c" / "d" / "x.txt").write_text("x")
    for i in range(6):
        (tmp_path / "c" / "d" / f"up{i}").symlink_to("../..")
    found = tf.keras.utils.text_dataset_from_directory(tmp_path, follow_links=True, batch_size=None)
    assert [x.numpy() for x, _ in found] == [b"x"]


def test_labels_that_are_given_stay_as_they_are(tmp_path):
    """Recorded from TensorFlow 2.21: (float32 1.5), (b"a"), (int32 7)."""
    (tmp_path / "x.txt").write_text("x")

    def label(*given, **kwargs):
        made = tf.keras.utils.text_dataset_from_directory(tmp_path, labels=list(given), **kwargs)
        return next(iter(made))[1]

    for given, dtype in ((1.5, tf.float32), ("a", tf.string), (7, tf.int32)):
        found = label(given)
        assert found.dtype is dtype and found[0] == given
    with pytest.raises(TypeError, match='needs whole numbers.*label_mode="int"'):
        label(1.5, label_mode="categorical")

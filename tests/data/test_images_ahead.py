"""Files that a function decodes first, decoded before it is called: the same elements, and the same errors in place."""

import io
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import tenfold as tf
from tenfold.data.run.images import Images, head_of
from tenfold.ops.image.jpeg import Way, decoder
from tenfold.runtime.native import library

COUNT = 23


def jpeg_of(pixels, kind="JPEG"):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


tf.io.decode_jpeg(jpeg_of(np.zeros((4, 4), np.uint8)))  # which brings the decoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """JPEG files of several sizes, one of them a PNG, one damaged, one that is missing."""
    made, rng = tmp_path_factory.mktemp("images"), np.random.default_rng(1)
    for i in range(COUNT):
        size = (20 + 3 * (i % 4), 30, 3)
        content = jpeg_of(rng.integers(0, 256, size, dtype=np.uint8), "PNG" if i == 5 else "JPEG")
        (made / f"{i:02}.jpg").write_bytes(content[:-300] if i == 9 else content)
    (made / "14.jpg").unlink()
    return made


def paths(folder):
    return [f"{folder}/{i:02}.jpg" for i in range(COUNT)]


def decoded(path):
    return tf.io.decode_jpeg(tf.io.read_file(path), channels=3)


def resized(path):
    return tf.image.resize(decoded(path), [8, 8]) / 255.0


def any_format(path, number):
    image = tf.io.decode_image(tf.io.read_file(path), 3, expand_animations=False)
    return {"image": tf.image.resize(image, [8, 8], "nearest"), "path": path, "number": number}


def flipped(path):
    return tf.image.random_flip_left_right(resized(path), seed=3)


def grey(number, path):
    return number, tf.io.decode_image(tf.io.read_file(path), channels=1, expand_animations=False)


def taken(dataset):
    """Elements as lists; of errors the class, the message and the notes."""
    found, elements = [], iter(dataset.as_numpy_iterator())
    while True:
        try:
            found.append(tf.nest.map_structure(lambda a: a.tolist() if hasattr(a, "tolist") else a, next(elements)))
        except StopIteration:
            return found
        except tf.errors.OpError as error:
            found.append((type(error), str(error), [n.rpartition(":")[0] for n in error.__notes__]))


@pytest.mark.parametrize("function", [decoded, resized, any_format, grey])
@pytest.mark.parametrize("workers", [2, 3])
def test_elements_and_errors_are_those_of_one_thread(folder, function, workers):
    of = {any_format: lambda p: (p, tf.range(COUNT)), grey: lambda p: (tf.range(COUNT), p)}.get(function, lambda p: p)
    names = tf.data.Dataset.from_tensor_slices(of(paths(folder)))
    expected, found = taken(names.map(function)), taken(names.map(function, num_parallel_calls=workers))
    assert [i for i, e in enumerate(expected) if isinstance(e, tuple) and e[0] in ERRORS] == [9, 14]
    assert found == expected


def test_random_numbers_are_those_of_one_thread(folder):
    names = tf.data.Dataset.from_tensor_slices([p for p in paths(folder) if p[-6:-4] not in ("09", "14")]).repeat(2)
    found = []
    for how in ({}, {"num_parallel_calls": 2}, {"num_parallel_calls": 3}):
        tf.random.set_seed(5)
        found.append(taken(names.map(flipped, **how)))
    assert found[0] == found[1] == found[2]


ERRORS = tf.errors.InvalidArgumentError, tf.errors.NotFoundError


def test_the_note_on_an_error_tells_of_the_element_that_the_program_has(folder):
    def fails(path):
        return tf.reshape(decoded(path), [tf.constant(7)])

    elements = iter(tf.data.Dataset.from_tensor_slices(paths(folder)).map(fails, num_parallel_calls=2))
    for i in range(4):
        with pytest.raises(tf.errors.InvalidArgumentError) as caught:
            next(elements)
        assert "the function fails of map" in caught.value.__notes__[0]
        assert caught.value.__notes__[0].endswith(f"element {i} of a pass: string '{paths(folder)[i]}'.")


@pytest.mark.skipif(not library.available() or decoder.native is None, reason="no native kernels, or no libjpeg")
def test_only_what_the_library_leaves_comes_to_the_ops(folder, monkeypatch):
    left = []
    otherwise = Images._otherwise
    monkeypatch.setattr(Images, "_otherwise", lambda self, e: (left.append(e[0].item()), otherwise(self, e))[1])
    taken(tf.data.Dataset.from_tensor_slices(paths(folder)).map(resized, num_parallel_calls=2))
    # after an error the rest of a turn is tried anew
    assert [name[-6:] for name in sorted(set(left))] == [b"05.jpg", b"09.jpg", b"14.jpg"]


def in_a_lambda():
    return lambda path: tf.image.resize(tf.image.decode_jpeg(tf.io.read_file(path)), [3, 3])


def with_a_label():
    return lambda path: (tf.image.decode_png(tf.io.read_file(path)), tf.strings.length(path))


def of_the_old_names():
    return lambda path: tf.compat.v1.image.decode_image(tf.compat.v1.read_file(path), expand_animations=False)


def in_a_function():
    return tf.function(resized)


def of_two_files():
    return lambda path: decoded(path) + tf.io.decode_jpeg(tf.io.read_file(path), dct_method="INTEGER_ACCURATE")


@pytest.mark.parametrize("made", [in_a_lambda, with_a_label, of_the_old_names, of_two_files])
def test_it_is_found_however_it_is_written(made):
    assert head_of(tf.data.Dataset.from_tensor_slices(["a"]).map(made()).function)


def bytes_elsewhere(path):
    content = tf.io.read_file(path)
    return tf.io.decode_jpeg(content), tf.strings.length(content)


def bytes_given(path):
    content = tf.io.read_file(path)
    return tf.io.decode_jpeg(content), content


def written_before(path):
    tf.print(path)
    return decoded(path)


def python_before(path):
    tf.py_function(lambda: None, [], [])
    return decoded(path)


def under_a_condition(path):
    return decoded(path) if tf.strings.length(path) > 3 else tf.zeros([1, 1, 3], tf.uint8)


def of_another_name(path):
    return decoded("/there/" + path)


NOT_FIRST = [bytes_elsewhere, bytes_given, written_before, python_before, under_a_condition, of_another_name]


@pytest.mark.parametrize("function", NOT_FIRST)
def test_what_does_more_before_is_left_as_it_is(function):
    assert head_of(tf.data.Dataset.from_tensor_slices(["a"]).map(function).function) is None


def test_an_element_does_not_hold_the_memory_of_others(folder):
    images = iter(tf.data.Dataset.from_tensor_slices(paths(folder)[:5]).map(decoded, num_parallel_calls=2))
    found = [next(images)._array for _ in range(5)]
    assert all(a.base is None or a.base.nbytes <= 2 * a.nbytes for a in found)


@pytest.mark.skipif(not library.available() or decoder.native is None, reason="no native kernels, or no libjpeg")
def test_memory_for_some_at_a_time_is_enough_for_all(folder, monkeypatch):
    from tenfold.runtime.kernels import jpeg

    names = [name.encode() for name in paths(folder)[:5] * 2]
    expected = [a.tolist() for a in jpeg.decoded_files(names, 3, Way())[:5]]
    sizes = [np.array(a).size for a in expected]
    for room in (max(sizes), 2 * max(sizes) + 50, 4 * max(sizes) + 1):
        monkeypatch.setattr(jpeg, "TOGETHER", room)
        assert [a.tolist() for a in jpeg.decoded_files(names, 3, Way())] == expected * 2
    monkeypatch.setattr(jpeg, "TOGETHER", max(sizes) - 1)
    assert [a is None for a in jpeg.decoded_files(names, 3, Way())] == [size == max(sizes) for size in sizes] * 2


AT_WORK = """
import threading, time
import tenfold as tf
from tenfold.ops.image.jpeg import Way
from tenfold.runtime.kernels.jpeg import decoded_files

def work():
    while True:
        decoded_files([{}] * 50, 3, Way())

for _ in range(4):
    threading.Thread(target=work, daemon=True).start()
time.sleep(0.1)
"""


def test_a_program_ends_while_files_are_read(folder):
    program = AT_WORK.format(paths(folder)[0].encode())
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr

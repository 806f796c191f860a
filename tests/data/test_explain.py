"""What a dataset says of itself: its plan before and after the rules, and where something went wrong."""

import numpy as np
import pytest

import tenfold as tf

Dataset = tf.data.Dataset

PLANS = """\
as written:
  prefetch(buffer=2)  2 elements of float32[?, 4], int64[?]
    batch(count=32, drop=False) 'batches'  2 elements of float32[?, 4], int64[?]
      shuffle(buffer=100, again=True)  60 elements of float32[4], int64[]
        map(function=halved)  60 elements of float32[4], int64[]
          slices(leaves=float32[60, 4], int64[60])  60 elements of float32[4], int64[]
as it runs:
  prefetch(buffer=2)  2 elements of float32[?, 4], int64[?]
    map(function=halved)  2 elements of float32[?, 4], int64[?]
      gathered(arrays=float32[60, 4], int64[60])  2 elements of float32[?, 4], int64[?]
        batches(count=32, drop=False)  2 elements
          shuffle(buffer=100, again=True)  60 elements of float32[4], int64[]
            numbers(numbers=range(0, 60))  60 elements"""


def test_a_plan_is_shown_before_and_after():
    def halved(x, y):
        return x / 2, y

    made = Dataset.from_tensor_slices((np.zeros((60, 4), "float32"), np.arange(60)))
    assert made.map(halved).shuffle(100).batch(32, name="batches").prefetch(2).explain() == PLANS
    filtered = Dataset.range(4).filter(lambda x: x > 1).repeat()
    assert filtered.explain().splitlines() == [
        "as written:",
        "  repeat(count=-1)  without end of int64[]",
        "    filter(function=<lambda>)  as many as there are of int64[]",
        "      range(start=0, stop=4, step=1)  4 elements of int64[]",
        "as it runs:",
        "  beside(buffer=1)  without end of int64[]",
        "    repeat(count=-1)  without end of int64[]",
        "      filter(function=<lambda>)  as many as there are of int64[]",
        "        range(start=0, stop=4, step=1)  4 elements of int64[]",
    ]
    assert filtered.prefetch(1).explain().startswith("as written, and as it runs:\n  prefetch(buffer=1)  without end")


def notes(dataset):
    with pytest.raises(tf.errors.InvalidArgumentError) as error:
        list(dataset)
    return error.value.__notes__


def test_an_error_has_the_function_and_the_element_noted():
    def inverse(x):
        return tf.debugging.check_numerics(1 / (x - 2), "none")

    numbers = Dataset.range(5).map(lambda x: tf.cast(x, tf.float32)).map(inverse)
    first, second = notes(numbers.batch(2))
    assert first.startswith("This was raised by the function inverse of map (") and __file__ in first
    assert first.endswith("called for element 2 of a pass: float32[].")
    assert second.startswith(f"This was raised by batch in {__file__}, line ")
    assert second.endswith("where it made element 1 of a pass.")


def test_a_batch_of_unequal_shapes_says_which():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"had shape \[0\] and element 1 had shape \[1\]. Use pad"):
        list(Dataset.range(3).map(lambda x: tf.zeros(x)).batch(2))

"""How many elements transformations say that they make: what TensorFlow 2.21 says, of 5, none, endless and unknown."""

import pytest

import tenfold as tf

Dataset = tf.data.Dataset
FIVE = Dataset.range(5)
INPUTS = [FIVE, FIVE.take(0), FIVE.repeat(), FIVE.filter(lambda x: True)]

ROWS = {
    "d.batch(2)": [3, 0, -1, -2],
    "d.batch(2, drop_remainder=True)": [2, 0, -1, -2],
    "d.padded_batch(2)": [3, 0, -1, -2],
    "d.ragged_batch(2)": [3, 0, -1, -2],
    "d.map(lambda x: tf.stack([x, x])).unbatch()": [10, 0, -1, -2],
    "d.batch(2).unbatch()": [-2, -2, -1, -2],
    "d.batch(2).rebatch(3)": [-2, -2, -2, -2],
    "d.window(2)": [3, 0, -1, -2],
    "d.window(3, 1, 2, True)": [1, 0, -1, -2],
    "d.enumerate()": [5, 0, -1, -2],
    "d.scan(0, lambda s, x: (s, x))": [5, 0, -1, -2],
    "d.take_while(lambda x: True)": [-2, -2, -2, -2],
    "d.filter(lambda x: True)": [-2, -2, -2, -2],
    "d.unique()": [-2, -2, -2, -2],
    "d.flat_map(lambda x: FIVE)": [-2, -2, -2, -2],
    "d.interleave(lambda x: FIVE, 2)": [-2, -2, -2, -2],
    "d.interleave(lambda x: FIVE, 2, num_parallel_calls=2)": [-2, -2, -1, -2],
    "d.shard(3, 1)": [2, 0, -1, -2],
    "d.ignore_errors()": [-2, -2, -2, -2],
    "d.group_by_window(lambda x: x, lambda k, q: q, 2)": [-2, -2, -1, -2],
    "Dataset.sample_from_datasets([d, FIVE])": [-2, -2, -1, -2],
    "Dataset.choose_from_datasets([d, d], FIVE)": [-2, -2, -1, -2],
    "Dataset.zip((d, FIVE))": [5, 0, 5, -2],
    "d.concatenate(FIVE)": [10, 5, -1, -2],
    "d.take(3)": [3, 0, 3, -2],
    "d.skip(3)": [2, 0, -1, -2],
    "d.repeat(2)": [10, 0, -1, -2],
    "d.repeat(0)": [0, 0, 0, 0],
    "d.repeat()": [-1, 0, -1, -1],
    "d.shuffle(2).prefetch(2).cache()": [5, 0, -1, -2],
}


@pytest.mark.parametrize("made", ROWS)
def test_is_tensorflows(made):
    found = [int(eval(made, {"d": d, "Dataset": Dataset, "FIVE": FIVE, "tf": tf}).cardinality()) for d in INPUTS]
    assert found == ROWS[made]

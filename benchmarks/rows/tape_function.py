"""The step of `tape_line` with both sides' inside a tf.function."""

from common import Row, faster, main, seconds_per_call, tensorflow
from tape_line import linear_step

ROW = Row("the same step in a tf.function, both sides", "us", {"tf.function": faster(3)})


def measure(side):
    tf = tensorflow(side)
    return seconds_per_call(tf.function(linear_step(tf)))


if __name__ == "__main__":
    main(measure)

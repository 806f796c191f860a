"""`a + b` on two eager tensors of two numbers: what a call costs besides arithmetic."""

from common import Row, faster, main, seconds_per_call, tensorflow

ROW = Row("`a + b`, small eager tensors", "us", {"TensorFlow": faster(10)})


def measure(side):
    tf = tensorflow(side)
    a, b = tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])

    def thousand():
        for _ in range(1000):
            a + b

    return seconds_per_call(thousand) / 1000


if __name__ == "__main__":
    main(measure)

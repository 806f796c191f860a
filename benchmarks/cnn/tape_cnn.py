"""One eager GradientTape step of `cnn_mnist` on 64 images, updated by Adam; PyTorch's eager step beside it."""

from common import Row, faster, main, seconds_per_call, taped_step, tensorflow
from networks import NETWORKS, batches, in_keras, in_torch

NETWORK = NETWORKS["cnn_mnist"]
ROW = Row(
    f"cnn_mnist, eager GradientTape step, batch {NETWORK.batch}, Adam",
    "ms",
    {"TensorFlow": faster(1.5), "PyTorch": faster(1)},
)


def measure(side):
    if side == "PyTorch":
        import torch

        return seconds_per_call(in_torch(torch, NETWORK), budget=2.0)
    return seconds_per_call(taped(tensorflow(side)), budget=2.0)


def taped(tf):
    """A function that trains the network one step by a GradientTape, and gives the loss."""
    x, y = (tf.constant(array[: NETWORK.batch]) for array in batches(NETWORK, 1))
    model = in_keras(tf.keras, NETWORK, logits=True)
    return taped_step(tf, model, x, y)


if __name__ == "__main__":
    main(measure)

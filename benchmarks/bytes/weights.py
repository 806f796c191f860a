"""500 MB of float32 weights, 25 large kernels and as many biases, and how each side saves them."""

import importlib

from common import SMOKE

WIDTH, LAYERS = (20, 2) if SMOKE else (2236, 25)


def weights(tf):
    """Tensors by the names that they have in the file. No array beside them is made on the way."""
    tf.random.set_seed(8)
    shapes = {"kernel": (WIDTH, WIDTH), "bias": (WIDTH,)}
    return {
        f"layer_{layer:02d}/{what}": tf.random.uniform(shape)
        for layer in range(LAYERS)
        for what, shape in shapes.items()
    }


def saver(tf, side, tensors):
    """A function that writes the tensors under a prefix."""
    if side == "tf.train.Checkpoint":
        return tf.train.Checkpoint(weights=[tf.Variable(tensor) for tensor in tensors.values()]).write
    if side == "tenfold":
        bundle = importlib.import_module("tenfold.io.bundle")
        return lambda prefix: bundle.write(prefix, tensors)
    return lambda prefix: tf.raw_ops.SaveV2(
        prefix=prefix,
        tensor_names=[*tensors],
        shape_and_slices=[""] * len(tensors),
        tensors=[*tensors.values()],
    )


def load(tf, prefix):
    """Every tensor of a checkpoint by its name."""
    reader = tf.train.load_checkpoint(prefix)
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}

"""Names that are spelled nearly right, of today, of TensorFlow 1 and of what is planned."""

import pytest

import tenfold as tf


@pytest.mark.parametrize(
    ("space", "name", "said"),
    [
        (tf, "Seesion", "'Session'.*tf.compat.v1.Session"),
        (tf, "random_nrmal", "'random_normal'.*tf.random.normal"),
        (tf, "float", "'float(32|64)'"),
        (tf.train, "AdamOptimzer", "'AdamOptimizer'"),
        (tf.keras.layers, "Batchnorm", "'BatchNormalization'"),
        (tf.keras.layers, "Dens", "'Dense'"),
    ],
)
def test_what_is_meant(space, name, said):
    with pytest.raises(AttributeError, match=f"did you mean {said}"):
        getattr(space, name)


@pytest.mark.parametrize("name", ["nothing", "qwerty"])
def test_nothing_is_near(name):
    with pytest.raises(AttributeError, match=f"has no attribute '{name}'$"):
        getattr(tf, name)

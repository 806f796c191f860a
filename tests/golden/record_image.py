#!/usr/bin/env python3
"""Records what TensorFlow's random image ops draw from a seed: tests/golden/image.npz.

python tests/golden/record_image.py      (a Python that has TensorFlow)
"""

from pathlib import Path

import numpy as np

OUT = Path(__file__).resolve().parent / "image.npz"


def programs(tf):
    """name -> tensors: each starts from the same global seed, eagerly and in a traced function."""
    x = tf.reshape(tf.range(2 * 5 * 6 * 3, dtype=tf.float32), [2, 5, 6, 3]) / 180
    boxes = tf.constant([[[0.1, 0.2, 0.8, 0.7], [0.0, 0.5, 0.4, 1.0]]])
    calls = {
        "flip_left_right": lambda: [tf.image.random_flip_left_right(x[0]) for _ in range(3)],
        "flip_batch": lambda: [tf.image.random_flip_left_right(x), tf.image.random_flip_up_down(x, seed=5)],
        "crop": lambda: [tf.image.random_crop(x, [2, 3, 2, 3]), tf.image.random_crop(x[0], [2, 3, 3], seed=7)],
        "brightness": lambda: [tf.image.random_brightness(x, 0.3), tf.image.random_brightness(x, 0.3, seed=1)],
        "contrast": lambda: [tf.image.random_contrast(x, 0.3, 1.4)],
        "hue": lambda: [tf.image.random_hue(x, 0.4)],
        "saturation": lambda: [tf.image.random_saturation(x, 0.2, 1.8, seed=3)],
        "box": lambda: [*tf.image.sample_distorted_bounding_box([50, 70, 3], boxes, seed=4, min_object_covered=0.3)],
        "box_again": lambda: [
            t
            for _ in range(3)
            for t in tf.image.sample_distorted_bounding_box([50, 70, 3], boxes, seed=9, max_attempts=20)[:2]
        ],
    }
    for name, call in calls.items():
        tf.random.set_seed(42)
        yield name, call()
    for name, call in calls.items():
        tf.random.set_seed(42)
        traced = tf.function(call)
        yield f"{name} traced", traced()


def main():
    import tensorflow as tf

    found = {f"{name} {i}": t.numpy() for name, tensors in programs(tf) for i, t in enumerate(tensors)}
    np.savez_compressed(OUT, **found)
    print(f"{len(found)} arrays, {OUT.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()

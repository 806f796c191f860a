"""Good calls of images' random transformations."""

from tenfold.testing.cases import case, pos

IMAGE = pos(4, 5, 3)
CASES = [
    case("tf.image.random_flip_left_right(x, seed=3)", x=IMAGE),
    case("tf.image.random_flip_up_down(x, seed=3)", x=IMAGE),
    case("tf.image.random_crop(x, size=[2, 2, 3], seed=3, name='c')", x=IMAGE),
    case("tf.image.random_brightness(x, max_delta=0.2, seed=3)", x=IMAGE),
    case("tf.image.random_hue(x, max_delta=0.2, seed=3)", x=IMAGE),
    case("tf.image.random_contrast(x, lower=0.2, upper=0.8, seed=3)", x=IMAGE),
    case("tf.image.random_saturation(x, lower=0.2, upper=0.8, seed=3)", x=IMAGE),
    case(
        "tf.image.sample_distorted_bounding_box([4, 5, 3], bounding_boxes=[[[0.1, 0.2, 0.8, 0.9]]], seed=3,"
        " min_object_covered=0.1, aspect_ratio_range=[0.75, 1.33], area_range=[0.05, 1.0], max_attempts=100,"
        " use_image_if_no_bounding_boxes=True, name='s')"
    ),
]

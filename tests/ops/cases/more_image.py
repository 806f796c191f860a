"""Images again: what `image` leaves out."""

import base64
import json
from pathlib import Path

from tenfold.testing.cases import case, f16, f32, f64, randint, strs

FLOAT32 = {
    "grad": False,
    "unknown": "dims",
    "why": "the result is float32 whatever comes in; the rank says whether it is a batch",
}
BATCH = {"unknown": "dims", "why": "the rank says whether it is a batch"}


def webp():
    stored = json.loads((Path(__file__).parents[2] / "golden" / "case_files.json").read_text())
    return base64.b64decode(stored["lossless.webp"])


AGAIN = "tf.image.adjust_jpeg_quality(x, 40)"
NOISE = randint(16, 16, 3, low=0, high=256, dtype="uint8")
CASES = [
    *(
        case(f"tf.image.resize(x, [3, 5], tf.image.ResizeMethod.{m})", x=f32(2, 4, 1), **FLOAT32)
        for m in "AREA BICUBIC BILINEAR GAUSSIAN LANCZOS3 LANCZOS5 MITCHELLCUBIC NEAREST_NEIGHBOR".split()
    ),
    *(
        case(f"tf.image.resize_images(x, [3, 5], tf.image.ResizeMethod.{m})", v1=True, x=f32(2, 4, 1), **FLOAT32)
        for m in "AREA BICUBIC BILINEAR NEAREST_NEIGHBOR".split()
    ),
    *(
        case(f"tf.image.{name}(x)", x=f16(3, 4, 3, low=0.1, high=0.9), **BATCH)
        for name in "flip_left_right flip_up_down transpose rot90".split()
    ),
    *(
        case(f"tf.image.{name}(x)", x=f64(2, 3, 4, 3, low=0.1, high=0.9))
        for name in "rgb_to_hsv hsv_to_rgb rgb_to_yuv".split()
    ),
    case("tf.reshape(tf.io.decode_webp(s), [6, 8, 3])", s=strs(webp())),
    case("tf.reshape(tf.image.decode_webp(s, channels=3), [6, 8, 3])", s=strs(webp())),
    case(f"tf.reduce_all(tf.image.random_jpeg_quality(x, 40, 41) == {AGAIN})", x=NOISE, **BATCH),
    case(f"tf.reduce_all(tf.image.stateless_random_jpeg_quality(x, 40, 41, [1, 2]) == {AGAIN})", x=NOISE, **BATCH),
    case("tf.image.decode_webp(s)", s=strs("hello")),
]

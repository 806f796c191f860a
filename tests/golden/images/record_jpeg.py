"""Records what TensorFlow decodes small JPEG files to: `python record_jpeg.py`, with TensorFlow and Pillow there."""

import io

import numpy as np
import tensorflow as tf
from PIL import Image

COARSE = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
PIXELS = np.asarray(Image.fromarray(COARSE).resize((37, 29), Image.Resampling.BICUBIC))
FILES = {
    "plain": (PIXELS, {"quality": 80}),
    "full": (PIXELS, {"subsampling": 0}),
    "half": (PIXELS, {"subsampling": 1}),
    "progressive": (PIXELS, {"progressive": True}),
    "restarts": (PIXELS, {"restart_marker_rows": 1}),
    "gray": (PIXELS[..., 0], {}),
}
HOW = [
    {},
    {"channels": 1},
    {"channels": 3},
    {"dct_method": "INTEGER_ACCURATE"},
    {"fancy_upscaling": False},
    {"ratio": 2},
    {"ratio": 8, "channels": 3},
]


def file_of(pixels, options):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", **options)
    return out.getvalue()


if __name__ == "__main__":
    found = {}
    files = {name: file_of(*given) for name, given in FILES.items()}
    scan = files["plain"].index(b"\xff\xda")
    files["stray bytes"] = files["plain"][:scan] + b"abc" + files["plain"][scan:]
    for name, data in files.items():
        found[f"{name}|file"] = np.frombuffer(data, np.uint8)
        for how in HOW:
            key = ",".join(f"{k}={v!r}" for k, v in how.items())
            found[f"{name}|{key}"] = tf.io.decode_jpeg(data, **how).numpy()
    np.savez_compressed("jpeg.npz", **found)

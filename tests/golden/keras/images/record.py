#!/usr/bin/env python3
"""Records what Keras 2 gives for programs.py, beside it: images.npz and images.json.

TF_USE_LEGACY_KERAS=1 python record.py        (with tensorflow, tf_keras, scipy, Pillow and pandas)
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import programs
import tensorflow as tf

HERE = Path(__file__).parent


def main():
    arrays, rest = {}, {}
    for program in programs.PROGRAMS:
        with tempfile.TemporaryDirectory() as root:
            found = programs.run(program, tf.keras.preprocessing.image, root)
        rest[program.__name__] = [None if isinstance(f, np.ndarray) else f for f in found]
        arrays |= {f"{program.__name__}/{i}": f for i, f in enumerate(found) if isinstance(f, np.ndarray)}
        arrays |= {f"{program.__name__}/dtypes": np.array([str(getattr(f, "dtype", "")) for f in found])}
    np.savez_compressed(HERE / "images.npz", **{k: rounded(a) for k, a in arrays.items()})
    (HERE / "images.json").write_text(json.dumps(rest, indent=1) + "\n", encoding="utf-8")


def rounded(a):
    """float32: files stay small."""
    return a.astype(np.float32) if a.dtype == np.float64 else a


if __name__ == "__main__":
    main()

"""Records what `trajectory_programs` gives into trajectories_*.npz, beside this file.

    TF_USE_LEGACY_KERAS=1 python record_trajectories.py           # tf_keras 2.21: new and legacy
    KERAS_BACKEND=tensorflow python record_trajectories.py        # Keras 3.15, on TensorFlow
    KERAS_BACKEND=jax python record_trajectories.py               # after that: what Keras does otherwise on JAX

Each file holds the texts that ran, sums (texts, 10, 4) and last values (texts, 18); texts that the library refuses are
printed and left out.
"""

import os
import pathlib
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import trajectory_programs as programs

try:
    import tensorflow as tf
except ImportError:
    import arrays_as_tensors as tf

FOLDER = pathlib.Path(__file__).parent
LEGACY_KERAS = "TF_USE_LEGACY_KERAS" in os.environ
ON_JAX = os.environ.get("KERAS_BACKEND") == "jax"
ANEW = "ScheduleFreeAdamW"  # whose steps on TensorFlow read variables after they were written; on JAX they do not


def record(family, optimizers, variable):
    texts, sums, last = [], [], []
    for text in dict.fromkeys(t for t in programs.CASES[family] if t.startswith(ANEW) or not ON_JAX):
        try:
            moved, end = programs.run(text, optimizers, tf, variable, sparse=family != "keras3")
        except Exception as e:  # whatever it is, it is not recorded
            print(f"{family} refuses {text}: {type(e).__name__}: {str(e).splitlines()[0][:100]}")
            continue
        if not (np.isfinite(moved).all() and np.isfinite(end).all()):
            print(f"{family} has no number for {text}")
            continue
        texts.append(text), sums.append(moved), last.append(end)
    file = FOLDER / f"trajectories_{family}.npz"
    if ON_JAX:
        texts, sums, last = _in_place(file, texts, sums, last)
    np.savez_compressed(file, texts=texts, sums=np.float32(sums), last=np.float32(last))
    print(f"{file.name}: {len(texts)} optimizers, {file.stat().st_size} bytes")


def _in_place(file, texts, *found):
    """What the file holds, with `found` for the texts in place of all that it had of `ANEW`."""
    with np.load(file) as stored:
        all_texts = stored["texts"].tolist()
        kept = [i for i, text in enumerate(all_texts) if text in texts or not text.startswith(ANEW)]
        held = [dict(enumerate(stored[name])) for name in ("sums", "last")]
    for rows, new in zip(held, found):
        rows.update(zip(map(all_texts.index, texts), new))
    return [all_texts[i] for i in kept], *[[rows[i] for i in kept] for rows in held]


def main():
    if LEGACY_KERAS:
        import tf_keras as keras

        make = lambda value, name: tf.Variable(value, name=name)  # noqa: E731
        record("new", keras.optimizers, make)
        legacy = {**vars(keras.optimizers.legacy), "schedules": keras.optimizers.schedules}
        record("legacy", types.SimpleNamespace(**legacy), make)
    else:
        import keras

        record("keras3", keras.optimizers, lambda value, name: keras.Variable(value, dtype=value.dtype.name, name=name))


if __name__ == "__main__":
    main()

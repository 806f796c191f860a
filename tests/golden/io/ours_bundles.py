"""Checkpoints that tenfold writes otherwise than TensorFlow does: names of data files, and who is in which."""

import numpy as np

from tenfold.io import bundle


def written(folder):
    """Writes them; gives (prefix, {name: array}) of each."""
    a, b = np.arange(6, dtype="float32").reshape(2, 3), np.array([b"a", b"bc"], object)
    for times in (1, 2, 3):
        prefix = folder / f"again_{times}"
        for time in range(times):
            bundle.write(prefix, {"a": a + time, "b": b})
        yield prefix, {"a": a + times - 1, "b": b}
    prefix = folder / "sharded"
    for _ in range(2):
        with bundle.Writer(prefix, shards=3) as writer:
            for n in range(5):
                writer.add(f"t/{n}", a + n, shard=n % 3)
            for n in range(2):
                writer.add_slice("parts", (4, 3), ((2 * n, 2), (0, -1)), a + n, shard=n)
    yield prefix, {**{f"t/{n}": a + n for n in range(5)}, "parts": np.concatenate([a, a + 1])}
    prefix, old = folder / "merged", [str(folder / f"part_{n}" / "ck") for n in range(2)]
    for n, one in enumerate(old):
        with bundle.Writer(one) as writer:
            writer.add_slice("parts", (4, 3), ((2 * n, 2), (0, -1)), a + n)
            writer.add(f"whole/{n}", b)
    bundle.merge(old, str(prefix))
    yield prefix, {"whole/0": b, "whole/1": b, "parts": np.concatenate([a, a + 1])}

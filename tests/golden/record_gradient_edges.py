#!/usr/bin/env python3
"""Records TensorFlow 2.21's gradients at the edges of the functions' domains.

    python tests/golden/record_gradient_edges.py      (a Python that has TensorFlow, and TF_USE_LEGACY_KERAS=1)

Writes tests/golden/gradient_edges.npz: one vector of all numbers, and the places of the results in it by name.
"""

import json
import os
from pathlib import Path

import numpy as np
from gradient_edge_programs import programs, results

HERE = Path(__file__).resolve().parent


def main():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import tensorflow as tf

    index, parts, at = {}, [], 0
    for key, expression, arrays, twice in programs():
        found = {n: g if g is None else np.asarray(g) for n, g in results(tf, expression, arrays, twice).items()}
        index[key] = {n: g if g is None else [at := at + g.size, *g.shape] for n, g in found.items()}
        parts += [g.reshape(-1) for g in found.values() if g is not None]
    text = np.frombuffer(json.dumps(index).encode(), np.uint8)
    np.savez_compressed(HERE / "gradient_edges.npz", index=text, data=np.concatenate(parts))
    print(f"{len(index)} programs, {at} numbers")


if __name__ == "__main__":
    main()

"""Calls and what TensorFlow gave for them, in one compressed file: arrays after one another, and an index."""

import json
from pathlib import Path

import ml_dtypes
import numpy as np

SAMPLE = Path(__file__).parents[1] / "golden" / "agreement.npz"


class Writer:
    """Outcomes as plain data; their arrays go into `data`."""

    def __init__(self):
        self.data = bytearray()

    def leaf(self, value):
        if not isinstance(value, (np.ndarray, np.generic)):
            return {"text": value}
        array = np.asarray(value)
        if array.dtype == object:
            return {"strings": [v.decode("latin1") for v in array.reshape(-1)], "shape": array.shape}
        start = len(self.data)
        self.data += array.tobytes()
        return {"dtype": array.dtype.name, "shape": array.shape, "at": [start, len(self.data)]}

    def outcome(self, found):
        if "raises" in found:
            return found
        out = {**found, "leaves": [self.leaf(v) for v in found["leaves"]]}
        if "gradients" in found:
            out["gradients"] = [None if g is None else self.leaf(g) for g in found["gradients"]]
        return out


def save(path, calls, outcomes):
    writer = Writer()
    index = {"calls": calls, "outcomes": [writer.outcome(o) for o in outcomes]}
    text = np.frombuffer(json.dumps(index).encode(), np.uint8)
    np.savez_compressed(path, index=text, data=np.frombuffer(bytes(writer.data), np.uint8))


def load(path):
    """(calls, outcomes) as they were saved."""
    with np.load(path) as file:
        index, data = json.loads(file["index"].tobytes()), file["data"].tobytes()
    return index["calls"], [_outcome(o, data) for o in index["outcomes"]]


def _outcome(plain, data):
    if "raises" in plain:
        return plain
    out = {**plain, "leaves": [_leaf(v, data) for v in plain["leaves"]]}
    if "gradients" in plain:
        out["gradients"] = [None if g is None else _leaf(g, data) for g in plain["gradients"]]
    return out


def _leaf(entry, data):
    if "text" in entry:
        return entry["text"]
    if "strings" in entry:
        out = np.empty(len(entry["strings"]), object)
        out[:] = [s.encode("latin1") for s in entry["strings"]]
        return out.reshape(entry["shape"])
    name = entry["dtype"]
    dtype = np.dtype(getattr(ml_dtypes, name) if name == "bfloat16" else name)
    return np.frombuffer(data[slice(*entry["at"])], dtype).reshape(entry["shape"])

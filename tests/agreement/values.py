"""Makes the arguments of a call from its plain data, with whatever library `tf` is. Needs NumPy and nothing else."""

import ml_dtypes
import numpy as np

WORDS = ["", "a", "Tenfold", "two words", " padded\t", "12", "-3.5", "1e3", "héllo", "日本語", "ÀÉ", "a,b;c", "x=1&y=2"]
ASCII = ["", "a", "b", "ab", "Abc", "two words", "the cat sat", "a,b,c", "  x ", "aaa", "q1 w2 e3"]
NUMERALS = ["0", "12", "-7", "3.5", "-0.25", "1e2", "2E-3", "+4"]
WHOLE = ["0", "12", "-7", "100", "99"]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, np.nan, np.inf, -np.inf, 1e-30, 1e30]
TEXTS = {"words": WORDS, "ascii": ASCII, "numerals": NUMERALS, "whole": WHOLE}


def numpy_dtype(name):
    return np.dtype(getattr(ml_dtypes, name) if name == "bfloat16" else name)


def content(spec):
    """The NumPy array of an array's plain data."""
    rng, shape, name = np.random.default_rng(spec["seed"]), tuple(spec["array"]), spec["dtype"]
    fill = spec.get("fill")
    if name == "string":
        return _strings(rng, shape, TEXTS[fill or "ascii"])
    if name == "bool":
        return rng.random(shape) < 0.5
    dtype = numpy_dtype(name)
    if dtype.kind in "iu":
        low, high = spec.get("low", 0 if dtype.kind == "u" else -5), spec.get("high", 6)
        return rng.integers(low, max(high, low + 1), shape).astype(dtype)
    values = _real(rng, shape, fill, spec.get("low", -2), spec.get("high", 2))
    if dtype.kind == "c":
        values = values + 1j * _real(rng, shape, None, spec.get("low", -2), spec.get("high", 2))
    return np.asarray(values).astype(dtype)


def _strings(rng, shape, texts):
    out = np.empty(shape, object)
    for at in np.ndindex(shape):
        out[at] = texts[int(rng.integers(len(texts)))].encode()
    return out


def _real(rng, shape, fill, low, high):
    if fill == "special":
        return np.array(SPECIAL)[rng.integers(0, len(SPECIAL), shape)]
    if fill == "halves":  # ties, and what rounds to even
        return rng.integers(-6, 7, shape) / 2
    if fill == "sorted":
        return np.sort(rng.uniform(low, high, shape), axis=-1)
    values = rng.uniform(low, high, shape)
    if fill == "shares":  # add up to one along the last axis
        return np.abs(values) / np.maximum(np.abs(values).sum(-1, keepdims=True), 1e-6)
    if fill == "definite":  # symmetric, positive definite
        return values @ np.swapaxes(values, -1, -2) + 2 * shape[-1] * np.eye(shape[-1])
    if fill == "regular":  # far from singular
        return values + 2 * shape[-1] * np.eye(shape[-2], shape[-1])
    if fill == "distinct":
        return rng.permutation(values.size).reshape(shape) / max(values.size, 1) * (high - low) + low
    return values


class Maker:
    """`make(spec)` gives the argument; the float tensors it made, in order, are in `tensors`."""

    def __init__(self, tf):
        self.tf, self.tensors = tf, []

    def make(self, spec):
        if isinstance(spec, list):
            return [self.make(s) for s in spec]
        if not isinstance(spec, dict):
            return spec
        kind = next(k for k in ("array", "values", *KINDS) if k in spec)
        if kind == "array":
            return self.array(content(spec), spec["how"])
        if kind == "values":
            return self.array(literal(spec), spec["how"])
        return KINDS[kind](self, spec[kind])

    def array(self, array, how):
        if how == "list":
            return array.tolist()
        if how == "numpy":
            return array
        tensor = self.tf.constant(array)
        if array.dtype.kind in "fcV":
            self.tensors.append(tensor)
        return tensor

    def resolve(self, name):
        value = self.tf
        for part in name.split("."):
            value = getattr(value, part)
        return value

    def ragged(self, spec):
        return self.tf.RaggedTensor.from_nested_row_splits(self.make(spec["values"]), spec["splits"])

    def sparse(self, spec):
        indices = np.array(spec["indices"], np.int64).reshape(len(spec["indices"]), len(spec["shape"]))
        return self.tf.SparseTensor(indices, self.make(spec["values"]), np.array(spec["shape"], np.int64))

    def call(self, spec):
        name, arguments, options = spec
        return self.resolve(name)(*self.make(arguments), **{k: self.make(v) for k, v in options.items()})

    def example(self, spec):
        train, made = self.tf.train, {}
        lists = {"int64": train.Int64List, "float": train.FloatList, "bytes": train.BytesList}
        for key, (kind, values) in spec.items():
            values = [v.encode() for v in values] if kind == "bytes" else values
            made[key] = train.Feature(**{f"{kind}_list": lists[kind](value=values)})
        return train.Example(features=train.Features(feature=made)).SerializeToString()


KINDS = {
    "example": Maker.example,
    "tuple": lambda m, v: tuple(m.make(v)),
    "dict": lambda m, v: {k: m.make(x) for k, x in v.items()},
    "dtype": lambda m, v: getattr(m.tf, v),
    "bytes": lambda m, v: v.encode("latin1"),
    "complex": lambda m, v: complex(*v),
    "slice": lambda m, v: slice(*v),
    "name": lambda m, v: m.resolve(v),
    "variable": lambda m, v: m.tf.Variable(m.make(v)),
    "ragged": Maker.ragged,
    "sparse": Maker.sparse,
    "call": Maker.call,
}


def literal(spec):
    if spec["dtype"] != "string":
        return np.array(spec["values"], numpy_dtype(spec["dtype"]))
    nested = np.array(spec["values"], object)
    out = np.empty(nested.shape, object)
    for at, text in np.ndenumerate(nested):
        out[at] = text.encode("latin1")
    return out

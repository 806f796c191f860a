"""Good arguments, drawn by what a parameter means: shapes, axes, dtypes, indices, permutations, paddings.

What is drawn is plain data (JSON): an array is its shape, dtype, kind of content and seed, and `values.py` makes it
where the call runs, under whatever library. Shapes are small, now and then with an empty dimension or one that a vector
unit notices.
"""

import random

FLOATS = ("float32", "float32", "float32", "float64", "float16", "bfloat16")
REALS = ("float32", "float32", "float64")
INTS = ("int32", "int32", "int64", "int8", "uint8", "int16", "uint16", "uint32", "uint64")
INDEX = ("int32", "int64")
COMPLEX = ("complex64", "complex128")
NUMBERS = FLOATS + ("int32", "int64", "int32", "uint8", "int8", "int16", "complex64", "complex128")
REAL_NUMBERS = FLOATS + ("int32", "int64", "int32", "uint8", "int8", "int16")
ANY = NUMBERS + ("bool", "string")


class Array(dict):
    """The plain data of an array, with its shape and dtype at hand while a call is drawn."""

    @property
    def shape(self):
        return list(self["array"])

    @property
    def dtype(self):
        return self["dtype"]

    @property
    def rank(self):
        return len(self["array"])


class Draw(random.Random):
    """One source of all choices: the same seed gives the same calls."""

    # ---- options

    def flag(self):
        return self.random() < 0.5

    def rare(self, p=0.1):
        return self.random() < p

    def of(self, *choices):
        return self.choice(choices)

    def opt(self, **options):
        """Some of the options: the others keep their defaults."""
        return {name: value for name, value in options.items() if self.random() < 0.6}

    def number(self, low=-2.0, high=2.0):
        return round(self.uniform(low, high), 3)

    # ---- shapes

    def size(self):
        return self.of(1, 2, 2, 3, 3, 4, 5) if self.random() < 0.93 else self.of(0, 7, 8, 9, 17)

    def some(self):
        """A size that is not nought."""
        return self.of(1, 2, 2, 3, 4, 5, 7)

    def shape(self, low=0, high=4):
        return [self.size() for _ in range(self.randint(low, high))]

    def full(self, low=0, high=4):
        """A shape with elements."""
        return [self.some() for _ in range(self.randint(low, high))]

    def beside(self, shape):
        """A shape that broadcasts against this one."""
        tail = shape[self.randint(0, len(shape)) :] if self.flag() else shape
        return [1 if self.rare(0.25) else n for n in tail]

    # ---- arrays

    def array(self, shape, dtype="float32", fill=None, low=None, high=None, how=None):
        """An array: tensor mostly, a NumPy array or nested lists now and then."""
        if dtype not in ("float32", "int32", "string", "bool") and how is None:
            how = self.of("tensor", "tensor", "tensor", "numpy")
        how = how or self.of("tensor", "tensor", "tensor", "numpy", "list")
        out = Array(array=list(shape), dtype=dtype, seed=self.randrange(1 << 30), how=how)
        return self._bounded(out, fill, low, high)

    def _bounded(self, out, fill, low, high):
        for key, value in (("fill", fill), ("low", low), ("high", high)):
            if value is not None:
                out[key] = value
        return out

    def x(self, dtypes=FLOATS, shape=None, **more):
        return self.array(self.shape() if shape is None else shape, self.choice(dtypes), **more)

    def like(self, x, **more):
        return self.array(more.pop("shape", x.shape), more.pop("dtype", x.dtype), **more)

    def integers(self, shape, low, high, dtype=None, how=None):
        """Integers in [low, high)."""
        return self.array(shape, dtype or self.choice(INDEX), low=low, high=high, how=how)

    def given(self, values, dtype=None, how=None):
        """These values, as a tensor, an array or as they are."""
        how = how or self.of("tensor", "numpy", "list", "list")
        if how == "list":
            return values
        return {"values": values, "dtype": dtype or "int32", "how": how}

    def pair(self, dtypes=REAL_NUMBERS, **more):
        """Two arrays of one dtype that broadcast; one of them a Python number now and then."""
        a = self.x(dtypes, **more)
        b = self.like(a, shape=self.beside(a.shape), **more)
        a["how"] = self.of("tensor", "tensor", "numpy")
        b["how"] = "tensor" if a["how"] == "numpy" and a.dtype in ("float64", "int64") else b["how"]
        return [a, b] if self.flag() else [dict(b, how="tensor"), a]

    # ---- what a parameter means

    def axis(self, rank):
        return self.randint(-rank, rank - 1)

    def axes(self, rank):
        """None, one axis, several: as `reduce_sum` takes them."""
        if rank == 0 or self.rare(0.2):
            return self.of(None, [])
        if self.flag():
            return self.axis(rank)
        some = self.sample(range(rank), self.randint(0, rank))
        signed = [a - rank if self.flag() else a for a in some]
        return self.of(signed, {"tuple": signed}, {"values": signed, "dtype": "int32", "how": "tensor"})

    def perm(self, rank):
        return self.sample(range(rank), rank)

    def dtype(self, *names):
        """A dtype as an object or by name."""
        name = self.choice(names)
        return self.of({"dtype": name}, {"dtype": name}, name)

    def shape_like(self, dims):
        """Dimensions as a list, a tuple, a tensor."""
        return self.of(dims, {"tuple": dims}, {"values": dims, "dtype": "int32", "how": "tensor"})

    def segments(self, n, count=None):
        """Sorted segment ids."""
        ids, at = [], 0
        for _ in range(n):
            ids.append(at)
            at += self.of(0, 0, 1, 1, 2)
        return self.given(ids, self.choice(INDEX), how=self.of("tensor", "numpy"))

    def window(self, size, n):
        """A window that fits n elements `size` long."""
        return [self.randint(1, max(1, min(3, s))) for s in size[:n]]

    def words(self, shape, fill="words", how=None):
        return self.array(shape, "string", fill=fill, how=how)

    def sparse(self, shape=None, dtype="float32", count=None, **more):
        """A sparse tensor with sorted indices."""
        shape = self.full(1, 3) if shape is None else shape
        total = 1
        for n in shape:
            total *= n
        flat = sorted(self.sample(range(total), self.randint(0, min(total, 6)) if count is None else count))
        indices = []
        for f in flat:
            row = []
            for n in reversed(shape):
                row.append(f % n)
                f //= n
            indices.append(row[::-1])
        values = self.array([len(flat)], dtype, how="tensor", **more)
        return {"sparse": {"indices": indices, "values": values, "shape": shape}}

    def ragged(self, dtype="float32", depth=None, inner=None, **more):
        """A ragged tensor, of one or two ragged dimensions."""
        depth, splits, n = depth or self.of(1, 1, 2), [], self.randint(1, 4)
        for _ in range(depth):
            lengths = [self.of(0, 1, 2, 3) for _ in range(n)]
            rows = [0]
            for length in lengths:
                rows.append(rows[-1] + length)
            splits.append(rows)
            n = rows[-1]
        inner = self.of([], [], [2]) if inner is None else inner
        return {"ragged": {"values": self.array([n, *inner], dtype, how="tensor", **more), "splits": splits}}

"""Random numbers whose seed is given: the same values."""

from agreement.recipes.images import seed
from agreement.recipes.table import recipe

FLOATS = ("float32", "float32", "float64", "float16", "bfloat16")


def alg(d):
    return {"alg": d.of("philox", "threefry", "auto_select")} if d.rare(0.3) else {}


recipe(
    "random.stateless_normal random.stateless_truncated_normal",
    lambda d: (
        [d.shape(), seed(d)],
        {**d.opt(mean=d.number(), stddev=d.number(0.5, 2), dtype=d.dtype(*FLOATS)), **alg(d)},
    ),
    1.5,
)


def uniform(d):
    if d.flag():
        return [d.shape(), seed(d)], {
            **d.opt(minval=d.number(-2, 0), maxval=d.number(1, 3), dtype=d.dtype(*FLOATS)),
            **alg(d),
        }
    dtype = d.of("int32", "int64", "uint32", "uint64")
    bounds = (
        {"minval": d.randint(0, 3), "maxval": d.randint(4, 99)}
        if "uint" not in dtype
        else {"minval": None, "maxval": None}
    )
    return [d.shape(), seed(d)], {**bounds, "dtype": {"dtype": dtype}, **alg(d)}


recipe("random.stateless_uniform", uniform, 2)
recipe(
    "random.stateless_categorical",
    lambda d: (
        [d.array([d.some(), d.some()], "float32"), d.randint(1, 5), seed(d)],
        d.opt(dtype=d.dtype("int32", "int64")),
    ),
)
recipe(
    "random.stateless_poisson",
    lambda d: (
        [d.full(1, 2), seed(d)],
        {"lam": d.of(0.7, 3.0, 15.0), **d.opt(dtype=d.dtype("int32", "float32", "int64"))},
    ),
)
recipe(
    "random.stateless_gamma",
    lambda d: (
        [d.full(1, 2), seed(d)],
        {"alpha": d.of(0.4, 1.0, 3.5), **d.opt(beta=d.number(0.5, 2), dtype=d.dtype("float32", "float64"))},
    ),
)
recipe(
    "random.stateless_binomial",
    lambda d: (
        [d.full(1, 2), seed(d)],
        {"counts": d.of(4.0, 30.0), "probs": d.of(0.2, 0.7), **d.opt(output_dtype=d.dtype("int32", "float32"))},
    ),
)
recipe(
    "random.stateless_parameterized_truncated_normal",
    lambda d: [[4], seed(d), d.number(), d.number(0.5, 2), -3.0, 3.0],
    0.6,
)
recipe("random.split random.experimental.stateless_split", lambda d: ([seed(d)], d.opt(num=d.randint(1, 4))))
recipe("random.fold_in random.experimental.stateless_fold_in", lambda d: [seed(d), d.randint(0, 1 << 20)])
recipe("random.experimental.stateless_shuffle", lambda d: [d.x(("float32", "int32"), d.full(1, 2)), seed(d)])
recipe(
    "random.experimental.index_shuffle",
    lambda d: [d.randint(0, 9), [d.randint(0, 99), d.randint(0, 99), d.randint(0, 99)], 10],
)
recipe("random.create_rng_state", lambda d: [d.randint(0, 999), d.of("philox", "threefry")], 0.5)


def generator(method, make):
    def recipe_of(d):
        args, options = make(d)
        steps = [[method, args, options], [method, args, options], ["uniform", [[2]], {}]]
        return {"name": "random.Generator.from_seed", "args": [d.randint(0, 9999)], "options": alg(d), "steps": steps}

    return recipe_of


METHODS = {
    "normal": lambda d: (
        [d.full(1, 2)],
        d.opt(mean=d.number(), stddev=d.number(0.5, 2), dtype=d.dtype("float32", "float64")),
    ),
    "uniform": lambda d: (
        [d.full(1, 2)],
        d.opt(minval=d.number(-2, 0), maxval=d.number(1, 3), dtype=d.dtype("float32", "float64")),
    ),
    "truncated_normal": lambda d: ([d.full(1, 2)], d.opt(mean=d.number(), stddev=d.number(0.5, 2))),
    "uniform_full_int": lambda d: ([d.full(1, 2)], d.opt(dtype=d.dtype("uint64", "int32", "uint32"))),
    "binomial": lambda d: ([d.full(1, 2)], {"counts": 9.0, "probs": 0.4}),
    "make_seeds": lambda d: ([], d.opt(count=d.randint(1, 3))),
}
recipe("random.Generator.from_seed", lambda d: (lambda m: generator(m, METHODS[m])(d))(d.choice(list(METHODS))), 2)


def seeded(name, make):
    """A stateful function after `set_seed`: the object of two steps is the module itself."""
    return lambda d: {
        "name": name,
        "args": [],
        "options": {},
        "seeded": d.randint(0, 999),
        **dict(zip(("args", "options"), make(d))),
    }


recipe(
    "random.normal",
    seeded(
        "random.normal",
        lambda d: (
            [d.full(0, 3)],
            d.opt(mean=d.number(), stddev=d.number(0.5, 2), seed=d.randint(0, 99), dtype=d.dtype(*FLOATS)),
        ),
    ),
)
recipe(
    "random.truncated_normal",
    seeded(
        "random.truncated_normal",
        lambda d: ([d.full(0, 3)], d.opt(mean=d.number(), stddev=d.number(0.5, 2), seed=d.randint(0, 99))),
    ),
)
recipe(
    "random.uniform",
    seeded(
        "random.uniform",
        lambda d: ([d.full(0, 3)], d.opt(minval=d.number(-2, 0), maxval=d.number(1, 3), seed=d.randint(0, 99))),
    ),
)
recipe(
    "random.shuffle",
    seeded(
        "random.shuffle",
        lambda d: ([d.x(("float32", "int32", "string"), d.full(1, 3), how="tensor")], d.opt(seed=d.randint(0, 99))),
    ),
)
recipe(
    "random.categorical",
    seeded(
        "random.categorical",
        lambda d: (
            [d.array([d.some(), d.some()], "float32", how="tensor"), d.randint(1, 5)],
            d.opt(seed=d.randint(0, 99), dtype=d.dtype("int32", "int64")),
        ),
    ),
)
recipe(
    "random.gamma",
    seeded(
        "random.gamma",
        lambda d: ([d.full(1, 2), d.of(0.4, 1.0, 3.5)], d.opt(beta=d.number(0.5, 2), seed=d.randint(0, 99))),
    ),
)
recipe(
    "random.poisson",
    seeded("random.poisson", lambda d: ([d.full(1, 2), d.of(0.7, 3.0, 15.0)], d.opt(seed=d.randint(0, 99)))),
)
recipe(
    "image.random_crop",
    seeded(
        "image.random_crop",
        lambda d: ([d.x(("float32",), [4, 5, 3], how="tensor"), [2, 3, 3]], d.opt(seed=d.randint(0, 99))),
    ),
    0.6,
)
recipe(
    "image.random_brightness",
    seeded(
        "image.random_brightness",
        lambda d: ([d.x(("float32",), [4, 5, 3], how="tensor"), 0.4], d.opt(seed=d.randint(0, 99))),
    ),
    0.6,
)
recipe(
    "nn.experimental.stateless_dropout",
    lambda d: [d.x(("float32", "float64"), how="tensor"), d.number(0.1, 0.9), seed(d)],
)

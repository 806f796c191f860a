"""Messages in bytes: Examples, serialized where they are parsed."""

from agreement.recipes.table import recipe


def example(d, ragged=False):
    """Feature "n": two integers, "x": a float or none, "s": some strings."""
    floats = [d.number()] if d.flag() else []
    strings = [d.of("a", "bc", "") for _ in range(d.randint(0, 3))]
    return {
        "example": {
            "n": ["int64", [d.randint(-5, 5), d.randint(0, 9)]],
            "x": ["float", floats],
            "s": ["bytes", strings],
        }
    }


def features(d):
    chosen = {
        "n": {"call": ["io.FixedLenFeature", [[2], {"dtype": "int64"}], {}]},
        "x": {"call": ["io.FixedLenFeature", [[], {"dtype": "float32"}, 1.5], {}]},
        "s": {"call": ["io.VarLenFeature", [{"dtype": "string"}], {}]},
    }
    if d.flag():
        chosen["s"] = {"call": ["io.FixedLenSequenceFeature", [[], {"dtype": "string"}], {"allow_missing": True}]}
    elif d.flag():
        chosen["s"] = {"call": ["io.RaggedFeature", [{"dtype": "string"}], {}]}
    return {"dict": {k: chosen[k] for k in d.sample(list(chosen), d.randint(1, 3))}}


recipe("io.parse_single_example compat.v1.parse_single_example", lambda d: [example(d), features(d)])
recipe(
    "io.parse_example compat.v1.parse_example", lambda d: [[example(d) for _ in range(d.randint(1, 3))], features(d)]
)

"""Every public function takes TensorFlow's arguments, by their names and in their order."""

import inspect
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.api import namespaces
from tenfold.api.spellings import ARGUMENTS

RECORDED = Path(__file__).parents[1] / "golden" / "signatures.txt"

# Arguments that are not taken, and why.
REFUSED = {
    "layout": "DTensor's",
    "grad_a": "of matmul since 2.19, says how TensorFlow's own gradient packs",
    "grad_b": "of matmul since 2.19",
    "keyword_required": "TensorFlow's own guard against positional arguments",
}
# Made by the library, not by programs, or of another making.
OTHER = {"DType", "dtypes.DType", "RaggedTensor", "UnconnectedGradients", "Operation", "IndexedSlicesSpec"}
OTHER |= {"data.Dataset", "data.Iterator"}  # which programs do not make
OTHER |= {"types.experimental.TensorLike", "types.experimental.FunctionType"}
# NumPy's own functions take their operands by position only.
BY_POSITION = "experimental.numpy."
# `name` stands elsewhere than in TensorFlow: it goes by keyword.
NAME_ELSEWHERE = (
    "sparse.segment_",
    "sparse.concat",
    "sparse_concat",
    "sparse.split",
    "sparse_split",
    "sparse_segment_",
    "equal",
    "not_equal",
    "math.equal",
    "math.not_equal",
    "linalg.matrix_transpose",
    "strided_slice",
)
V1_OTHER = {
    "device": "the one argument is called device_name in both versions",
    "test.compute_gradient": "TensorFlow 2's, for functions",
}


def recorded(version):
    """(name below tf, arguments) that Tenfold has too."""
    table = namespaces.table(version)
    prefix = "tf." if version == "v2" else "tf.compat.v1."
    for line in RECORDED.read_text().splitlines():
        name, *arguments = line.split()
        below = name.removeprefix(prefix)
        if (
            name.startswith("tf.compat.v1.") == (version == "v1")
            and below in table
            and below not in OTHER
            and BY_POSITION not in below
        ):
            if not (version == "v1" and below in V1_OTHER):
                yield below, arguments


def mismatch(function, name, arguments):
    """What a call written for TensorFlow would trip over; None if nothing."""
    parameters = inspect.signature(function).parameters
    kinds = {p.kind for p in parameters.values()}
    if inspect.Parameter.VAR_KEYWORD in kinds and inspect.Parameter.VAR_POSITIONAL in kinds:
        return None
    wanted = [a for a in arguments if not a.startswith("*") and a not in REFUSED and a != "self"]
    for argument in wanted:
        known = {argument, *ARGUMENTS.get(argument, ())} & parameters.keys()
        if not known and inspect.Parameter.VAR_KEYWORD not in kinds:
            return f"{name} has no argument {argument}: {list(parameters)}"
    if name.startswith(NAME_ELSEWHERE):
        return None
    ordered = [a for a in arguments[: arguments.index("*")] if a != "self"] if "*" in arguments else wanted
    for argument, ours in zip(ordered, parameters, strict=False):
        if argument in parameters and argument != ours and ours not in ARGUMENTS.get(argument, ()):
            return f"{name} takes {list(parameters)}, TensorFlow {ordered}"
    return None


@pytest.mark.parametrize(("version", "least"), [("v2", 800), ("v1", 300)])
def test_arguments_are_tensorflows(version, least):
    root = tf if version == "v2" else tf.compat.v1
    wrong, seen = [], 0
    for name, arguments in recorded(version):
        function = root
        for part in name.split("."):
            function = getattr(function, part)
        wrong.append(mismatch(function, name, arguments))
        seen += 1
    assert not list(filter(None, wrong)), "\n".join(filter(None, wrong))
    assert seen >= least


def test_a_mismatch_is_seen():
    assert mismatch(lambda x, axis=None: x, "f", ["x", "axis", "name"]) == "f has no argument name: ['x', 'axis']"
    assert "takes" in mismatch(lambda x, name=None, axis=None: x, "f", ["x", "axis", "name"])
    assert mismatch(lambda x, axis=None, name=None: x, "f", ["x", "axis", "name"]) is None
    assert mismatch(lambda x, axis=None: x, "f", ["x", "dim"]) is None

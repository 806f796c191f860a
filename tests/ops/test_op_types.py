"""Types and names of nodes are TensorFlow's: what a case writes into a graph against what it writes there.

Recorded by tests/golden/record_op_types.py. Of a sparse or ragged tensor its values are compared. One case stands for
all that hold the same public names and gave the same in TensorFlow.
"""

import ast
import importlib.util
import json
from pathlib import Path

import pytest

import tenfold as tf
from tenfold.api.namespaces import rows
from tenfold.core.base import nest
from tenfold.core.base.errors import OpError
from tenfold.core.graphs.graph import Node
from tenfold.testing.evaluate import TF, TF_V1

HERE = Path(__file__).resolve().parent
GOLDEN = HERE.parent / "golden"

# Public names with a case in which the result is another op, or called otherwise, here than in TensorFlow; the reason
# first. Most of them agree in their other cases.
DIFFERENT = {
    # one op here gives what several give there, each with its own name
    "results of one op": "nn.moments nn.ctc_unique_labels nn.collapse_repeated shape_n meshgrid",
    # TensorFlow brings inputs to another layout and back, and the last step is the result
    "no transposing around it": "argsort norm gather_nd batch_gather nn.conv2d linalg.tridiagonal_solve",
    "no space_to_batch around it": """
        nn.convolution nn.atrous_conv2d nn.atrous_conv2d_transpose nn.depthwise_conv2d nn.pool
    """,
    # another op comes last
    "contracted at once": "einsum linalg.lstsq nn.nce_loss",
    "what nothing is done to comes back as it is there": "math.round add_n",
    "complex numbers are not put together from parts": "math.l2_normalize math.angle",
    "a case of its own there": "repeat sequence_mask image.ssim nn.max_pool signal.hann_window ones_like",
    "old kernels that newer ones replaced": "where matmul nn.avg_pool2d",
    "subtracted by adding": "tensor_scatter_nd_sub",
    "cosine transforms are one product": "signal.dct signal.idct signal.mdct",
    "made otherwise": """
        image.psnr image.image_gradients nn.sufficient_statistics nn.fused_batch_norm nn.scale_regularization_loss
        nn.embedding_lookup nn.embedding_lookup_sparse random.create_rng_state signal.inverse_stft_window_fn sparse.eye
    """,
    # control flow and calls
    "a loop gives its stacked results itself": "map_fn vectorized_map scan foldl foldr TensorArray",
    "a function's nodes are written where it is called": "function nn.ctc_loss image.non_max_suppression_padded",
    "no guard around it": "debugging.assert_equal debugging.Assert",
    "gradients of two are added by `add`": "gradients",
    # lists
    "a list of tensors is packed when it is met": "convert_to_tensor",
    "strings in rows": """
        strings.split strings.bytes_split strings.ngrams strings.reduce_join strings.unicode_split
        strings.unicode_split_with_offsets strings.unicode_decode_with_offsets strings.unicode_encode
    """,
    "rows that are not ragged": "ragged.constant RaggedTensor",
}
# NumPy's functions are made of ops as NumPy's meaning asks, not as TensorFlow composes them.
NUMPY = """
    array zeros ones ones_like full_like eye identity arange conj var mod reciprocal argsort isclose meshgrid copy
"""
DIFFERENT["numpy"] = " ".join(f"experimental.numpy.{name}" for name in NUMPY.split())


def names_in(case):
    """The public names in a case's expression, those of compat.v1 too."""
    found = [ast.unparse(n) for n in ast.walk(ast.parse(case.expression, mode="eval")) if isinstance(n, ast.Attribute)]
    return frozenset(n[3:].removeprefix("compat.v1.") for n in found if n.startswith("tf."))


def load(path, field):
    spec = importlib.util.spec_from_file_location(f"types_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, field)


def chosen(golden):
    """One case for each set of names and each answer. What lambdas do with a ragged or sparse tensor is left out:
    TensorFlow has functions of its own for each op on one, of which an op of dense tensors' name says nothing."""
    found = {}
    for path in [*sorted((HERE / "cases").glob("[a-z]*.py")), GOLDEN / "op_type_programs.py"]:
        for case in load(path, "PROGRAMS" if path.parent == GOLDEN else "CASES"):
            answer = golden.get(case.key)
            if answer is not None and not isinstance(answer, str) and not case.expression.startswith("(lambda"):
                found.setdefault((names_in(case), case.v1, str(answer)), (case, answer))
    return found.values()


@pytest.fixture(scope="module")
def compared():
    """(case, what TensorFlow writes, what is written here) for each case that is chosen."""
    golden = json.loads((GOLDEN / "op_types.json").read_text())
    new = {k: v["v2"] if isinstance(v, dict) else v for k, v in golden.items()}
    return [(case, answer, found) for case, answer in chosen(new) if (found := written(case)) is not None]


def written(case):
    """ "type name" of the op of each result; None where the case fails as it would when it runs."""
    with tf.Graph().as_default():
        dtype = lambda a: "string" if a.dtype == object else a.dtype
        tensors = {n: tf.compat.v1.placeholder(dtype(a), a.shape, n) for n, a in case.tensors.items()}
        try:
            value = case.evaluate(TF_V1 if case.v1 else TF, tensors)
        except (ValueError, TypeError, OpError):
            return None
        return [said(v) for v in nest.flatten(value) if v is not None]


def said(value):
    if hasattr(value, "flat_values"):
        value = value.flat_values
    elif hasattr(value, "indices"):
        value = value.values
    node = value if isinstance(value, Node) else getattr(value, "node", None)
    return "-" if node is None else f"{node.type} {node.name}"


def excused():
    return {name for names in DIFFERENT.values() for name in names.split()}


def test_results_have_tensorflows_types_and_names(compared):
    wrong = [
        f"{case.expression}: TensorFlow writes {answer}, here {found}"
        for case, answer, found in compared
        if found != answer and not names_in(case) & excused()
    ]
    assert wrong == [], "\n".join(wrong)


def test_tensorflow_1_differs_in_control_flow_alone():
    """Its graphs without `If` and `While`, which are not written here: `control_flow_v2_enabled` says so."""
    loops = {"while_loop", "map_fn", "scan", "foldl", "foldr", "TensorArray", "nn.ctc_unique_labels", "vectorized_map"}
    branches = {"cond", "case", "switch_case", "image.rot90", "debugging.Assert"}
    golden = json.loads((GOLDEN / "op_types.json").read_text())
    differs = {k: v["v2"] for k, v in golden.items() if isinstance(v, dict)}
    other = [case.expression for case, _ in chosen(differs) if not names_in(case) & (loops | branches)]
    assert [e for e in other if "random_flip" not in e] == []


def test_a_variable_of_a_graph_has_an_operation_of_its_name():
    with tf.Graph().as_default() as graph:
        weight = tf.Variable([1.0, 2.0], name="weight")
        second = tf.Variable(0.0, name="weight")
        assert [(v.op.name, v.op.type, v.name) for v in (weight, second)] == [
            ("weight", "VariableV2", "weight:0"),
            ("weight_1", "VariableV2", "weight_1:0"),
        ]
        assert [weight.initializer.name, weight.initial_value.name] == ["weight/Assign", "weight/initial_value:0"]
        with tf.compat.v1.Session() as session:
            session.run([weight.initializer, second.initializer])
            assert session.run(graph.get_tensor_by_name("weight:0")).tolist() == [1.0, 2.0]


def test_few_public_ops_are_excused_and_none_needlessly(compared):
    public = {name for field in ("NAMES", "V1") for name, leads in rows(field) if leads.startswith("tenfold.ops.")}
    never = excused() - {name for case, answer, found in compared if found == answer for name in names_in(case)}
    assert len(never) < len(public) / 20, "too many that agree in no case"
    different = {name for case, answer, found in compared if found != answer for name in names_in(case)}
    assert sorted(excused() - different) == [], "these agree: take them out of DIFFERENT"

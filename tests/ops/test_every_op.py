"""No op and no public name of an op goes without a check.

A name counts where the expression of a case holds it; an op where the graph of a case, its gradients to second order
included, holds a node of it; a gradient rule where one of those gradients asked it. Cases that only say which error is
raised count for nothing. All this is found out by looking, each time, so that no list of it can fall behind. What the
harness cannot hold, since it evaluates an expression many times over, stands in a table beside the test that holds it:
of names here, of ops in tests/seen_to_run.py, which sees to it that they run there.
"""

import ast
import importlib
import re
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest
from seen_to_run import OPS_ELSEWHERE, RULES_ELSEWHERE, Asked, has_rule

import tenfold.ops
from tenfold.api.namespaces import rows, table
from tenfold.core.calls.op import OPS
from tenfold.core.graphs.graph import Graph
from tenfold.core.values.tensor import Tensor
from tenfold.testing import written as testing_written
from tenfold.testing.evaluate import Derivatives, evaluate, inputs

OUR_MODULES = ("tenfold.ops.", "tenfold.v1.ops.")
# classes of values and containers rather than ops: tests/core/values and tests/ops/state hold them
CLASSES = (
    "tenfold.ops.structures.",
    "tenfold.ops.sparse.tensor:",
    "tenfold.ops.state.module:",
    "tenfold.ops.state.rep",
)
CLASSES += ("tenfold.ops.state.trackable_view:",)  # tests/ops/state/test_object_graph.py
HERE = Path(__file__).resolve().parent

# Public names that no case can hold -> the file that checks them. Names of compat.v1 begin with "v1.".
NAMES_ELSEWHERE = {
    "golden/function/state_programs.py": "CriticalSection",
    "golden/function/spec_programs.py": "TensorArraySpec",
    # random numbers with a state: another draw each time
    "golden/random_programs.py": """
        random.uniform random.normal random.truncated_normal random.shuffle random.categorical random.gamma
        random.poisson v1.random_poisson v1.multinomial random.set_seed v1.set_random_seed random.Generator
        random.get_global_generator random.set_global_generator random.uniform_candidate_sampler
        random.log_uniform_candidate_sampler random.all_candidate_sampler nn.compute_accidental_hits
        random_normal_initializer
    """,
    "golden/initializer_programs.py": "random_uniform_initializer",
    "golden/record_image.py": """
        image.random_flip_left_right image.random_flip_up_down image.random_crop image.random_brightness
        image.random_hue image.random_contrast image.random_saturation image.sample_distorted_bounding_box
        v1.image.sample_distorted_bounding_box
    """,
    "ops/random/test_random.py": "v1.get_seed",
    # TensorFlow has no kernel of it on a CPU
    "ops/arrays/test_approx_top_k.py": "math.approx_min_k nn.approx_min_k",
    "ops/signal/test_fourier_nd.py": """
        signal.fftnd signal.ifftnd signal.rfftnd signal.irfftnd
    """,
    # variables, tables and files keep what was done to them
    "ops/state/test_variables.py": """
        v1.assign v1.assign_add v1.assign_sub v1.count_up_to v1.scatter_update v1.scatter_add v1.scatter_sub
        v1.scatter_mul v1.scatter_div v1.scatter_min v1.scatter_max v1.scatter_nd_update v1.scatter_nd_add
        v1.scatter_nd_sub v1.batch_scatter_update
    """,
    "ops/lookup/test_tables.py": """
        lookup.StaticHashTable lookup.StaticVocabularyTable lookup.KeyValueTensorInitializer
        lookup.TextFileInitializer lookup.TextFileIndex lookup.experimental.MutableHashTable
        lookup.experimental.DenseHashTable
    """,
    # methods and draws that change what comes after them, and what TensorFlow refuses before they are enabled
    "ops/numpy_api/test_behavior.py": """
        experimental.numpy.experimental_enable_numpy_behavior experimental.numpy.random.seed
        experimental.numpy.random.randn experimental.numpy.random.randint experimental.numpy.random.poisson
        experimental.numpy.random.rand experimental.numpy.random.random experimental.numpy.random.standard_normal
        experimental.numpy.random.uniform experimental.numpy.hypot experimental.numpy.around
    """,
    "io/test_gfile.py": "io.read_file io.write_file io.matching_files",
    # statements, switches and refusals rather than values
    "ops/autodiff/test_autodiff.py": """
        GradientTape autodiff.ForwardAccumulator v1.gradients v1.hessians RegisterGradient UnconnectedGradients
    """,
    "core/graphs/test_graph.py": "control_dependencies",
    "ops/state/test_module.py": "name_scope get_current_name_scope",
    "ops/checks/test_debugging.py": """
        debugging.enable_check_numerics debugging.disable_check_numerics print v1.Print timestamp
    """,
    "ops/math/test_operators.py": "v1.enable_tensor_equality v1.disable_tensor_equality",
    "ops/ragged/test_ragged.py": "v1.ragged.RaggedTensorValue",
    "function/test_composites.py": "RaggedTensorSpec SparseTensorSpec",
    "ops/test_switches.py": """
        debugging.set_log_device_placement debugging.get_log_device_placement debugging.enable_traceback_filtering
        debugging.disable_traceback_filtering debugging.is_traceback_filtering_enabled no_gradient
        io.match_filenames_once
    """,
    # dropped before TensorFlow 1: nothing to compare with
    "api/test_names.py": "v1.pack v1.unpack AggregationMethod",
}
# Ops whose gradient rules only a gradient of third order asks.
THIRD_ORDER = "bias_spread max_pool_grad_grad pick"
# What the walk back does by itself.
PASSED_ON = "read_variable"
# Ops that are gradients themselves, of functions that TensorFlow too differentiates once.
ONCE = "ctc_gradient gamma_sample_gradient igamma_grad_a"


def cases():
    """Every case for which a value was recorded."""
    spec = importlib.util.spec_from_file_location("harness_cases", HERE / "test_cases.py")
    harness = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(harness)
    for path in sorted((HERE / "cases").glob("[a-z]*.py")):
        golden = harness.expected(path.stem)
        yield from (c for c in harness.cases(path) if not isinstance(golden.get(c.key), str))


class Unoptimized:
    """Stands in for what would run a case's graph: here it is only written."""

    def __init__(self, graph, inputs, outputs):
        self.executable = None


def listed(excuses):
    return {name for names in excuses.values() for name in names.split()}


def target(name):
    """Where a public name leads."""
    return table("v1")[name.removeprefix("v1.")] if name.startswith("v1.") else table("v2")[name]


def named(case):
    """Where the public names in a case's expression lead."""
    names = table("v1" if case.v1 else "v2")
    for node in ast.walk(ast.parse(case.expression, mode="eval")):
        text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
        if text.startswith("tf.") and text[3:] in names:
            yield names[text[3:]]


@pytest.fixture(scope="module")
def reached():
    """Names of the ops of which the cases' graphs hold nodes, and of those whose gradient rules were asked."""
    tenfold.ops.load_every_family()
    written, asked = set(), set()
    with pytest.MonkeyPatch.context() as patch:
        write = Graph.write
        patch.setattr(Graph, "write", lambda self, op, *a, **k: written.add(op.name) or write(self, op, *a, **k))
        patch.setattr(testing_written, "Traced", Unoptimized)
        for op in OPS.values():
            if has_rule(op):
                patch.setattr(op, "rule", Asked(op.rule, partial(asked.add, op.name)))
        for case in cases():
            leaves = evaluate(case, inputs(case))
            if any(isinstance(t, Tensor) for t in leaves):
                derived = Derivatives(case, leaves)
                testing_written.Written("graph", case, derived, lambda a: a.shape)
                if case.unknown is True:
                    testing_written.Written("graph of unknown rank", case, derived, lambda a: None)
    return written, asked


def ours():
    return [op for op in OPS.values() if op.__module__.startswith(OUR_MODULES) or op.name in listed(OPS_ELSEWHERE)]


def test_every_public_name_of_an_op_is_in_a_case():
    names = defaultdict(list)
    for field, mark in (("NAMES", ""), ("V1", "v1.")):
        for name, leads in rows(field):
            if leads.startswith(OUR_MODULES) and not leads.startswith(CLASSES):
                names[leads].append(mark + name)
    covered, excused = {t for c in cases() for t in named(c)}, {target(n) for n in listed(NAMES_ELSEWHERE)}
    assert sorted(names[t] for t in names.keys() - covered - excused) == [], "write a case in tests/ops/cases"
    needless = [n for n in listed(NAMES_ELSEWHERE) if target(n) in covered]
    assert needless == [], "a case holds these: take them out of NAMES_ELSEWHERE"


def test_every_op_is_in_a_graph_of_a_case(reached):
    written, excused = reached[0], listed(OPS_ELSEWHERE)
    assert [op.name for op in ours() if op.name not in written | excused] == [], "write a case that reaches them"
    assert sorted(excused & written) == [], "a case reaches these: take them out of OPS_ELSEWHERE"


def test_every_gradient_rule_is_asked(reached):
    excused = listed(RULES_ELSEWHERE) | {*THIRD_ORDER.split(), PASSED_ON}
    assert [op.name for op in ours() if has_rule(op) and op.name not in reached[1] | excused] == []
    needless = (listed(RULES_ELSEWHERE) | {*THIRD_ORDER.split(), PASSED_ON}) & reached[1]
    assert sorted(needless) == [], "a case asks these: take them out"


def test_an_op_without_a_gradient_says_so(reached):
    assert sorted(op.name for op in ours() if op.rule is None) == ONCE.split(), "write its rule, or gradient=None"


@pytest.mark.parametrize("path", NAMES_ELSEWHERE)
def test_what_is_said_to_check_a_name_holds_it(path):
    text = (HERE.parent / path).read_text()
    names = [n.rpartition(".")[2] for n in NAMES_ELSEWHERE[path].split()]
    assert [n for n in names if not re.search(rf"\b{n}\b", text)] == []

"""A plugin: an op that no case of the harness holds is seen to run in the file that is said to test it.

While a test of such a file runs, the slots of the ops and the gradient rules that the file answers for note that they
were called. When every test of the file has passed, whichever processes ran them, those that nobody called are an
error of the whole run. Where some of them were left out (-k, a failure, a skip), nothing is said of the file.
"""

import functools
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import tenfold.ops
from tenfold.core.calls.gradient import GradientRule
from tenfold.core.calls.kernels import GEARS
from tenfold.core.calls.op import OPS

HERE = Path(__file__).resolve().parent
GRADIENT = "gradient of "

# Ops whose nodes no expression of a case writes -> the file that checks them, by what there reaches them.
OPS_ELSEWHERE = {
    "ops/control/test_recorded.py": "add_at list_add_at",
    "ops/random/test_random.py": "candidate_sampler every_class accidental_hits skip",
    "ops/random/test_philox.py": "gamma_sample_gradient",
    "ops/lookup/test_tables.py": """
        lookup_table_find lookup_table_size lookup_table_export lookup_table_import lookup_table_insert
        lookup_table_remove lookup_table_read vocabulary_find allowed
    """,
    "keras/layers/test_preprocessing.py": """
        vocabulary_index count_words quantile_summary merged_summaries bin_boundaries counted_entries
    """,
    "ops/image/test_projective.py": """
        projective_transform projective_transpose proportional_part proportional_frame displaced displaced_transpose
    """,
    "io/checkpoints/test_ops.py": "save_v2 restore_v2 merge_v2_checkpoints",
    "io/test_gfile.py": "read_file write_file matching_files",
    "io/profiles/test_summary_api.py": "write_summary",
    "keras/parts/test_parts.py": """
        adam_rate adamax_rate nadam_factors sgd_step momentum_step adam_step nadam_step adamax_step
        rmsprop_step adagrad_step adadelta_step ftrl_step lion_step decay_step average_step accumulate weight_above
        probabilities
    """,
    "keras/layers/test_goldens.py": "crossed_hash",
    "keras/training/test_training.py": "decayed_rate",
    "keras/parts/test_sparse_steps.py": "row_step",
    "keras/optimizers/test_trajectories.py": """
        corrections adafactor_scalars schedule_free_scalars adafactor_step lamb_step muon_step schedule_free_step
    """,
    "keras/parts/test_losses_and_metrics.py": "mean_or_zero",
    "v1/test_initializers.py": "orthogonal_columns",
    "ops/nn/test_upsampling.py": """
        max_unpool2d max_unpool2d_grad upsample block_sums bed_of_nails block_corners adaptive_windows
        adaptive_windows_grad adaptive_means adaptive_means_grad
    """,
    "ops/image/test_image.py": "unsample",
    "ops/checks/test_debugging.py": "print_line timestamp",
    "ops/state/test_object_graph.py": "lookup_table_replace",
    "ops/state/test_variables.py": "read_variable assign_variable strided_slice_assign scatter_rows below_limit",
    "core/graphs/test_reads.py": "reread_variable",
    "ops/ragged/test_functions.py": "places_in_rows",
    "function/test_function.py": "call",
    "v1/test_session.py": "placeholder_with_default",
    "runtime/test_passes.py": "affine",
    "runtime/native/test_fusing.py": """
        conv_bias depthwise_bias conv_backprop_filter_bias depthwise_backprop_filter_bias max_pool_relu_grad
        conv_backprop_filter_pooled conv_backprop_input_bias
    """,
}
# Gradient rules that no gradient of a case asks -> the file that does.
RULES_ELSEWHERE = {
    "ops/control/test_recorded.py": "add_at list_add_at",
    "ops/control/test_totals.py": "rows_parted",
    "ops/image/test_image.py": "resample unsample",
    "ops/image/test_projective.py": "projective_transform projective_transpose displaced displaced_transpose",
    "ops/nn/test_upsampling.py": """
        max_unpool2d max_unpool2d_grad upsample block_sums bed_of_nails block_corners adaptive_windows
        adaptive_windows_grad adaptive_means adaptive_means_grad
    """,
    "ops/random/test_philox.py": "random_gamma",
    "core/graphs/test_reads.py": "reread_variable",
    "function/test_function.py": "call",
    "keras/parts/test_losses_and_metrics.py": "mean_or_zero",
    "v1/test_session.py": "placeholder_with_default",
}
CONTROLLER = "ops_seen"  # what a worker of xdist calls what it hands on


def has_rule(op):
    return op.rule is not None and op.rule is not GradientRule.none


def answers():
    """File, relative to `tests` -> what it answers for: names of ops, "gradient of NAME"."""
    out = defaultdict(set)
    for path, names in OPS_ELSEWHERE.items():
        out[path].update(names.split())
    for path, names in RULES_ELSEWHERE.items():
        out[path].update(GRADIENT + name for name in names.split())
    return dict(out)


class Asked:
    """Stands in for an op's gradient rule and calls `note` when it is asked."""

    def __init__(self, rule, note):
        self.rule, self.note, self.save, self.wants = rule, note, rule.save, rule.wants

    def call(self, *arguments):
        self.note()
        return self.rule.call(*arguments)


def noting(function, note):
    """`function`, which calls `note` first."""

    @functools.wraps(function)
    def noted(*args, **kwargs):
        note()
        return function(*args, **kwargs)

    return noted


def watch(patch, name, note):
    """Until `patch` is undone, a call of what `name` stands for calls `note`."""
    bare = name.removeprefix(GRADIENT)
    op = OPS.get(bare)
    if op is None:  # nothing has imported it yet; the test may
        tenfold.ops.load_every_family()
        op = OPS.get(bare)
    if op is None:  # an op of second gear's, which comes with what makes it
        return
    if name.startswith(GRADIENT):
        patch.setattr(op, "rule", Asked(op.rule, note))
        return
    op.bring_kernels()  # which would take the places below
    there = {id(f): noting(f, note) for f in (op.forward, *(getattr(op, gear) for gear in GEARS))}
    for place in ("forward", *GEARS):  # the same one where it was the same before
        patch.setattr(op, place, there[id(getattr(op, place))])


class SeenToRun:
    """What one process saw, and in the process that reports what all of them did."""

    def __init__(self, config, wanted):
        self.config, self.wanted = config, wanted
        self.seen = defaultdict(set)  # file -> what ran in its tests
        self.there = Counter()  # file -> tests that there are
        self.passed = Counter()
        self.lacking = {}

    def _file(self, path):
        path = Path(path)
        return path.relative_to(HERE).as_posix() if path.is_relative_to(HERE) else ""

    def pytest_collection_modifyitems(self, items):
        self.there = Counter(file for item in items if (file := self._file(item.path)) in self.wanted)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        file = self._file(item.path)
        with pytest.MonkeyPatch.context() as patch:
            for name in self.wanted.get(file, set()) - self.seen[file]:
                watch(patch, name, functools.partial(self.seen[file].add, name))
            return (yield)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.passed[self._file(self.config.rootpath / report.nodeid.partition("::")[0])] += 1

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        seen, there = getattr(node, "workeroutput", {}).get(CONTROLLER, ({}, {}))
        self.there.update({file: count for file, count in there.items() if file not in self.there})
        for file, names in seen.items():
            self.seen[file].update(names)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session):
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput[CONTROLLER] = {f: sorted(s) for f, s in self.seen.items() if s}, dict(self.there)
            return
        self.lacking = self.judged(chosen=bool(self.config.option.keyword or "::" in "".join(self.config.args)))
        if self.lacking and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def judged(self, chosen):
        """File -> what it answers for and nothing there called; of files of which every test was run and passed.

        Args:
          chosen: whether the user chose some of the tests.
        """
        whole = [file for file, count in self.there.items() if count == self.passed[file] and not chosen]
        return {file: sorted(lacking) for file in whole if (lacking := self.wanted[file] - self.seen[file])}

    def pytest_terminal_summary(self, terminalreporter):
        for file, names in self.lacking.items():
            terminalreporter.write_line(
                f"ERROR tests/{file} is said (tests/seen_to_run.py) to test these, and does not run them: {names}",
                red=True,
            )

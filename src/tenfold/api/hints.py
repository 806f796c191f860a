"""The one table of hints: arguments that are accepted, never looked at, and cannot change a result here.

Any other argument of a public function is honoured or refused: `tests/api/test_swallowed.py` looks at each of them and
holds this table to what it finds. Layers take what `LAYERS` lists.
"""

from typing import NamedTuple

from tenfold.core.base.hooks import hooks


class Hint(NamedTuple):
    """Arguments with one reason.

    Attributes:
      names: what they are called, with blanks between.
      of: beginnings of the names of the modules whose functions take them, below `tenfold.`, with blanks between.
      reason: why no result depends on them.
    """

    names: str
    of: str
    reason: str


HINTS = (
    Hint(
        "name tensor_array_name",
        "data.run ops.arrays.shaping ops.autodiff.gradients ops.checks ops.control.tensor_array ops.lookup "
        "ops.ragged.tensor io.events keras.optimizers v1.ops",
        "names what is no node here: nothing, what is known without one, or several ops that have no scope (of two of "
        "them TensorFlow does not look at it either)",
    ),
    # how TensorFlow's executor goes about it
    Hint(
        "parallel_iterations swap_memory infer_shape experimental_use_pfor fallback_to_while_loop warn",
        "ops.autodiff.jacobians ops.control.mapping ops.control.while_loop",
        "how a loop is run, and where its values are kept meanwhile; that they have one shape is always seen to",
    ),
    Hint(
        "reduction_input_size_override aggregate_to_topk",
        "ops.arrays.sorting",
        "how a search in parts goes about it; all of the largest entries are found here, at once",
    ),
    Hint(
        "gate_gradients aggregation_method colocate_gradients_with_ops colocate_with_first_write_call",
        "ops.autodiff.gradients ops.control.tensor_array v1.ops.autodiff",
        "in which order and on which device parts of a sum are added; XLA decides",
    ),
    Hint(
        "use_locking exclusive_resource_access",
        "core.values.variable ops.state ops.control.critical_section",
        "nobody ever sees half of an update, and a section has one lock, whatever other sections use",
    ),
    Hint("stateful", "ops.control.host", "calls of a Python function are never merged, so each is made in any case"),
    Hint(
        "caching_device use_resource expected_shape",
        "core.values.variable",
        "there is one kind of variable, with one copy; the last one TensorFlow does not look at either",
    ),
    Hint(
        "skip_gradients_aggregation experimental_aggregate_gradients",
        "keras.optimizers",
        "whether replicas add their gradients up; there is one replica",
    ),
    Hint(
        "experimental_implements experimental_autograph_options experimental_attributes "
        "experimental_follow_type_hints experimental_optional_features arg_values arg_types recursive",
        "function.function function.autograph.public v1.autograph",
        "switches of TensorFlow's graph optimizer and converter; what is traced gives what Python would, and the text "
        "that `to_code` gives is that of one function",
    ),
    Hint(
        "use_cudnn_on_gpu use_gpu force_gpu cuda_only",
        "v1.ops.nn testing.tf_test runtime.devices",
        "which of several kernels or devices runs, and all agree to rounding; every GPU that is found is CUDA's",
    ),
    Hint(
        "config device_policy execution_mode _ __",
        "runtime.sessions.modes runtime.devices",
        "devices, threads and compilers of TensorFlow's runtime. So are the fields of a ConfigProto: a Session keeps "
        "it, no more",
    ),
    # what a caller knows, or wants to save
    Hint(
        "a_is_sparse b_is_sparse shift unique allow_fast_lookup sorted_input canonicalized_coordinates",
        "ops.linalg.products ops.nn ops.image.boxes v1.ops.nn",
        "what the caller knows of the data already; it is found out all the same",
    ),
    Hint("seed", "ops.nn.candidates", "nothing is drawn"),
    Hint("validate_args validate_indices", "ops.linalg ops.arrays.gathering v1.ops.arrays", "they are always checked"),
    Hint("optimize", "v1.ops.arrays", "whether the shape is looked at while a graph is written"),
    Hint("sorted stable", "ops.arrays.sorting", "sorted and stable results are among those that may come otherwise"),
    Hint(
        "tol partial_pivoting",
        "ops.linalg.tridiagonal",
        "that less will do: eigenvalues are exact to rounding, and elimination pivots",
    ),
    Hint("copy", "ops.numpy_api.promotion", "tensors do not change, so nobody can tell a copy"),
    Hint(
        "tile_size initial_num_buckets", "ops.image.boxes ops.lookup.tables", "how much is done, or has room, at a time"
    ),
    Hint(
        "experimental_is_anonymous checkpoint",
        "ops.lookup.tables",
        "how TensorFlow's runtime and its Saver find a table; tf.train.Checkpoint has every one",
    ),
    # how tf.data and Keras go about it, and what is only said
    Hint(
        "use_unbounded_threadpool buffer_output_elements prefetch_input_elements sloppy sloppy_ordering",
        "data",
        "threads and their buffers; elements keep their order",
    ),
    Hint("max_queue flush_millis", "io.events.default_writer", "each record is written at once"),
    Hint("values graph", "io.events.writing io.profiles.timeline", "the graph is the one at hand"),
    Hint(
        "stack_height_limit path_length_limit summarize",
        "ops.checks v1.ops.debugging",
        "how much of a stack, or of values that are not shown, a message shows",
    ),
    Hint(
        "implementation force_generator run_eagerly steps_per_execution bounding_box_format",
        "keras.layers",
        "one of several ways to the same numbers; boxes are filled up alike in every format",
    ),
    Hint("wait_time timeout random_seed", "keras.utils.enqueuers", "of processes and queues that are not there"),
    Hint(
        "use_legacy_format vocabulary_size is_legacy_optimizer options save_traces",
        "keras",
        "in which form a configuration is written, which can be seen, and how a SavedModel is: HDF5 is not",
    ),
)

LAYERS = {  # class -> {argument that all of its layers take: why no result depends on it}
    "Layer": {
        "dynamic": "that the layer run as Python: every layer can, and does where it cannot be traced",
        "implementation": "one of several ways to the same numbers; where ways differ, the layer takes it itself",
    },
    "MultiHeadAttention": {"flash_attention": "a kernel that never holds all scores; its numbers are the same"},
    "GroupedQueryAttention": {"flash_attention": "as in MultiHeadAttention"},
}

OPTIONS = {  # field of tf.data.Options: why it cannot change an element
    "autotune": "threads take what they find free, see data/run/ahead.py; nothing is searched for",
    "dataset_name": "a name, for TensorFlow's logs",
    "deterministic": "elements keep their order either way: False allows what does not happen",
    "experimental_distribute": "how workers share elements: of one process, all are its own",
    "experimental_external_state_policy": "saving a dataset refuses what it cannot save",
    "experimental_service": "there is no data service",
    "experimental_slack": "when elements are made ahead is up to data/run/ahead.py",
    "experimental_symbolic_checkpoint": "what a checkpoint has of an iterator is its place",
    "experimental_warm_start": "threads begin with the first element",
    "framework_type": "a label, for TensorFlow's logs",
    "threading": "threads are those of the process",
}

hooks.layer_hints.update(LAYERS)

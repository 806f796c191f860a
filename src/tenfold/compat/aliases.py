"""Where each module path of TensorFlow and Keras leads: tables only.

A path is looked up by its longest known beginning; what is left is walked as attributes (`tensorflow.keras.layers` is
the attribute `layers` of what `tensorflow.keras` leads to). Paths inside TensorFlow's and Keras's own source trees,
which programs reach into though nobody promised them, lead to the public namespaces that hold the same names.
"""

PUBLIC = {
    "tensorflow": "tenfold",
    "tensorflow.compat": "tenfold.compat",
    "tensorflow.compat.v1": "tenfold.compat.v1",
    "tensorflow.compat.v2": "tenfold.compat.v2",
    "tensorflow._api.v2.compat": "tenfold.compat",
    "tensorflow._api.v2.compat.v1": "tenfold.compat.v1",
    "tensorflow._api.v2.compat.v2": "tenfold.compat.v2",
    "tensorflow._api.v2.v2": "tenfold.compat.v2",
    "tensorflow.examples": "tenfold.compat.v1.examples",  # in any program: TensorFlow 2 has nothing of that name
    "keras_preprocessing": "tenfold.keras.preprocessing",
}
KERAS = "tenfold.keras"
KERAS_ROOTS = (
    "keras",
    "tf_keras",
    "tensorflow.keras",
    "tensorflow.python.keras",
    "tensorflow.contrib.keras",
    "tensorflow.contrib.keras.api",
    "tensorflow.contrib.keras.api.keras",
    "tensorflow.contrib.keras.python",
    "tensorflow.contrib.keras.python.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tensorflow._api.v2.keras",
    "keras.api",
    "keras.src",
    "tf_keras.api",
    "tf_keras.src",
    "keras.api._v1.keras",
    "keras.api._v2.keras",
    "keras._tf_keras.keras",
)
ROOTS = frozenset(path.split(".")[0] for path in (*PUBLIC, *KERAS_ROOTS))

# Modules that hold messages: all lead to all of ours. A floor of the house has the name of a folder on the way.
FOLDERS_OF_MESSAGES = {"tensorflow.core": ("tenfold.core",)}
MESSAGES = dict.fromkeys(
    (
        f"tensorflow.{folder}.{name}_pb2"
        for folder, names in {
            "core.example": "example feature",
            "core.framework": (
                "allocation_description attr_value cost_graph full_type function graph graph_debug_info node_def "
                "op_def resource_handle step_stats summary tensor tensor_description tensor_shape tensor_slice types "
                "variable versions"
            ),
            "core.protobuf": (
                "cluster config control_flow debug device_filters error_codes fingerprint meta_graph queue_runner "
                "rewriter_config saved_model saved_object_graph saver struct tensor_bundle tensorflow_server "
                "trackable_object_graph"
            ),
            "core.lib.core": "error_codes",
            "core.util": "event",
            "python.training": "checkpoint_state",
        }.items()
        for name in names.split()
    ),
    "tenfold.io.messages",
)

# Floors of the house that TensorFlow has no module for: `import tensorflow.ops` must not find them.
HIDDEN = frozenset("api cli core function ops runtime testing v1".split())


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """'a b = x y' on each line: the paths a and b both lead to the namespaces x and y, searched in that order."""
    rows = (line.split("=") for line in text.strip().splitlines())
    return {path: tuple(targets.split()) for paths, targets in rows for path in paths.split()}


# Below a Keras root: old module -> public namespaces below keras ("." is keras itself).
KERAS_INSIDE = _table(
    """
    layers.core layers.convolutional layers.pooling layers.recurrent layers.normalization layers.embeddings = layers
    layers.merge layers.merging layers.advanced_activations = layers
    layers.wrappers layers.noise layers.local layers.rnn = layers
    layers.convolutional_recurrent layers.cudnn_recurrent = layers
    layers.reshaping layers.regularization layers.attention = layers
    layers.activation layers.preprocessing.image_preprocessing layers.recurrent_v2 layers.normalization_v2 = layers
    layers.dense_attention layers.multi_head_attention layers.core.dense layers.core.lambda_layer = layers
    layers.normalization.batch_normalization_v1 layers.normalization.layer_normalization = layers
    layers.normalization.group_normalization layers.normalization.unit_normalization = layers
    layers.normalization.spectral_normalization layers.attention.attention = layers
    layers.attention.additive_attention layers.attention.multi_head_attention = layers
    layers.attention.grouped_query_attention layers.regularization.dropout = layers
    layers.regularization.spatial_dropout1d layers.regularization.spatial_dropout2d = layers
    layers.regularization.spatial_dropout3d layers.regularization.gaussian_noise = layers
    layers.regularization.gaussian_dropout layers.regularization.alpha_dropout = layers
    layers.normalization.batch_normalization layers.rnn.lstm layers.rnn.gru layers.convolutional.conv2d = layers
    engine = . layers models
    engine.base_preprocessing_layer = layers.experimental.preprocessing
    engine.topology engine.base_layer engine.input_layer = . layers models
    engine.input_spec engine.training engine.network = . layers models
    engine.sequential engine.functional engine.keras_tensor engine.node = . layers models
    models.model models.functional models.sequential = models
    utils.generic_utils = utils.generic_utils utils
    utils.np_utils utils.data_utils utils.vis_utils utils.layer_utils utils.io_utils = utils
    utils.conv_utils utils.training_utils utils.tf_utils utils.losses_utils utils.all_utils = utils
    backend.tensorflow_backend backend_config = backend
    optimizer_v2 optimizers.optimizer_v2 optimizers.optimizer optimizers.adam optimizers.sgd = optimizers
    optimizer_v2.adam optimizer_v2.gradient_descent optimizer_v2.rmsprop optimizer_v2.optimizer_v2 = optimizers
    optimizer_v2.adagrad optimizer_v2.adadelta optimizer_v2.adamax optimizer_v2.nadam optimizer_v2.ftrl = optimizers
    optimizers.adam_v2 optimizers.gradient_descent_v2 optimizers.rmsprop_v2 optimizers.adagrad_v2 = optimizers
    optimizers.adadelta_v2 optimizers.adamax_v2 optimizers.nadam_v2 optimizers.rmsprop optimizers.adamw = optimizers
    optimizers.legacy.adam optimizers.legacy.gradient_descent optimizers.legacy.rmsprop = optimizers.legacy
    optimizers.legacy.optimizer_v2 = optimizers.legacy
    optimizer_v2.learning_rate_schedule optimizers.schedules.learning_rate_schedule = optimizers.schedules
    initializers.initializers_v1 initializers.initializers_v2 = initializers
    callbacks.callbacks callbacks_v1 = callbacks
    losses.losses objectives = losses
    regularizers.regularizers = regularizers
    saving.save saving.hdf5_format saving.model_config = models saving
    preprocessing.image_dataset preprocessing.text_dataset = preprocessing utils
    legacy.preprocessing.text = preprocessing.text
    legacy.preprocessing.sequence = preprocessing.sequence
    legacy.preprocessing.image = preprocessing.image
    utils.sequence_utils = utils
    utils.image_utils = utils preprocessing.image
    """
)

# Below tensorflow.python: module -> public namespaces of the v1 API ("." is its root; v2: that of the v2 API).
PYTHON_INSIDE = _table(
    """
    framework.ops framework.constant_op framework.tensor_shape framework.tensor_spec framework.tensor = .
    framework.tensor_util = python.framework.tensor_util .
    framework.indexed_slices framework.random_seed framework.type_spec = .
    framework.dtypes = dtypes .
    framework.errors framework.errors_impl = errors
    framework.sparse_tensor = sparse .
    framework.graph_util framework.graph_util_impl = graph_util
    framework.graph_io = train io
    ops.array_ops ops.math_ops ops.control_flow_ops = . math
    ops.variables ops.variable_scope ops.state_ops ops.clip_ops = . math
    ops.gen_array_ops ops.gen_math_ops ops.gen_state_ops = raw_ops . math
    ops.gen_sparse_ops = raw_ops sparse .
    ops.functional_ops ops.map_fn ops.script_ops = .
    ops.tensor_array_ops ops.special_math_ops ops.template ops.while_loop = .
    ops.cond ops.gradients ops.gradients_impl ops.resource_variable_ops ops.data_flow_ops ops.custom_gradient = .
    ops.nn ops.nn_ops ops.nn_impl ops.embedding_ops ops.candidate_sampling_ops ops.ctc_ops ops.rnn = nn .
    ops.gen_nn_ops = raw_ops nn .
    ops.rnn_cell ops.rnn_cell_impl = nn.rnn_cell
    ops.random_ops ops.stateless_random_ops = random .
    ops.init_ops = python.ops.init_ops initializers .
    ops.init_ops_v2 = v2.initializers
    ops.check_ops = debugging .
    ops.linalg_ops ops.linalg.linalg ops.linalg_ops_impl = linalg .
    ops.string_ops = strings .
    ops.image_ops ops.image_ops_impl = image
    ops.io_ops ops.parsing_ops ops.parsing_config = io .
    ops.gen_io_ops ops.gen_parsing_ops = raw_ops io .
    ops.sparse_ops = sparse .
    ops.bitwise_ops = bitwise
    ops.lookup_ops = lookup .
    ops.logging_ops = summary .
    ops.metrics ops.metrics_impl = metrics
    ops.losses.losses ops.losses.losses_impl = losses
    ops.signal.fft_ops ops.signal.signal ops.spectral_ops = signal
    ops.ragged.ragged_tensor ops.ragged.ragged_factory_ops = ragged .
    ops.distributions.distributions = distributions
    ops.summary_ops_v2 = v2.summary
    eager.context = .
    eager.backprop eager.def_function eager.polymorphic_function.polymorphic_function = v2
    module.module = v2
    util.nest = nest python.util.nest
    util.compat = compat
    client.session = .
    client.timeline = python.client.timeline
    profiler.profiler_v2 = v2.profiler.experimental
    profiler.trace = v2.profiler.experimental
    layers.layers layers.core layers.convolutional layers.pooling layers.normalization = layers
    training.training training.saver training.optimizer = train
    training.adam training.gradient_descent training.momentum = train
    training.moving_averages training.learning_rate_decay = train
    training.training_util training.checkpoint_management checkpoint.checkpoint_management = train
    training.checkpoint_utils training.py_checkpoint_reader = train
    pywrap_tensorflow = pywrap_tensorflow
    tools.inspect_checkpoint = python.tools.inspect_checkpoint
    training.rmsprop training.adagrad training.session_run_hook training.basic_session_run_hooks = train
    training.tracking.util checkpoint.checkpoint = v2.train
    summary.summary summary.writer.writer = summary
    summary.summary_iterator = train
    platform.gfile lib.io.file_io = gfile io.gfile
    platform.tf_logging = logging
    platform.flags = flags
    platform.app = app
    platform.test platform.googletest = test
    lib.io.tf_record lib.io.python_io = python_io io
    data.ops.dataset_ops = data
    saved_model.saved_model saved_model.tag_constants saved_model.signature_constants = saved_model
    autograph = autograph
    """
)

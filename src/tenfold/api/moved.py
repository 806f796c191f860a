"""Where names went that TensorFlow once had: what the AttributeError for one of them says. Tables, and the search.

`RENAMED` is for names that TensorFlow 2 has under another: both sides below `tf.`. Most are still under `tf.compat.v1`,
which speaks TensorFlow 1. `HINTS` is for what has no single successor, and for what Tenfold does not have.
"""

RENAMED = dict(
    row.split()
    for row in """
    FixedLenFeature io.FixedLenFeature
    FixedLenSequenceFeature io.FixedLenSequenceFeature
    SparseFeature io.SparseFeature
    VarLenFeature io.VarLenFeature
    arg_max argmax
    arg_min argmin
    batch_matmul matmul
    batch_to_space_nd batch_to_space
    betainc math.betainc
    ceil math.ceil
    check_numerics debugging.check_numerics
    cholesky linalg.cholesky
    cholesky_solve linalg.cholesky_solve
    complex_abs abs
    confusion_matrix math.confusion_matrix
    conj math.conj
    count_nonzero math.count_nonzero
    cross linalg.cross
    cumprod math.cumprod
    decode_base64 io.decode_base64
    decode_compressed io.decode_compressed
    decode_csv io.decode_csv
    decode_json_example io.decode_json_example
    decode_raw io.decode_raw
    depth_to_space nn.depth_to_space
    deserialize_many_sparse io.deserialize_many_sparse
    diag linalg.tensor_diag
    diag_part linalg.tensor_diag_part
    digamma math.digamma
    div math.divide
    div_no_nan math.divide_no_nan
    encode_base64 io.encode_base64
    erf math.erf
    erfc math.erfc
    expm1 math.expm1
    extract_image_patches image.extract_patches
    fft signal.fft
    fft2d signal.fft2d
    fft3d signal.fft3d
    floordiv math.floordiv
    floormod math.floormod
    gfile io.gfile
    global_norm linalg.global_norm
    glorot_normal_initializer initializers.GlorotNormal
    glorot_uniform_initializer initializers.GlorotUniform
    ifft signal.ifft
    ifft2d signal.ifft2d
    ifft3d signal.ifft3d
    igamma math.igamma
    igammac math.igammac
    imag math.imag
    inv math.reciprocal
    invert_permutation math.invert_permutation
    is_finite math.is_finite
    is_inf math.is_inf
    is_nan math.is_nan
    lbeta math.lbeta
    lgamma math.lgamma
    lin_space linspace
    log math.log
    log1p math.log1p
    log_sigmoid math.log_sigmoid
    logical_xor math.logical_xor
    matching_files io.matching_files
    matrix_band_part linalg.band_part
    matrix_determinant linalg.det
    matrix_diag linalg.diag
    matrix_diag_part linalg.diag_part
    matrix_inverse linalg.inv
    matrix_set_diag linalg.set_diag
    matrix_solve linalg.solve
    matrix_solve_ls linalg.lstsq
    matrix_transpose linalg.matrix_transpose
    matrix_triangular_solve linalg.triangular_solve
    mod math.mod
    mul multiply
    multinomial random.categorical
    neg negative
    orthogonal_initializer initializers.Orthogonal
    pack stack
    parse_example io.parse_example
    parse_single_example io.parse_single_example
    parse_single_sequence_example io.parse_single_sequence_example
    parse_tensor io.parse_tensor
    polygamma math.polygamma
    py_func numpy_function
    python_io io
    qr linalg.qr
    random_crop image.random_crop
    random_gamma random.gamma
    random_normal random.normal
    random_poisson random.poisson
    random_shuffle random.shuffle
    random_uniform random.uniform
    read_file io.read_file
    real math.real
    reciprocal math.reciprocal
    regex_replace strings.regex_replace
    rint math.rint
    rsqrt math.rsqrt
    segment_max math.segment_max
    segment_mean math.segment_mean
    segment_min math.segment_min
    segment_prod math.segment_prod
    segment_sum math.segment_sum
    select where
    self_adjoint_eig linalg.eigh
    self_adjoint_eigvals linalg.eigvalsh
    serialize_many_sparse io.serialize_many_sparse
    serialize_sparse io.serialize_sparse
    serialize_tensor io.serialize_tensor
    set_random_seed random.set_seed
    space_to_depth nn.space_to_depth
    sparse_add sparse.add
    sparse_concat sparse.concat
    sparse_fill_empty_rows sparse.fill_empty_rows
    sparse_maximum sparse.maximum
    sparse_minimum sparse.minimum
    sparse_reduce_max sparse.reduce_max
    sparse_reduce_sum sparse.reduce_sum
    sparse_reorder sparse.reorder
    sparse_reshape sparse.reshape
    sparse_retain sparse.retain
    sparse_segment_mean sparse.segment_mean
    sparse_segment_sqrt_n sparse.segment_sqrt_n
    sparse_segment_sum sparse.segment_sum
    sparse_slice sparse.slice
    sparse_softmax sparse.softmax
    sparse_split sparse.split
    sparse_tensor_dense_matmul sparse.sparse_dense_matmul
    sparse_tensor_to_dense sparse.to_dense
    sparse_to_indicator sparse.to_indicator
    sparse_transpose sparse.transpose
    squared_difference math.squared_difference
    string_join strings.join
    string_split strings.split
    string_strip strings.strip
    string_to_hash_bucket strings.to_hash_bucket
    string_to_hash_bucket_fast strings.to_hash_bucket_fast
    string_to_number strings.to_number
    sub subtract
    substr strings.substr
    svd linalg.svd
    trace linalg.trace
    truncated_normal random.truncated_normal
    truncated_normal_initializer initializers.TruncatedNormal
    unpack unstack
    unsorted_segment_max math.unsorted_segment_max
    unsorted_segment_mean math.unsorted_segment_mean
    unsorted_segment_min math.unsorted_segment_min
    unsorted_segment_prod math.unsorted_segment_prod
    unsorted_segment_sum math.unsorted_segment_sum
    variance_scaling_initializer initializers.VarianceScaling
    verify_tensor_all_finite debugging.assert_all_finite
    write_file io.write_file
    zeta math.zeta
    image.resize_area image.resize
    image.resize_bicubic image.resize
    image.resize_bilinear image.resize
    image.resize_image_with_crop_or_pad image.resize_with_crop_or_pad
    image.resize_image_with_pad image.resize_with_pad
    image.resize_images image.resize
    image.resize_nearest_neighbor image.resize
    image.transpose_image image.transpose
    losses.absolute_difference losses.MeanAbsoluteError
    losses.cosine_distance losses.CosineSimilarity
    losses.hinge_loss losses.Hinge
    losses.sigmoid_cross_entropy nn.sigmoid_cross_entropy_with_logits
    losses.softmax_cross_entropy nn.softmax_cross_entropy_with_logits
    losses.sparse_softmax_cross_entropy nn.sparse_softmax_cross_entropy_with_logits
    metrics.accuracy metrics.Accuracy
    metrics.auc metrics.AUC
    metrics.mean metrics.Mean
    metrics.mean_iou metrics.MeanIoU
    metrics.precision metrics.Precision
    metrics.recall metrics.Recall
    nn.softmax_cross_entropy_with_logits_v2 nn.softmax_cross_entropy_with_logits
    optimizers.rmsprop optimizers.RMSprop
    """.strip().splitlines()
)

_NOT_HERE = "not in this version of Tenfold"
_CHECKPOINTS = ["train.Checkpoint", "train.CheckpointManager"]
_TRAINERS = [
    f"train.{name}Optimizer"
    for name in "Adadelta Adagrad AdagradDA Adam Ftrl GradientDescent Momentum ProximalAdagrad RMSProp".split()
]
_READERS = "ReaderBase TFRecordReader WholeFileReader TextLineReader FixedLengthRecordReader IdentityReader".split()
_QUEUES = (
    "input_producer string_input_producer slice_input_producer range_input_producer limit_epochs batch batch_join "
    "maybe_batch maybe_batch_join shuffle_batch shuffle_batch_join maybe_shuffle_batch maybe_shuffle_batch_join "
    "QueueRunner add_queue_runner start_queue_runners Coordinator"
).split()
HINTS = {
    "Print": "use tf.print",
    "app": "call main() itself, or tf.compat.v1.app.run",
    "assign": "call the variable: v.assign(value)",
    "assign_add": "call the variable: v.assign_add(value)",
    "assign_sub": "call the variable: v.assign_sub(value)",
    "contrib": "tf.contrib ended with TensorFlow 1.15; its layers, initializers and regularizers went to tf.keras, "
    "other parts to tf.nn, tf.data and packages of their own",
    "contrib.data": f"it became tf.data, which is {_NOT_HERE}",
    "contrib.distributions": "it became the package tensorflow_probability",
    "contrib.eager": "operations run at once without it: delete the call (tf.compat.v1.enable_eager_execution is "
    "accepted)",
    "contrib.layers": "tf.keras has the layers (Dense for fully_connected, Conv2D, Flatten, BatchNormalization), "
    "the initializers (GlorotUniform for xavier_initializer) and the regularizers (L1, L2)",
    "contrib.learn": "it became tf.estimator, then Keras; see tf.keras.Model",
    "contrib.legacy_seq2seq": f"its recurrent decoders are {_NOT_HERE}",
    "contrib.opt": "the optimizers went to tf.keras.optimizers; for ScipyOptimizerInterface use "
    "scipy.optimize.minimize",
    "contrib.rnn": f"TensorFlow 1's recurrent cells are {_NOT_HERE}; tf.keras.layers holds Keras's",
    "contrib.seq2seq": f"it became the package tensorflow_addons; its decoders are {_NOT_HERE}",
    "contrib.slim": "it became the package tf_slim; tf.keras.layers does the same work",
    "contrib.summary": "it became tf.summary",
    "contrib.tensorboard": "tenfold.io.events.projector writes the projector's configuration",
    "contrib.training": "HParams can be a dictionary or a dataclass",
    "distribute": f"tf.distribute is {_NOT_HERE}: one process uses one device; leave the strategy out",
    "distributions": "it became the package tensorflow_probability",
    "estimator": "tf.estimator ended with TensorFlow 2.15; tf.keras.Model does the work",
    "examples": f"TensorFlow's tutorials are {_NOT_HERE}; tf.keras.datasets.mnist has the same digits",
    "experimental.dtensor": f"DTensor is {_NOT_HERE}: one process uses one device",
    "experimental.numpy": f"it is {_NOT_HERE}: tensors and NumPy arrays mix in tf.* and in NumPy's own functions",
    "feature_column": "tf.feature_column ended with TensorFlow 2.15; Keras's preprocessing layers do the work",
    "flags": "use argparse, or tf.compat.v1.flags",
    "get_variable": f"variable scopes are {_NOT_HERE}: use tf.Variable",
    "graph_util": f"working on a GraphDef is {_NOT_HERE}",
    "import_graph_def": f"making a graph of a GraphDef is {_NOT_HERE}",
    **dict.fromkeys(
        ("io.decode_proto", "io.encode_proto"),
        f"ops on messages of any description are {_NOT_HERE}: use the class that protobuf makes of it, "
        "Message.FromString(data)",
    ),
    "keras.experimental": "what proved itself left it: look in tf.keras",
    **dict.fromkeys(
        [f"keras.dtype_policies.{name}DTypePolicy" for name in ("Quantized", "QuantizedFloat8", "Int4", "GPTQ", "AWQ")],
        f"quantised arithmetic is {_NOT_HERE}; 'mixed_float16' and 'mixed_bfloat16' compute in 16 bits",
    ),
    **dict.fromkeys(
        ("keras.optimizers.MultiOptimizer", "keras.optimizers.OptimizerMap"),
        "a model has one optimizer here: write a train_step in which several apply their gradients",
    ),
    "keras.dtype_policies.DTypePolicyMap": "give each layer its policy as `dtype`",
    "layers": "use the layers of the same names, in capitals, in tf.keras.layers",
    "linalg.LinearOperator": f"linear operators are {_NOT_HERE}: write the product out with tf.linalg",
    "lite": f"converting to and running TensorFlow Lite models is {_NOT_HERE}",
    "logging": "use tf.get_logger(), or tf.compat.v1.logging",
    "losses": "TensorFlow 1's loss functions that fill collections are "
    f"{_NOT_HERE}; tf.keras.losses and tf.nn hold the formulas",
    "metrics": f"TensorFlow 1's streaming metrics are {_NOT_HERE}; tf.keras.metrics hold the formulas",
    "nn.bidirectional_dynamic_rnn": "use tf.keras.layers.Bidirectional",
    "nn.dynamic_rnn": "use tf.keras.layers.RNN",
    "nn.rnn_cell": f"TensorFlow 1's recurrent cells are {_NOT_HERE}; tf.keras.layers holds Keras's",
    "nn.static_rnn": "use tf.keras.layers.RNN",
    "profiler": f"TensorFlow 1's profiler is {_NOT_HERE}; tf.profiler.experimental.start and stop write a trace, and "
    "RunOptions(trace_level=RunOptions.FULL_TRACE) gives a run's times",
    "quantization": f"quantised arithmetic is {_NOT_HERE}",
    "queue": f"queues are {_NOT_HERE}: iterate over batches in Python",
    "raw_ops": f"raw operations are {_NOT_HERE}: use the public function of the name, in tf or tf.nn",
    "nondifferentiable_batch_function": "it puts calls of many threads together: call the function on a batch itself",
    "saved_model": f"SavedModel folders are {_NOT_HERE}; model.save('name.h5') writes Keras's HDF5",
    "summary": f"TensorFlow 1's summaries are {_NOT_HERE}; tf.summary.create_file_writer and tf.summary.scalar (of "
    "TensorFlow 2) write TensorBoard's files",
    "to_double": "use tf.cast(x, tf.float64)",
    "to_float": "use tf.cast(x, tf.float32)",
    "to_int32": "use tf.cast(x, tf.int32)",
    "to_int64": "use tf.cast(x, tf.int64)",
    "tpu": "there are no TPUs here: leave it out",
    "train": f"TensorFlow 1's optimizers and Saver, and Checkpoint, are {_NOT_HERE}; tf.keras.optimizers train, "
    "model.save_weights('name.h5') saves",
    **dict.fromkeys(
        [*_READERS, *(f"train.{name}" for name in _QUEUES)],
        f"queues and what reads from them are {_NOT_HERE}: loop over files and records in Python "
        "(tf.compat.v1.io.tf_record_iterator), and feed batches of them to tf.io.parse_example",
    ),
    **dict.fromkeys(_CHECKPOINTS, f"objects' checkpoints are {_NOT_HERE}; model.save_weights('name.h5') saves weights"),
    **dict.fromkeys(_TRAINERS, f"TensorFlow 1's optimizers are {_NOT_HERE}; tf.keras.optimizers train"),
    "train.Saver": f"Saver is {_NOT_HERE}; model.save_weights('name.h5') saves",
    "variable_scope": f"variable scopes are {_NOT_HERE}: use tf.Variable and tf.name_scope",
    "xla": f"it is {_NOT_HERE}: graphs that run often go to XLA by themselves",
}
MOVED = {old: f"TensorFlow 2 calls it tf.{new}" for old, new in RENAMED.items()} | HINTS


def where_it_went(name, version, table):
    """The clause for a public name (below `tf.`) that is not there; None if nothing is known of it.

    Args:
      name: "random_normal", "contrib.rnn.BasicLSTMCell".
      version: "v1" or "v2", of the API that was asked.
      table: a function from a version to its names, among which the other one's may be.
    """
    if name in MOVED:
        return MOVED[name]
    if version == "v2" and (name in table("v1") or _is_namespace(name, table("v1"))):
        return f"it is TensorFlow 1's: use tf.compat.v1.{name}"
    above = name.rpartition(".")[0]
    while above and above not in HINTS:
        above = above.rpartition(".")[0]
    return HINTS[above] if above and (version == "v1" or not _is_namespace(above, table("v2"))) else None


def _is_namespace(name, names):
    return any(known.startswith(name + ".") for known in names)

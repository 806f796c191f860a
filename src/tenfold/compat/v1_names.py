"""Names only TensorFlow 1 has: what tells its programs from TensorFlow 2's. A table."""

# Names TensorFlow 2 dropped from its front door, so no TF2 program can hold them: those that programs use.
V1_ONLY = frozenset(
    """
    AUTO_REUSE ConfigProto Dimension FIFOQueue FixedLenFeature FixedLengthRecordReader GPUOptions GraphDef GraphKeys
    InteractiveSession NodeDef OptimizerOptions Print RandomShuffleQueue RunMetadata RunOptions Session
    SparseTensorValue Summary TFRecordReader TextLineReader VarLenFeature VariableScope WholeFileReader
    add_to_collection all_variables app arg_max arg_min assign assign_add assign_sub batch_matmul batch_to_space_nd
    ceil check_numerics cholesky colocate_with confusion_matrix conj contrib convert_to_tensor_or_sparse_tensor
    count_nonzero cross cumprod data.make_initializable_iterator data.make_one_shot_iterator decode_csv decode_raw
    depth_to_space diag diag_part digamma disable_eager_execution disable_resource_variables disable_v2_behavior
    distributions div div_no_nan enable_eager_execution enable_resource_variables enable_v2_behavior encode_base64
    erf erfc estimator.inputs expm1 extract_image_patches feature_column.input_layer feature_column.linear_model fft
    fft2d flags floor_div floordiv floormod get_collection get_collection_ref get_default_graph get_default_session
    get_local_variable get_variable get_variable_scope gfile global_norm global_variables
    global_variables_initializer glorot_normal_initializer glorot_uniform_initializer
    graph_util.convert_variables_to_constants histogram_summary ifft ifft2d imag image.resize_area
    image.resize_bicubic image.resize_bilinear image.resize_image_with_crop_or_pad image.resize_images
    image.resize_nearest_neighbor image_summary initialize_all_tables initialize_all_variables
    initialize_local_variables initialize_variables invert_permutation io.tf_record_iterator is_finite is_inf is_nan
    is_variable_initialized layers lgamma lin_space local_variables local_variables_initializer log log1p logging
    losses.absolute_difference losses.add_loss losses.compute_weighted_loss losses.cosine_distance losses.get_losses
    losses.get_regularization_loss losses.get_regularization_losses losses.get_total_loss losses.hinge_loss
    losses.huber_loss losses.log_loss losses.sigmoid_cross_entropy losses.softmax_cross_entropy
    losses.sparse_softmax_cross_entropy make_template matching_files matrix_band_part matrix_determinant matrix_diag
    matrix_diag_part matrix_inverse matrix_set_diag matrix_solve matrix_transpose matrix_triangular_solve
    merge_all_summaries merge_summary metrics.accuracy metrics.auc metrics.mean metrics.mean_iou metrics.precision
    metrics.recall mod model_variables moving_average_variables mul multinomial neg nn.bidirectional_dynamic_rnn
    nn.dynamic_rnn nn.fused_batch_norm nn.raw_rnn nn.rnn_cell nn.seq2seq nn.softmax_cross_entropy_with_logits_v2
    nn.static_bidirectional_rnn nn.static_rnn nn.xw_plus_b orthogonal_initializer pack parse_example
    parse_single_example parse_single_sequence_example parse_tensor placeholder placeholder_with_default
    profiler.ProfileOptionBuilder profiler.profile py_func python_io qr random_crop random_gamma random_normal
    random_poisson random_shuffle random_uniform read_file real reciprocal report_uninitialized_variables
    reset_default_graph resource_loader rint rsqrt saved_model.Builder saved_model.builder saved_model.loader
    saved_model.predict_signature_def saved_model.signature_constants saved_model.signature_def_utils
    saved_model.simple_save saved_model.tag_constants saved_model.utils scalar_summary scatter_add scatter_nd_add
    scatter_nd_update scatter_sub scatter_update segment_max segment_mean segment_min segment_prod segment_sum
    select self_adjoint_eig serialize_tensor set_random_seed setdiff1d space_to_depth sparse_placeholder
    sparse_reduce_sum sparse_reorder sparse_reshape sparse_tensor_dense_matmul sparse_tensor_to_dense
    sparse_to_dense squared_difference string_join string_split string_to_hash_bucket string_to_hash_bucket_fast
    string_to_number sub summary.FileWriter summary.Summary summary.merge summary.merge_all svd tables_initializer
    to_double to_float to_int32 to_int64 tpu.CrossShardOptimizer tpu.bfloat16_scope tpu.cross_replica_sum trace
    train.AdadeltaOptimizer train.AdagradOptimizer train.AdamOptimizer train.FtrlOptimizer
    train.GradientDescentOptimizer train.LoggingTensorHook train.MomentumOptimizer train.MonitoredSession
    train.MonitoredTrainingSession train.NewCheckpointReader train.Optimizer train.ProximalAdagradOptimizer
    train.QueueRunner train.RMSPropOptimizer train.Saver train.Scaffold train.Server train.SessionRunHook
    train.StopAtStepHook train.SummaryWriter train.Supervisor train.batch train.checkpoint_exists train.cosine_decay
    train.create_global_step train.exponential_decay train.generate_checkpoint_state_proto train.get_global_step
    train.get_or_create_global_step train.global_step train.import_meta_graph train.init_from_checkpoint
    train.inverse_time_decay train.natural_exp_decay train.piecewise_constant train.polynomial_decay
    train.replica_device_setter train.shuffle_batch train.slice_input_producer train.start_queue_runners
    train.string_input_producer train.summary_iterator train.write_graph trainable_variables truncated_normal
    truncated_normal_initializer uniform_unit_scaling_initializer unpack unsorted_segment_max unsorted_segment_sum
    variable_op_scope variable_scope variables_initializer variance_scaling_initializer verify_tensor_all_finite
    wrap_function write_file
    """.split()
)
V1_MODULES = ("tensorflow.contrib", "tensorflow.examples.tutorials")

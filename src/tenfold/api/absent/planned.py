"""Names that are to come, and what does until then: clause -> names below `tf`, written as `elsewhere` says.

In a clause stands what is to come and, behind its first semicolon, what does until then.
"""

PLANNED = {
    # TensorFlow 1
    "variable scopes; use tf.Variable and tf.name_scope": """
        AUTO_REUSE VariableScope get_variable get_local_variable get_variable_scope variable_scope variable_op_scope
        no_regularizer create_partitioned_variables fixed_size_partitioner min_max_variable_partitioner
        variable_axis_size_partitioner make_template colocate_with container
    """,
    "TensorFlow 1's layers; tf.keras.layers has the same, in capitals": "layers",
    "TensorFlow 1's losses, which fill collections; tf.keras.losses and tf.nn hold the formulas": """
        losses.{Reduction absolute_difference add_loss compute_weighted_loss cosine_distance get_losses
        get_regularization_loss get_regularization_losses get_total_loss hinge_loss huber_loss log_loss
        mean_pairwise_squared_error mean_squared_error sigmoid_cross_entropy softmax_cross_entropy
        sparse_softmax_cross_entropy}
    """,
    "TensorFlow 1's streaming metrics; tf.keras.metrics hold the formulas": """
        metrics.{accuracy auc average_precision_at_k false_negatives false_negatives_at_thresholds false_positives
        false_positives_at_thresholds mean mean_absolute_error mean_cosine_distance mean_iou mean_per_class_accuracy
        mean_relative_error mean_squared_error mean_tensor percentage_below precision precision_at_k
        precision_at_thresholds precision_at_top_k recall recall_at_k recall_at_thresholds recall_at_top_k
        root_mean_squared_error sensitivity_at_specificity sparse_average_precision_at_k sparse_precision_at_k
        specificity_at_sensitivity true_negatives true_negatives_at_thresholds true_positives
        true_positives_at_thresholds}
    """,
    "TensorFlow 1's optimizers; tf.keras.optimizers train": """
        train.{AdadeltaOptimizer AdagradDAOptimizer AdagradOptimizer AdamOptimizer FtrlOptimizer
        GradientDescentOptimizer MomentumOptimizer Optimizer ProximalAdagradOptimizer
        ProximalGradientDescentOptimizer RMSPropOptimizer SyncReplicasOptimizer}
    """,
    "TensorFlow 1's Saver and what reads its files; model.save_weights('name.h5') saves": """
        train.{Saver export_meta_graph import_meta_graph warm_start VocabInfo do_quantize_training_on_graphdef
        init_from_checkpoint}
    """,
    "TensorFlow 1's training sessions and their hooks; tf.keras.callbacks are called at the same moments": """
        train.{MonitoredSession MonitoredTrainingSession SingularMonitoredSession SessionManager SessionCreator
        ChiefSessionCreator WorkerSessionCreator Scaffold Supervisor SessionRunArgs SessionRunContext SessionRunHook
        SessionRunValues CheckpointSaverHook CheckpointSaverListener FeedFnHook FinalOpsHook GlobalStepWaiterHook
        LoggingTensorHook NanLossDuringTrainingError NanTensorHook ProfilerHook SecondOrStepTimer StepCounterHook
        StopAtStepHook SummarySaverHook basic_train_loop LooperThread assert_global_step create_global_step
        get_global_step get_or_create_global_step global_step} data.experimental.CheckpointInputPipelineHook
        contrib.hooks
    """,
    "TensorFlow 1's learning rates; tf.keras.optimizers.schedules has them": """
        train.{cosine_decay cosine_decay_restarts exponential_decay inverse_time_decay linear_cosine_decay
        natural_exp_decay noisy_linear_cosine_decay piecewise_constant piecewise_constant_decay polynomial_decay}
    """,
    "queues and what reads from them; loop over files in Python or with tf.data": """
        queue io.{PaddingFIFOQueue PriorityQueue QueueBase RandomShuffleQueue} FIFOQueue PaddingFIFOQueue
        PriorityQueue QueueBase RandomShuffleQueue FixedLengthRecordReader IdentityReader LMDBReader ReaderBase
        TFRecordReader TextLineReader WholeFileReader train.{input_producer string_input_producer
        slice_input_producer range_input_producer limit_epochs batch batch_join maybe_batch maybe_batch_join
        shuffle_batch shuffle_batch_join maybe_shuffle_batch maybe_shuffle_batch_join queue_runner QueueRunner
        add_queue_runner start_queue_runners Coordinator}
    """,
    "TensorFlow 1's summaries; tf.summary.create_file_writer and scalar (TensorFlow 2's) write such files": """
        summary.{FileWriter FileWriterCache all_v2_summary_ops audio histogram image initialize merge merge_all
        scalar tensor_summary text merge_all_summaries} train.SummaryWriter
    """,
    "TensorFlow 1's recurrent nets; tf.keras.layers has RNN, LSTM, GRU, their cells and Bidirectional": """
        nn.{bidirectional_dynamic_rnn dynamic_rnn raw_rnn static_bidirectional_rnn static_rnn
        static_state_saving_rnn} nn.rnn_cell contrib.rnn nn.{RNNCellDeviceWrapper RNNCellDropoutWrapper
        RNNCellResidualWrapper seq2seq}
    """,
    "decoders and attention of recurrent nets; tf.keras.layers has Attention and RNN": """
        contrib.{seq2seq legacy_seq2seq}
    """,
    "reading a GraphDef, and working on one": """
        graph_util import_graph_def test.assert_equal_graph_def contrib.{graph_editor copy_graph}
        version.{GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER} GRAPH_DEF_VERSION
        GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER
    """,
    "tensors that stay in a session between runs; keep them in variables": """
        get_session_handle get_session_tensor delete_session_tensor
    """,
    "tf.contrib's layers; tf.keras has them (Dense for fully_connected, Conv2D, Flatten, BatchNormalization), the "
    "initializers (GlorotUniform for xavier_initializer) and the regularizers (L1, L2)": "contrib.{layers slim}",
    "tf.contrib's scopes of arguments and variables; give each layer its own arguments": "contrib.framework",
    "HParams; a dictionary or a dataclass holds settings": "contrib.training",
    "tf.contrib's checkpoints of objects; model.save_weights('name.h5') saves weights": "contrib.checkpoint",
    "estimators and VocabularyProcessor of tf.contrib.learn; tf.keras.Model, tf.keras.layers.TextVectorization": """
        contrib.learn
    """,
    "k-means of tf.contrib.factorization; scikit-learn has it, too": "contrib.factorization",
    "TensorFlow 1's distributions; write log_prob out, or use scipy.stats": "distributions contrib.distributions",
    "optimizers of tf.contrib.opt; tf.keras.optimizers, and scipy.optimize.minimize for ScipyOptimizerInterface": """
        contrib.opt
    """,
    "TensorFlow 1's profiler; tf.profiler.experimental.start and stop write a trace, and "
    "RunOptions(trace_level=RunOptions.FULL_TRACE) gives a run's times": """
        profiler.{AdviceProto GraphNodeProto MultiGraphNodeProto OpLogProto ProfileOptionBuilder Profiler advise
        profile write_op_log} contrib.tfprof
    """,
    "odds and ends of TensorFlow 1's tests": "test.{compute_gradient_error get_temp_dir test_src_dir_path}",
    "tf.Session's exceptions turned into Python's": "errors.raise_exception_on_not_ok_status",
    # Estimators
    "estimators; tf.keras.Model with compile and fit does the work": """
        estimator contrib.{estimator predictor} keras.estimator
    """,
    "feature columns; tf.keras.layers (StringLookup, CategoryEncoding, Discretization, Hashing) do the work": """
        feature_column contrib.feature_column keras.layers.DenseFeatures keras.experimental.{SequenceFeatures
        LinearModel WideDeepModel}
    """,
    # Files
    "SavedModel folders; model.save('name.h5') writes Keras's HDF5": """
        saved_model contrib.saved_model keras.layers.TFSMLayer keras.export experimental.register_filesystem_plugin
    """,
    "checkpoints of objects; model.save_weights('name.h5') saves weights": """
        train.{Checkpoint CheckpointManager CheckpointOptions CheckpointView} train.experimental.{MaxShardSizePolicy
        PythonState ShardByTaskPolicy ShardableTensor ShardingCallback}
        data.experimental.make_saveable_from_iterator
    """,
    "editing and sharding of model files": "keras.saving.{KerasFileEditor load_weights save_weights}",
    # many devices
    "several devices and machines; leave the strategy out: one process uses one device": """
        distribute contrib.{distribute cluster_resolver} types.experimental.distributed
        config.experimental.ClusterDeviceFilters train.{ClusterSpec Server replica_device_setter}
        keras.utils.multi_gpu_model test.create_local_cluster
    """,
    "models split over devices": "experimental.dtensor keras.distribution keras.dtensor",
    # Keras
    "known architectures; build the layers, and load their weights with load_weights": "keras.applications",
    "image arrays as Keras's own code handles them; tf.keras.preprocessing.image": """
        keras.preprocessing.{backend utils}
    """,
    "functions of keras.backend; tf, tf.math and tf.nn have the same": """
        keras.backend.{abs all any arange argmax argmin backend batch_dot batch_flatten batch_normalization bias_add
        binary_crossentropy binary_focal_crossentropy cast cast_to_floatx categorical_crossentropy
        categorical_focal_crossentropy clip concatenate constant control_dependencies conv1d conv2d conv2d_transpose
        conv3d conv3d_transpose cos count_params ctc_batch_cost ctc_decode ctc_label_dense_to_sparse cumprod cumsum
        depthwise_conv2d dot dropout dtype eager elu equal eval exp expand_dims experimental eye flatten foldl foldr
        function gather get_session get_uid gradients greater greater_equal hard_sigmoid identity in_test_phase
        in_top_k in_train_phase int_shape is_float_dtype is_int_dtype is_keras_tensor is_placeholder is_sparse
        is_tensor is_variable l2_normalize learning_phase learning_phase_scope less less_equal local_conv1d
        local_conv2d log logsumexp manual_variable_initialization map_fn max maximum mean min minimum
        moving_average_update name_scope ndim normalize_batch_in_training normalize_data_format not_equal one_hot
        ones ones_like permute_dimensions placeholder pool2d pool3d pow print_tensor prod random_bernoulli
        random_binomial random_normal random_normal_variable random_uniform random_uniform_variable relu repeat
        repeat_elements reset_uids reshape resize_images resize_volumes result_type reverse round separable_conv1d
        separable_conv2d set_learning_phase set_session shape sigmoid sign sin size slice softmax softplus softsign
        sparse_categorical_crossentropy spatial_2d_padding spatial_3d_padding sqrt square squeeze stack
        standardize_dtype std stop_gradient sum switch symbolic tanh temporal_padding tile to_dense transpose
        truncated_normal update update_add update_sub var variable zeros zeros_like}
    """,
    "pictures of models; model.summary() says the same in words": "keras.utils.{model_to_dot plot_model}",
    "Keras 3's operations; tf, tf.math, tf.nn and tf.image have the same": "keras.ops",
    "Keras 3's random numbers; tf.random": "keras.random",
    "Keras 3's structures; tf.nest": "keras.tree",
    "Keras 3's settings; tf.keras.backend, tf.keras.utils and tf.keras.mixed_precision have the older ones": """
        keras.config.{backend disable_interactive_logging disable_traceback_filtering enable_interactive_logging
        enable_traceback_filtering is_interactive_logging_enabled is_traceback_filtering_enabled max_epochs
        max_steps_per_epoch set_backend set_max_epochs set_max_steps_per_epoch}
    """,
    "Keras 3's base classes and scopes; tf.Variable, tf.Module and tf.keras.layers.Layer": """
        keras.{Function KerasTensor Operation Quantizer RematScope StatelessScope SymbolicScope Variable device
        name_scope remat FloatDTypePolicy}
    """,
    "small helpers of Keras 3; NumPy has the same": """
        keras.utils.{FeatureSpace standardize_dtype warmstart_embedding_matrix}
        keras.initializers.{IdentityInitializer OrthogonalInitializer STFT STFTInitializer stft}
    """,
    "boxes and pictures of Keras 3; matplotlib": "keras.visualization keras.utils.bounding_boxes",
    # Operations
    "rarer operations; write them out with those that are here": """
        sparse_merge image.extract_glimpse
        nn.{fixed_unigram_candidate_sampler fractional_avg_pool fractional_max_pool learned_unigram_candidate_sampler}
        ragged.{cross cross_hashed}
        random.{fixed_unigram_candidate_sampler learned_unigram_candidate_sampler
        stateless_parameterized_truncated_normal} sparse.{bincount cross cross_hashed merge} strings.unicode_script
    """,
}

"""Names only TensorFlow 2 and Keras 3 have: one of them rules TensorFlow 1 out. Tables.

What TensorFlow 2.21 has under `tf` and not under `tf.compat.v1`, of namespaces that programs use; and what came to both
after 1.15.
"""

# Below tensorflow.
V2_ONLY = frozenset(
    """
    autodiff config.experimental_connect_to_cluster config.functions_run_eagerly config.get_visible_devices
    config.list_logical_devices config.list_physical_devices config.run_functions_eagerly
    config.set_logical_device_configuration config.set_visible_devices data.AUTOTUNE data.IteratorSpec
    distribute.DistributedDataset distribute.MultiWorkerMirroredStrategy distribute.ParameterServerStrategy
    distribute.TPUStrategy distribute.coordinator eig eigvals errors.OperatorNotAllowedInGraphError
    experimental.dlpack experimental.numpy get_current_name_scope image.resize_with_pad
    image.stateless_random_brightness image.stateless_random_contrast image.stateless_random_crop
    image.stateless_random_flip_left_right image.stateless_random_flip_up_down image.stateless_random_hue
    image.stateless_random_jpeg_quality image.stateless_random_saturation
    image.stateless_sample_distorted_bounding_box initializers.Constant initializers.GlorotNormal
    initializers.GlorotUniform initializers.HeNormal initializers.HeUniform initializers.Identity
    initializers.Initializer initializers.LecunNormal initializers.LecunUniform initializers.Ones
    initializers.Orthogonal initializers.RandomNormal initializers.RandomUniform initializers.TruncatedNormal
    initializers.VarianceScaling initializers.Zeros inside_function linalg.eig linalg.eigvals
    losses.BinaryCrossentropy losses.BinaryFocalCrossentropy losses.CategoricalCrossentropy
    losses.CategoricalFocalCrossentropy losses.CategoricalHinge losses.CosineSimilarity losses.Hinge losses.Huber
    losses.KLD losses.KLDivergence losses.LogCosh losses.Loss losses.MAE losses.MAPE losses.MSE losses.MSLE
    losses.MeanAbsoluteError losses.MeanAbsolutePercentageError losses.MeanSquaredError
    losses.MeanSquaredLogarithmicError losses.Poisson losses.SparseCategoricalCrossentropy losses.SquaredHinge
    metrics.AUC metrics.Accuracy metrics.BinaryAccuracy metrics.BinaryCrossentropy metrics.BinaryIoU
    metrics.CategoricalAccuracy metrics.CategoricalCrossentropy metrics.CategoricalHinge metrics.CosineSimilarity
    metrics.F1Score metrics.FBetaScore metrics.FalseNegatives metrics.FalsePositives metrics.Hinge metrics.IoU
    metrics.KLD metrics.KLDivergence metrics.LogCoshError metrics.MAE metrics.MAPE metrics.MSE metrics.MSLE
    metrics.Mean metrics.MeanAbsoluteError metrics.MeanAbsolutePercentageError metrics.MeanIoU
    metrics.MeanMetricWrapper metrics.MeanRelativeError metrics.MeanSquaredError metrics.MeanSquaredLogarithmicError
    metrics.MeanTensor metrics.Metric metrics.OneHotIoU metrics.OneHotMeanIoU metrics.Poisson metrics.Precision
    metrics.PrecisionAtRecall metrics.R2Score metrics.Recall metrics.RecallAtPrecision metrics.RootMeanSquaredError
    metrics.SensitivityAtSpecificity metrics.SparseCategoricalAccuracy metrics.SparseCategoricalCrossentropy
    metrics.SparseTopKCategoricalAccuracy metrics.SpecificityAtSensitivity metrics.SquaredHinge metrics.Sum
    metrics.TopKCategoricalAccuracy metrics.TrueNegatives metrics.TruePositives nn.gelu nn.isotonic_regression
    optimizers profiler.experimental random.Generator random.get_global_generator random.set_seed
    saved_model.LoadOptions sparse.map_values summary.SummaryWriter summary.create_file_writer
    summary.create_noop_writer summary.record_if summary.should_record_summaries summary.trace_export
    summary.trace_off summary.trace_on train.CheckpointView train.TrackableView types.experimental
    """.split()
)

# Below keras and tensorflow.keras: what came with TensorFlow 2.
KERAS2_ONLY = frozenset(
    """
    activations.gelu callbacks.BackupAndRestore initializers.GlorotNormal initializers.GlorotUniform
    initializers.HeNormal initializers.HeUniform initializers.LecunNormal initializers.LecunUniform
    layers.CategoryEncoding layers.CenterCrop layers.Discretization layers.EinsumDense layers.GroupNormalization
    layers.HashedCrossing layers.Hashing layers.IntegerLookup layers.MultiHeadAttention layers.Normalization
    layers.RandomBrightness layers.RandomContrast layers.RandomCrop layers.RandomFlip layers.RandomHeight
    layers.RandomRotation layers.RandomTranslation layers.RandomWidth layers.RandomZoom layers.Rescaling
    layers.Resizing layers.SpectralNormalization layers.StringLookup layers.TextVectorization
    layers.UnitNormalization layers.experimental.preprocessing losses.huber mixed_precision.Policy
    mixed_precision.global_policy mixed_precision.set_global_policy optimizers.Adafactor
    optimizers.AdamW optimizers.Lion optimizers.legacy preprocessing.image.smart_resize
    preprocessing.image_dataset_from_directory preprocessing.text_dataset_from_directory
    preprocessing.timeseries_dataset_from_array regularizers.OrthogonalRegularizer
    regularizers.orthogonal_regularizer utils.FeatureSpace utils.SidecarEvaluator utils.TimedThread
    utils.audio_dataset_from_directory utils.image_dataset_from_directory utils.pack_x_y_sample_weight
    utils.set_random_seed utils.split_dataset utils.text_dataset_from_directory utils.timeseries_dataset_from_array
    utils.unpack_x_y_sample_weight
    """.split()
)

# Below keras and tensorflow.keras: what came with Keras 3.
KERAS3_ONLY = frozenset(
    "ops random tree distribution Function KerasTensor RematScope dtype_policies quantizers".split()
)

"""Names that are not planned, and why: clause -> names below `tf` (`elsewhere` says how they are written)."""

LEFT_OUT = {
    "there are no TPUs here": "tpu contrib.tpu distribute.TPUStrategy estimator.tpu",
    "boosted trees and forests are scikit-learn's, XGBoost's and LightGBM's work": """
        estimator.{BoostedTreesClassifier BoostedTreesEstimator BoostedTreesRegressor} contrib.{boosted_trees
        tensor_forest} contrib.estimator.{boosted_trees_classifier_train_in_memory
        boosted_trees_regressor_train_in_memory}
    """,
    "TensorFlow Lite's converter and interpreter belong to TensorFlow (packages tensorflow, ai-edge-litert)": """
        lite contrib.lite
    """,
    "graphs that run often go to XLA by themselves; tf.function(jit_compile=True) demands it": """
        xla contrib.compiler mlir experimental.{function_executor_type enable_strict_mode}
    """,
    "TensorRT is NVIDIA's, and reads TensorFlow's own graphs": "experimental.tensorrt contrib.tensorrt",
    "there is no TensorFlow library here whose build could be asked, or that could load kernels of its own": """
        sysconfig.{CXX11_ABI_FLAG CXX_VERSION MONOLITHIC_BUILD get_compile_flags get_include get_lib get_link_flags}
        load_library load_op_library load_file_system_library CXX11_ABI_FLAG CXX_VERSION MONOLITHIC_BUILD
        contrib.{load_library resampler ffmpeg}
    """,
    "quantised arithmetic is not done here; 'mixed_float16' and 'mixed_bfloat16' compute in 16 bits": """
        quantization contrib.{quantization quantize} keras.quantizers dequantize fake_quant_with_min_max_args
        fake_quant_with_min_max_args_gradient fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient
        fake_quant_with_min_max_vars_per_channel fake_quant_with_min_max_vars_per_channel_gradient quantize
        quantize_v2 quantized_concat nn.{quantized_avg_pool quantized_conv2d quantized_max_pool quantized_relu_x}
        keras.dtype_policies.{QuantizedDTypePolicy QuantizedFloat8DTypePolicy Int4DTypePolicy GPTQDTypePolicy
        AWQDTypePolicy}
    """,
    "types of 2, 4 and 8 bits hold no arithmetic here; use tf.bfloat16, tf.int8": """
        dtypes.experimental experimental.{float4_e2m1fn float8_e4m3b11fnuz float8_e4m3fn float8_e4m3fnuz float8_e5m2
        float8_e5m2fnuz int2 int4 uint2 uint4}
    """,
    "the array's class decides it: write the product out with tf.linalg": """
        linalg.{LinearOperator LinearOperatorAdjoint LinearOperatorBlockDiag LinearOperatorBlockLowerTriangular
        LinearOperatorCirculant LinearOperatorCirculant2D LinearOperatorCirculant3D LinearOperatorComposition
        LinearOperatorDiag LinearOperatorFullMatrix LinearOperatorHouseholder LinearOperatorIdentity
        LinearOperatorInversion LinearOperatorKronecker LinearOperatorLowRankUpdate LinearOperatorLowerTriangular
        LinearOperatorPermutation LinearOperatorScaledIdentity LinearOperatorToeplitz LinearOperatorTridiag
        LinearOperatorZeros experimental.conjugate_gradient} contrib.{linalg solvers}
    """,
    "NumPy's own function of the name takes tensors, and tf.convert_to_tensor its result": """
        experimental.numpy.{angle append array_equal atleast_3d average bitwise_and bitwise_not bitwise_or
        bitwise_xor broadcast_arrays cbrt complex_ compress cross diag diag_indices diagflat diagonal divmod dsplit
        dstack exp2 fabs fix flatten fliplr flipud float_ float_power gcd geomspace heaviside hsplit int_ iscomplex
        iscomplexobj isneginf isposinf isreal isrealobj ix_ kron lcm logaddexp logaddexp2 logspace nanmean nanprod
        nansum nextafter nonzero polyval positive rot90 select signbit sinc string_ take_along_axis trace tri
        unicode_ vander vdot vsplit}
    """,
    "numpy.from_dlpack(array) and tensor.numpy().__dlpack__() pass arrays on": "experimental.dlpack",
    "operations run one after the other: nothing is asynchronous": "experimental.{async_clear_error async_scope}",
    "ragged tensors hold their own partitions: tf.RaggedTensor.from_row_splits and its like": """
        experimental.{DynamicRaggedShape RowPartition StructuredTensor}
    """,
    "tf.data batches extension types by itself": "experimental.ExtensionTypeBatchEncoder",
    "gradients of a loop keep what they need by themselves": "experimental.output_all_intermediates",
    "datasets are read in the process that trains: use shard()": """
        data.experimental.service.{CrossTrainerCache DispatcherConfig ShardingPolicy WorkerConfig}
    """,
    "counts of a pipeline come from tf.data's own explain": """
        data.experimental.{MapVectorizationOptions StatsAggregator StatsOptions bytes_produced_stats get_model_proto
        latency_stats}
    """,
    "TensorFlow's debugger reads dumps of its own; tf.debugging.enable_check_numerics finds bad numbers": """
        debugging.experimental.{disable_dump_debug_info enable_dump_debug_info}
    """,
    "gradients of many workers are added by XLA's collectives": """
        ConditionalAccumulator ConditionalAccumulatorBase SparseConditionalAccumulator
        sparse.SparseConditionalAccumulator
    """,
    "TensorFlow itself computes it on no device": "conv2d_backprop_filter_v2 conv2d_backprop_input_v2",
    "what memory is pinned for copies to a GPU, XLA decides": "check_pinned",
    "Pillow and its plugins read JPEG XL": "image.decode_jxl io.decode_jxl",
    "tests of TensorFlow's own build": """
        test.{benchmark_config disable_with_predicate is_cpu_target_available with_eager_op_as_function}
        test.experimental.sync_devices
    """,
    "layers of other frameworks run in those": """
        keras.layers.{FlaxLayer JaxLayer TorchModuleWrapper} keras.config.is_nnx_enabled
    """,
    "orbax-checkpoint saves JAX's arrays": "keras.callbacks.OrbaxCheckpoint",
    "a teacher's outputs are one more loss: write a train_step": "keras.distillation",
    "write a train_step that steps twice": "keras.models.experimental.SharpnessAwareMinimization",
    "tables that grow while they train are not done here; use Hashing and Embedding": """
        keras.layers.experimental.{DynamicEmbedding DynamicLookup}
        keras.callbacks.experimental.UpdateEmbeddingCallback
    """,
    "attention is computed one way here": """
        keras.config.{disable_flash_attention enable_flash_attention is_flash_attention_enabled}
    """,
    "an object-detection package has it (torchvision, TensorFlow's model garden)": """
        image.generate_bounding_box_proposals
    """,
    "tf.contrib ended with TensorFlow 1.15, and nothing of this part went on": """
        contrib.{bayesflow bigtable cloud constrained_optimization crf decision_trees fused_conv hadoop ignite kafka
        kernel_methods kinesis labeled_tensor libsvm linear_optimizer meta_graph_transform model_pruning
        nearest_neighbor periodic_resample recurrent remote_fused_graph rpc specs stat_summarizer staging timeseries
        sparsemax gan all_reduce}
    """,
}

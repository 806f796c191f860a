"""Names that are not here because something that is here does it: clause -> names below `tf` (`lookup` reads them).

A name stands for what is below it, too. "space.{a b}" are several names of one namespace.
"""

ELSEWHERE = {
    "use tf.print": "Print",
    "NumPy's sum is tf.reduce_sum": "sum",
    "NumPy's mean is tf.reduce_mean": "mean",
    "NumPy's max is tf.reduce_max, that of two tensors tf.maximum": "max",
    "NumPy's min is tf.reduce_min, that of two tensors tf.minimum": "min",
    "NumPy's prod is tf.reduce_prod": "prod",
    "NumPy's any is tf.reduce_any": "any",
    "NumPy's all is tf.reduce_all": "all",
    "NumPy's std is tf.math.reduce_std": "std",
    "NumPy's var is tf.math.reduce_variance": "var",
    "NumPy's concatenate is tf.concat": "concatenate",
    "NumPy's dot is tf.tensordot, or tf.matmul": "dot",
    "NumPy's array is tf.constant, or tf.convert_to_tensor": "array",
    "call main() itself, or tf.compat.v1.app.run": "app",
    "call the variable: v.assign(value)": "assign",
    "call the variable: v.assign_add(value)": "assign_add",
    "call the variable: v.assign_sub(value)": "assign_sub",
    "use argparse, or tf.compat.v1.flags": "flags",
    "use tf.get_logger(), or tf.compat.v1.logging": "logging",
    "use tf.cast(x, tf.float64)": "to_double",
    "use tf.cast(x, tf.float32)": "to_float",
    "use tf.cast(x, tf.int32)": "to_int32",
    "use tf.cast(x, tf.int64)": "to_int64",
    "use the public function of the name, in tf, tf.math or tf.nn": "raw_ops user_ops",
    "use tf.config.list_physical_devices()": "config.experimental_list_devices",
    "it was dropped from TensorFlow 2, and `from tensorflow.examples.tutorials.mnist import input_data` works as ever; "
    "tf.keras.datasets.mnist has the same digits": "examples",
    "use tf.function": "contrib.eager.defun wrap_function",
    "tf.contrib ended with TensorFlow 1.15; its layers, initializers and regularizers went to tf.keras, other parts to "
    "tf.nn, tf.data and packages of their own": "contrib",
    "operations run at once without it: delete the call (tf.compat.v1.enable_eager_execution is accepted)": """
        contrib.eager
    """,
    "it became tf.data": "contrib.{data input_pipeline}",
    "it became tf.summary": "contrib.{summary deprecated}",
    "it became tf.signal": "contrib.signal",
    "it became tf.lookup": "contrib.lookup",
    "it became tf.nest and tf.data's own structures": "data.experimental.{Structure TensorArrayStructure}",
    "it became tf.random.stateless_normal and its like": "contrib.stateless",
    "it became tf.losses and tf.keras.losses": "contrib.losses",
    "it became tf.keras.metrics": "contrib.metrics",
    "it became tf.keras.mixed_precision": """
        contrib.mixed_precision train.experimental.{DynamicLossScale FixedLossScale LossScale
        MixedPrecisionLossScaleOptimizer disable_mixed_precision_graph_rewrite enable_mixed_precision_graph_rewrite}
        mixed_precision.{LossScale MixedPrecisionLossScaleOptimizer disable_mixed_precision_graph_rewrite
        enable_mixed_precision_graph_rewrite experimental.LossScale}
    """,
    "it became the package scipy: scipy.integrate.odeint": "contrib.integrate",
    "it became tf.nn and tf.keras.layers": "contrib.nn",
    "it became tf.math.segment_sum and its like": "contrib.reduce_slice_ops",
    "it became tf.image": "contrib.image",
    "it became tf.strings": "contrib.text",
    "it became tf.make_ndarray, tf.make_tensor_proto and tf.get_static_value": "contrib.util",
    "tenfold.io.events.projector writes the projector's configuration": "contrib.tensorboard",
    "the device that runs a step says how much memory it takes: tf.config.experimental.get_memory_info": """
        contrib.memory_stats
    """,
    "unittest.mock is Python's own": "test.{mock StubOutForTesting}",
    "use open() and the program's own __file__": "resource_loader",
    "use the class that protobuf makes of a message: Message.FromString(data)": """
        io.{decode_proto encode_proto} contrib.proto
    """,
    "it puts calls of many threads together: call the function on a batch itself": """
        nondifferentiable_batch_function contrib.batching
    """,
    "use the function of the name in tf.signal": "fftnd ifftnd rfftnd irfftnd",
    "give the convolution its dilations": "nn.with_space_to_batch",
    "use tf.linalg.matmul; a_is_sparse and b_is_sparse change no result": "sparse_matmul",
    "use tf.debugging.enable_check_numerics()": "add_check_numerics_ops",
    "use tf.keras.optimizers.schedules.CosineDecay": """
        keras.experimental.{CosineDecay CosineDecayRestarts LinearCosineDecay NoisyLinearCosineDecay}
    """,
    "use tf.keras.layers.LSTM and its like": "keras.layers.{Recurrent ConvRecurrent2D} contrib.cudnn_rnn",
    "use tf.keras.utils.deserialize_keras_object": "keras.layers.deserialize_keras_object",
    "use model.save": "keras.experimental.{export_saved_model load_from_saved_model}",
    "use a random Dense layer that is not trained, and tf.cos": "keras.layers.experimental.RandomFourierFeatures",
    "write the cell as a layer with call(inputs, states), for tf.keras.layers.RNN": """
        keras.experimental.PeepholeLSTMCell
    """,
    "no pool of processes is left open here": "keras.experimental.terminate_keras_multiprocessing_pools",
    "use scikit-learn's SGDClassifier": "train.{sdca_fprint sdca_optimizer sdca_shrink_l1}",
    "ragged tensors are fed by their parts: tf.RaggedTensor.from_row_splits of placeholders": """
        ragged.{constant_value placeholder}
    """,
    "a model has one optimizer here: write a train_step in which several apply their gradients": """
        keras.optimizers.{MultiOptimizer OptimizerMap}
    """,
    "give each layer its policy as `dtype`": "keras.dtype_policies.DTypePolicyMap",
    "compare the loss with tf.keras.losses.categorical_crossentropy": "keras.losses.is_categorical_crossentropy",
    "use tf.clip_by_norm": "keras.optimizers.clip_norm",
    "use any tf.keras.optimizers.Optimizer": "keras.optimizers.TFOptimizer",
    "use metric.from_config(metric.get_config())": "keras.metrics.{clone_metric clone_metrics}",
    "write a subclass of tf.keras.metrics.Metric": "keras.metrics.{BaseMeanIoU Reduce SensitivitySpecificityBase}",
    "use model.summary()": "keras.utils.print_summary",
    "evaluate in a process of its own that loads each checkpoint": """
        keras.utils.SidecarEvaluator keras.experimental.SidecarEvaluator keras.callbacks.SidecarEvaluatorModelExport
    """,
    "use tf.data.Dataset.from_generator, or a generator": "keras.utils.experimental.DatasetCreator",
    "use h5py": "keras.utils.H5Dict",
    "use threading.Thread": "keras.utils.TimedThread",
    "use the steps_per_execution argument of compile": "keras.utils.StepsPerExecutionTuner",
    "kernels of Theano's order have to be turned once: w[:, :, ::-1, ::-1]": "keras.utils.convert_all_kernels_in_model",
    "use a dictionary, or types.SimpleNamespace": "keras.utils.Config",
}

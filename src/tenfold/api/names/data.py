"""Names of `tf.data`."""

NAMES = {
    "data.batching.group_by_reducer": {
        "Reducer": "data.experimental.Reducer",
        "group_by_reducer": "data.experimental.group_by_reducer",
    },
    "data.elements.assert_cardinality": {"assert_cardinality": "data.experimental.assert_cardinality"},
    "data.everything": {
        "Counter": "data.experimental.Counter",
        "CsvDataset": "data.experimental.CsvDataset",
        "Dataset": "data.Dataset",
        "FixedLengthRecordDataset": "data.FixedLengthRecordDataset",
        "TFRecordDataset": "data.TFRecordDataset",
        "TFRecordWriter": "data.experimental.TFRecordWriter",
        "TextLineDataset": "data.TextLineDataset",
        "make_batched_features_dataset": "data.experimental.make_batched_features_dataset",
        "load": "data.experimental.load",
        "make_csv_dataset": "data.experimental.make_csv_dataset",
        "save": "data.experimental.save",
        "apply_snapshot": "data.experimental.snapshot",
    },
    "data.for_apply": {
        "rejection_resample": "data.experimental.rejection_resample",
        "group_by_window": "data.experimental.group_by_window",
        "bucket_by_sequence_length": "data.experimental.bucket_by_sequence_length",
        "dense_to_ragged_batch": "data.experimental.dense_to_ragged_batch",
        "dense_to_sparse_batch": "data.experimental.dense_to_sparse_batch",
        "enumerate_dataset": "data.experimental.enumerate_dataset",
        "ignore_errors": "data.experimental.ignore_errors",
        "scan": "data.experimental.scan",
        "take_while": "data.experimental.take_while",
        "unbatch": "data.experimental.unbatch",
        "unique": "data.experimental.unique",
    },
    "data.fused": {
        "copy_to_device": "data.experimental.copy_to_device",
        "map_and_batch": "data.experimental.map_and_batch data.experimental.map_and_batch_with_legacy_function",
        "pad_to_cardinality": "data.experimental.pad_to_cardinality",
        "parse_example_dataset": "data.experimental.parse_example_dataset",
        "prefetch_to_device": "data.experimental.prefetch_to_device",
        "shuffle_and_repeat": "data.experimental.shuffle_and_repeat",
    },
    "data.plan.debug": {"enable_debug_mode": "data.experimental.enable_debug_mode"},
    "data.lookups": {
        "DatasetInitializer": "data.experimental.DatasetInitializer",
        "index_table_from_dataset": "data.experimental.index_table_from_dataset",
        "table_from_dataset": "data.experimental.table_from_dataset",
    },
    "data.order.at": {"at": "data.experimental.at"},
    "data.order.shard": {"SHARD_HINT": "data.experimental.SHARD_HINT"},
    "data.plan.legacy": {
        "element_spec_of": "data.experimental.get_structure",
        "get_next_as_optional": "data.experimental.get_next_as_optional",
        "ragged_tensor_structure": "data.experimental.RaggedTensorStructure",
        "sparse_tensor_structure": "data.experimental.SparseTensorStructure",
        "tensor_structure": "data.experimental.TensorStructure",
    },
    "data.plan.options": {
        "AutoShardPolicy": "data.experimental.AutoShardPolicy",
        "AutotuneAlgorithm": "data.experimental.AutotuneAlgorithm",
        "AutotuneOptions": "data.experimental.AutotuneOptions",
        "DistributeOptions": "data.experimental.DistributeOptions",
        "ExternalStatePolicy": "data.experimental.ExternalStatePolicy",
        "OptimizationOptions": "data.experimental.OptimizationOptions",
        "Options": "data.Options",
        "ServiceOptions": "data.experimental.ServiceOptions",
        "ThreadingOptions": "data.ThreadingOptions data.experimental.ThreadingOptions",
    },
    "data.sources.tensors": {"from_list": "data.experimental.from_list"},
    "data.mixing.directed": {"choose_until_all_end": "data.experimental.choose_from_datasets"},
    "data.mixing.interleave": {"parallel_interleave": "data.experimental.parallel_interleave"},
    "data.mixing.sample": {"sample": "data.experimental.sample_from_datasets"},
    "data.plan.arguments": {"AUTOTUNE": "data.AUTOTUNE data.experimental.AUTOTUNE"},
    "data.plan.dataset": {
        "DatasetSpec": "data.DatasetSpec data.experimental.DatasetStructure",
        "INFINITE": "data.INFINITE_CARDINALITY data.experimental.INFINITE_CARDINALITY",
        "UNKNOWN": "data.UNKNOWN_CARDINALITY data.experimental.UNKNOWN_CARDINALITY",
    },
    "data.run.cardinality": {"cardinality": "data.experimental.cardinality"},
    "data.run.numpy_iterator": {"NumpyIterator": "data.NumpyIterator"},
    "data.run.single": {"single_element_of": "data.experimental.get_single_element"},
    "data.sources.random_": {"Random": "data.experimental.RandomDataset"},
    "data.sources.elsewhere": {
        "DispatchServer": "data.experimental.service.DispatchServer",
        "SqlDataset": "data.experimental.SqlDataset",
        "WorkerServer": "data.experimental.service.WorkerServer",
        "distribute": "data.experimental.service.distribute",
        "distributed_save": "data.experimental.distributed_save",
        "from_dataset_id": "data.experimental.service.from_dataset_id",
        "from_variant": "data.experimental.from_variant",
        "register_dataset": "data.experimental.service.register_dataset",
        "to_variant": "data.experimental.to_variant",
    },
    "data.run.iterator": {"DatasetIterator": "data.Iterator"},
    "data.graphs.iterators": {"IteratorSpec": "data.IteratorSpec"},
    "data.graphs.optional": {
        "Optional": "experimental.Optional data.experimental.Optional",
        "OptionalSpec": "OptionalSpec data.experimental.OptionalStructure",
    },
    "data.directories.halves": {"split_dataset": "keras.utils.split_dataset"},
    "data.directories.images": {
        "image_dataset_from_directory": "keras.utils.image_dataset_from_directory "
        "keras.preprocessing.image_dataset_from_directory keras.preprocessing.image.image_dataset_from_directory",
    },
    "data.directories.series": {
        "timeseries_dataset_from_array": "keras.utils.timeseries_dataset_from_array "
        "keras.preprocessing.timeseries_dataset_from_array "
        "keras.preprocessing.timeseries.timeseries_dataset_from_array",
    },
    "data.directories.sounds": {"audio_dataset_from_directory": "keras.utils.audio_dataset_from_directory"},
    "data.directories.texts": {
        "text_dataset_from_directory": "keras.utils.text_dataset_from_directory "
        "keras.preprocessing.text_dataset_from_directory keras.preprocessing.text.text_dataset_from_directory",
    },
}
V1 = {
    "data.graphs.v1": {
        name: f"data.{name}"
        for name in (
            "Iterator make_one_shot_iterator make_initializable_iterator get_output_types get_output_shapes "
            "get_output_classes"
        ).split()
    },
}

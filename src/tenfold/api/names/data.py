"""Names of `tf.data`."""

NAMES = {
    "data.everything": {
        "Counter": "data.experimental.Counter",
        "CsvDataset": "data.experimental.CsvDataset",
        "Dataset": "data.Dataset",
        "FixedLengthRecordDataset": "data.FixedLengthRecordDataset",
        "TFRecordDataset": "data.TFRecordDataset",
        "TFRecordWriter": "data.experimental.TFRecordWriter",
        "TextLineDataset": "data.TextLineDataset",
        "make_batched_features_dataset": "data.experimental.make_batched_features_dataset",
        "make_csv_dataset": "data.experimental.make_csv_dataset",
    },
    "data.plan.arguments": {"AUTOTUNE": "data.AUTOTUNE data.experimental.AUTOTUNE"},
    "data.plan.dataset": {
        "DatasetSpec": "data.DatasetSpec data.experimental.DatasetStructure",
        "INFINITE": "data.INFINITE_CARDINALITY data.experimental.INFINITE_CARDINALITY",
        "UNKNOWN": "data.UNKNOWN_CARDINALITY data.experimental.UNKNOWN_CARDINALITY",
    },
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
}

"""Names of `tf.data`."""

NAMES = {
    "data.everything": {
        "Counter": "data.experimental.Counter",
        "CsvDataset": "data.experimental.CsvDataset",
        "Dataset": "data.Dataset",
        "FixedLengthRecordDataset": "data.FixedLengthRecordDataset",
        "TFRecordDataset": "data.TFRecordDataset",
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
}

"""Names of `tf.data`."""

NAMES = {
    "data.everything": {
        "Dataset": "data.Dataset",
        "FixedLengthRecordDataset": "data.FixedLengthRecordDataset",
        "TFRecordDataset": "data.TFRecordDataset",
        "TextLineDataset": "data.TextLineDataset",
    },
    "data.plan.arguments": {"AUTOTUNE": "data.AUTOTUNE data.experimental.AUTOTUNE"},
    "data.plan.dataset": {
        "DatasetSpec": "data.DatasetSpec data.experimental.DatasetStructure",
        "INFINITE": "data.INFINITE_CARDINALITY data.experimental.INFINITE_CARDINALITY",
        "UNKNOWN": "data.UNKNOWN_CARDINALITY data.experimental.UNKNOWN_CARDINALITY",
    },
}

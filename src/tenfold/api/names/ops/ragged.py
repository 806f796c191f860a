"""Names of the ops in `ops/ragged/`."""

NAMES = {
    "ops.ragged.empty_rows": {name: name for name in ("ragged_fill_empty_rows", "ragged_fill_empty_rows_grad")},
    "ops.ragged.functions": {
        "RaggedTensorSpec": "RaggedTensorSpec",
        "RaggedTensor": "RaggedTensor",  # from here, so that ops know what to do with one
        "constant": "ragged.constant",
        "range": "ragged.range",
        "stack": "ragged.stack",
        "boolean_mask": "ragged.boolean_mask",
        "map_flat_values": "ragged.map_flat_values",
        "stack_dynamic_partitions": "ragged.stack_dynamic_partitions",
        "row_splits_to_segment_ids": "ragged.row_splits_to_segment_ids",
        "segment_ids_to_row_splits": "ragged.segment_ids_to_row_splits",
    },
}

V1 = {
    "ops.ragged.tensor": {"RaggedTensorValue": "ragged.RaggedTensorValue"},
}

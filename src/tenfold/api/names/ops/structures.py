"""Names of the ops in `ops/structures/`."""

NAMES = {
    "ops.structures.specs": {
        "TypeSpec": "TypeSpec",
        "TensorSpec": "TensorSpec",
        "VariableSpec": "VariableSpec",
        "NoneTensorSpec": "NoneTensorSpec",
        "BoundedTensorSpec": "experimental.BoundedTensorSpec",
        "type_spec_from_value": "type_spec_from_value",
        "get_static_value": "get_static_value",
        "is_tensor": "is_tensor",
        "is_symbolic_tensor": "is_symbolic_tensor",
    },
    # a composite tensor's spec comes with its class and with the ops that know it
    "ops.structures.indexed_slices": {"IndexedSlices": "IndexedSlices", "IndexedSlicesSpec": "IndexedSlicesSpec"},
}

V1 = {
    "ops.structures.indexed_slices": {"IndexedSlicesValue": "IndexedSlicesValue"},
    "ops.structures.specs": {
        "get_static_value": "contrib.util.constant_value",
        "is_tensor": "contrib.framework.is_tensor",
    },
}

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
    "ops.structures.extension_type": {
        "ExtensionType": "experimental.ExtensionType",
        "ExtensionTypeSpec": "experimental.ExtensionTypeSpec",
        "BatchableExtensionType": "experimental.BatchableExtensionType",
        "as_dict": "experimental.extension_type.as_dict",
    },
    "ops.structures.dispatch": {
        name: f"experimental.{name}"
        for name in (
            "dispatch_for_api dispatch_for_unary_elementwise_apis dispatch_for_binary_elementwise_apis "
            "dispatch_for_binary_elementwise_assert_apis unregister_dispatch_for"
        ).split()
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

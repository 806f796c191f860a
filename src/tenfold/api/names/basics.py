"""Names that belong to no larger family."""

NAMES = {
    "core.values.convert": {"convert_to_tensor": "convert_to_tensor"},
    "ops.state.sources": {"identity": "identity", "stop_gradient": "stop_gradient"},
    "ops.arrays.broadcasting": {"broadcast_to": "broadcast_to"},
    "ops.linalg.products": {"matmul": "matmul linalg.matmul"},
}

"""Names that belong to no larger family."""

NAMES = {
    "core.convert": {"convert_to_tensor": "convert_to_tensor"},
    "ops.state": {"identity": "identity", "stop_gradient": "stop_gradient"},
    "ops.broadcasting": {"broadcast_to": "broadcast_to"},
    "ops.linalg": {"matmul": "matmul linalg.matmul"},
}

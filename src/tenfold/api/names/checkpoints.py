"""Names of `io/checkpoints/`."""

NAMES = {
    "io.checkpoints.on_disk": {"checkpoints_iterator": "train.checkpoints_iterator"},
    "io.checkpoints.reader": {name: f"train.{name}" for name in ("list_variables", "load_checkpoint", "load_variable")},
    "io.checkpoints.state": {name: f"train.{name}" for name in ("get_checkpoint_state", "latest_checkpoint")},
}

_INSPECT = "print_tensors_in_checkpoint_file"
V1 = {
    "io.checkpoints.on_disk": {name: f"train.{name}" for name in ("get_checkpoint_mtimes", "remove_checkpoint")},
    "io.checkpoints.reader": {
        "CheckpointReader": "train.NewCheckpointReader pywrap_tensorflow.NewCheckpointReader "
        "pywrap_tensorflow.CheckpointReader",
        _INSPECT: f"python.tools.inspect_checkpoint.{_INSPECT}",
    },
    "io.checkpoints.state": {
        name: f"train.{name}"
        for name in ("checkpoint_exists", "generate_checkpoint_state_proto", "update_checkpoint_state")
    },
}

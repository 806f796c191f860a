"""Records how TensorFlow 2.21's and TensorBoard's messages are described, into messages.txt beside this file.

Run it with a Python that has both: python tests/golden/io/record_messages.py

A line is a message ("tensorflow.Example features=1:tensorflow.Features") or an enum ("tensorflow.DataClass
DATA_CLASS_UNKNOWN:0 ..."); all that the files named below define stand there, nested ones too.
"""

import importlib
import os
import pathlib
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from message_lines import lines, numbers  # noqa: E402

FILE = pathlib.Path(__file__).with_name("messages.txt")
FILES = {
    "tensorflow.core.example": "example feature",
    "tensorflow.core.framework": (
        "allocation_description attr_value cost_graph full_type function graph graph_debug_info node_def op_def "
        "resource_handle step_stats summary tensor tensor_description tensor_shape tensor_slice types variable versions"
    ),
    "tensorflow.core.protobuf": (
        "cluster config control_flow debug device_filters fingerprint meta_graph queue_runner "
        "rewriter_config saved_model saved_object_graph saver snapshot struct tensor_bundle tensorflow_server "
        "trackable_object_graph verifier_config"
    ),
    "tensorflow.compiler.xla.tsl.protobuf": "coordination_config error_codes histogram rpc_options",
    "tensorflow.core.util": "event",
    "tensorflow.python.training": "checkpoint_state",
    "tensorboard.plugins.projector": "projector_config",
    "tensorboard.plugins.scalar": "plugin_data",
    "tensorboard.plugins.histogram": "plugin_data",
    "tensorboard.plugins.audio": "plugin_data",
    "tensorboard.plugins.image": "plugin_data",
    "tensorboard.plugins.text": "plugin_data",
    "tensorboard.plugins.hparams": "api plugin_data",
}


def modules():
    for package, names in FILES.items():
        for name in names.split():
            try:
                yield importlib.import_module(f"{package}.{name}_pb2")
            except ModuleNotFoundError as e:
                print(e)


def main():
    import tensorboard
    import tensorflow as tf

    found = []
    for module in modules():
        file = module.DESCRIPTOR
        for message in file.message_types_by_name.values():
            found += lines(message)
        found += [numbers(enum) for enum in file.enum_types_by_name.values()]
    FILE.write_text("\n".join(sorted(found)) + "\n")
    versions = f"TensorFlow {tf.__version__} and TensorBoard {tensorboard.__version__}"
    print(f"{FILE.name}: {len(found)} messages and enums from {versions}, {FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()

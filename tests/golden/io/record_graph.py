"""Records messages that TensorFlow 2.21 wrote as bytes and as text: a graph and a session's options.

Run it with a Python that has it: python tests/golden/io/record_graph.py. It writes graph.pb, graph.pbtxt, config.pb and
config.pbtxt beside this file; TensorFlow's own `write_graph` writes the graph's.
"""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
from google.protobuf import text_format

HERE = pathlib.Path(__file__).parent
v1 = tf.compat.v1


def graph():
    """Placeholders, constants of several dtypes, a variable, a loop, a function; attributes of every kind."""

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32, "rows")])
    def double(x):
        return x * 2

    with tf.Graph().as_default() as made:
        x = v1.placeholder(tf.float32, [None, 2], name="x")
        v1.get_variable("w", initializer=np.array([[0.1, 1e20], [np.inf, -0.0]], np.float32), use_resource=False)
        tf.constant(["", "a\0b", 'quote " and \\'], name="strings")
        tf.constant([1 / 3, np.nan], tf.float64, name="doubles")
        tf.constant(7, tf.bfloat16, name="bf16")
        tf.while_loop(lambda i: i < 3, lambda i: i + 1, [0])
        tf.nn.conv2d(tf.reshape(x, [1, -1, 2, 1], "re"), tf.ones([1, 1, 1, 1]), 1, "SAME")
        double(x)
    return made.as_graph_def(add_shapes=True)


def config():
    options = v1.ConfigProto(allow_soft_placement=True, device_count={"GPU": 0, "CPU": 2})
    options.gpu_options.per_process_gpu_memory_fraction = 0.333
    options.gpu_options.allow_growth = True
    options.graph_options.optimizer_options.global_jit_level = v1.OptimizerOptions.ON_1
    options.graph_options.rewrite_options.layout_optimizer = 2
    options.device_filters.extend(["/job:ps", "/job:worker/task:é"])
    options.session_inter_op_thread_pool.add(num_threads=3, global_name="pool")
    options.cluster_def.job.add(name="worker").tasks[1] = "localhost:1"
    options.experimental.xla_fusion_autotuner_thresh = -1
    return options


def main():
    found = graph()
    tf.io.write_graph(found, str(HERE), "graph.pbtxt")
    (HERE / "graph.pb").write_bytes(found.SerializeToString(deterministic=True))
    (HERE / "config.pbtxt").write_text(text_format.MessageToString(config()), encoding="utf-8")
    (HERE / "config.pb").write_bytes(config().SerializeToString(deterministic=True))
    for file in ("graph.pb", "graph.pbtxt", "config.pb", "config.pbtxt"):
        print(f"{file}: {(HERE / file).stat().st_size} bytes from TensorFlow {tf.__version__}")


if __name__ == "__main__":
    main()

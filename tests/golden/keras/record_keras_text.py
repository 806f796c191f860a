"""Record what Keras prints: `model.summary()` in three layouts, progress bars, callbacks.

Run with an interpreter that has TensorFlow, tf_keras and keras:  python record_keras_text.py
It writes keras_text.json beside this file.
"""

import contextlib
import json
import math
import os
import tempfile

os.environ.update(TF_USE_LEGACY_KERAS="1", TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow", COLUMNS="200")

import keras as keras3
import tensorflow as tf
import tf_keras as keras2
from keras_text_programs import PROGBARS, RUNS, run_fit, run_progbar
from tensorflow.python.keras.utils import layer_utils as classic

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIONS = [
    {},
    {"line_length": 100},
    {"positions": [0.5, 0.8, 0.9, 1.0]},
    {"expand_nested": True},
    {"show_trainable": True},
    {"expand_nested": True, "show_trainable": True, "line_length": 90},
    {"layer_range": ["layer_in", ".*last"]},
]


def build(keras, kind):
    """A chain, a graph with two branches, or a chain with models inside models."""
    layers = keras.layers
    x = inputs = keras.Input((28, 28, 1), name="layer_in")
    if kind == "graph":
        a = layers.Flatten(name="a")(x)
        b = layers.GlobalAveragePooling2D(name="b_with_a_long_name_that_fills_its_column")(x)
        merged = layers.Concatenate(name="merged")([a, b, layers.Dense(3, name="c")(b)])
        return keras.Model(inputs, [layers.Dense(2, name="last")(merged), a], name="graph")
    x = layers.MaxPooling2D(name="max_pooling2d_1")(layers.Conv2D(4, 3, name="conv")(x))
    x = layers.Flatten(name="flat")(x)
    if kind == "nested":
        z = keras.Input((676,), name="z")
        core = keras.Sequential([layers.Dense(5, name="d1"), layers.Dropout(0.5, name="drop")], name="core")
        outputs = [core(z), layers.Dense(2, name="two")(z), layers.Dense(2, name="three")(z)]
        block = keras.Model(z, outputs, name="block")
        block.layers[1].trainable = False
        x = block(x)[0]
    return keras.Model(inputs, layers.Dense(10, name="last")(x), name=kind)


def rows(model, version):
    """The layers as plain data, as `tenfold.keras.utils.summary.SummaryRow` takes them."""

    def connections(layer):
        if version == 2:
            calls = [call for node in layer._inbound_nodes if node in nodes for call in node.iterate_inbound()]
            return [f"{call[0].name}[{call[1]}][{call[2]}]" for call in calls]
        inputs = [x._keras_history for node in layer._inbound_nodes if node in nodes for x in node.input_tensors]
        return [f"{x.operation.name}[{x.node_index}][{x.tensor_index}]" for x in inputs]

    def shape(layer):
        if version == 2:
            return layer.output_shape
        shapes = [tuple(x.shape) for x in layer._inbound_nodes[-1].output_tensors]
        return shapes[0] if len(shapes) == 1 else shapes

    nodes = [node for depth in getattr(model, "_nodes_by_depth", {}).values() for node in depth]
    return [
        {
            "name": layer.name,
            "class_name": type(layer).__name__,
            "output_shape": shape(layer),
            "params": layer.count_params(),
            "connected_to": connections(layer),
            "trainable": layer.trainable,
            "has_weights": bool(layer.weights),
            # A layer of a nested model counts as connected only where its calls belong to the outer model.
            "nested": [{**row, "connected_to": []} for row in rows(layer, version)] if hasattr(layer, "layers") else [],
        }
        for layer in model.layers
    ]


def summary(print_summary, model, options):
    lines = []
    options = {k: list(v) if isinstance(v, list) else v for k, v in options.items()}
    print_summary(model, print_fn=lambda text, **_: lines.append(text), **options)
    return "\n".join(lines).rstrip("\n")


def layout(name, keras, version, print_summary, known_options):
    """The summaries of each model under each of the `OPTIONS` that this version knows."""
    for kind in ("chain", "graph", "nested"):
        model = build(keras, kind)
        groups = (model.trainable_weights, model.non_trainable_weights)
        totals = [sum(math.prod(w.shape) for w in ws) for ws in groups]
        prints = []
        for options in OPTIONS:
            if not set(options) <= known_options:
                continue
            options = dict(options)
            if "positions" in options and kind != "graph":
                options["positions"] = [0.5, 0.8, 1.0]
            if version == 3:
                options.setdefault("line_length", 108 if kind == "graph" else 88)
            prints.append({"options": options, "text": summary(print_summary, model, options)})
        yield {"layout": name, "name": kind, "rows": rows(model, version), "totals": totals, "prints": prints}


def main():
    from keras.src.utils import summary_utils
    from tf_keras.src.utils import layer_utils
    from tf_keras.src.utils.generic_utils import Progbar

    every = {"line_length", "positions", "expand_nested", "show_trainable", "layer_range"}
    summaries = [
        *layout("classic", keras2, 2, classic.print_summary, {"line_length", "positions"}),
        *layout("keras2", keras2, 2, layer_utils.print_summary, every),
        *layout("keras3", keras3, 3, summary_utils.print_summary, every),
    ]
    bars = {name: run_progbar(Progbar, case) for name, case in PROGBARS.items()}
    fits = {}
    for name, case in RUNS.items():
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            fits[name] = run_fit(keras2.callbacks, keras2.callbacks.CallbackList, tf.Variable(0.1), case)
    with open(os.path.join(HERE, "keras_text.json"), "w", encoding="utf-8") as file:
        json.dump({"summaries": summaries, "progbars": bars, "fits": fits}, file, ensure_ascii=False)


if __name__ == "__main__":
    main()

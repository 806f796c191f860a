"""Names of what all layers stand on."""

NAMES = {
    "keras.layers.base.layer": {
        "Layer": "keras.layers.Layer keras.engine.base_layer.Layer keras.engine.topology.Layer",
    },
    "keras.layers.base.input_spec": {
        "InputSpec": "keras.layers.InputSpec",
    },
}

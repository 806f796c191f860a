"""Names of what all layers stand on."""

NAMES = {
    "keras.saving.model_config": {
        "serialize_layer": "keras.layers.serialize",
        "deserialize_layer": "keras.layers.deserialize",
    },
    "keras.layers.base.layer": {
        "Layer": "keras.layers.Layer keras.engine.base_layer.Layer keras.engine.topology.Layer keras.Layer",
    },
    "keras.layers.base.input_spec": {
        "InputSpec": "keras.layers.InputSpec keras.InputSpec",
    },
}

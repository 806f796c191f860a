"""Names of the core layers."""

NAMES = {
    "keras.layers.core.input_layer": {
        "Input": "keras.Input keras.layers.Input",
        "InputLayer": "keras.layers.InputLayer",
    },
    "keras.layers.core.dense": {
        "Dense": "keras.layers.Dense",
    },
    "keras.layers.core.lambda_layer": {
        "Lambda": "keras.layers.Lambda",
    },
}

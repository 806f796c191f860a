"""Names of layers of several inputs."""

NAMES = {
    "keras.layers.merging.add": {
        "Add": "keras.layers.Add",
    },
    "keras.layers.merging.concatenate": {
        "Concatenate": "keras.layers.Concatenate",
    },
    "keras.layers.merging.functions": {
        "add": "keras.layers.add",
        "concatenate": "keras.layers.concatenate",
    },
}

"""Names of layers of several inputs."""

NAMES = {
    "keras.layers.merging.add": {
        "Add": "keras.layers.Add",
    },
    "keras.layers.merging.average": {
        "Average": "keras.layers.Average",
    },
    "keras.layers.merging.concatenate": {
        "Concatenate": "keras.layers.Concatenate",
    },
    "keras.layers.merging.dot": {
        "Dot": "keras.layers.Dot",
    },
    "keras.layers.merging.maximum": {
        "Maximum": "keras.layers.Maximum",
    },
    "keras.layers.merging.minimum": {
        "Minimum": "keras.layers.Minimum",
    },
    "keras.layers.merging.multiply": {
        "Multiply": "keras.layers.Multiply",
    },
    "keras.layers.merging.subtract": {
        "Subtract": "keras.layers.Subtract",
    },
    "keras.layers.merging.functions": {
        "add": "keras.layers.add",
        "average": "keras.layers.average",
        "concatenate": "keras.layers.concatenate",
        "dot": "keras.layers.dot",
        "maximum": "keras.layers.maximum",
        "minimum": "keras.layers.minimum",
        "multiply": "keras.layers.multiply",
        "subtract": "keras.layers.subtract",
    },
    "keras.layers.merging.keras1": {
        "Merge": "keras.layers.Merge",
        "merge": "keras.layers.merge",
    },
}

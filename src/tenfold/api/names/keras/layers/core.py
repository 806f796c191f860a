"""Names of the core layers."""

NAMES = {
    "keras.layers.core.activity_regularization": {
        "ActivityRegularization": "keras.layers.ActivityRegularization",
    },
    "keras.layers.core.einsum_dense": {
        "EinsumDense": "keras.layers.EinsumDense keras.layers.experimental.EinsumDense",
    },
    "keras.layers.core.embedding": {
        "Embedding": "keras.layers.Embedding",
    },
    "keras.layers.core.reversible_embedding": {
        "ReversibleEmbedding": "keras.layers.ReversibleEmbedding",
    },
    "keras.layers.core.identity": {
        "Identity": "keras.layers.Identity",
    },
    "keras.layers.core.masking": {
        "Masking": "keras.layers.Masking",
    },
    "keras.layers.core.wrapper": {
        "Wrapper": "keras.layers.Wrapper",
    },
    "keras.layers.core.input_layer": {
        "Input": "keras.Input keras.layers.Input",
        "InputLayer": "keras.layers.InputLayer",
    },
    "keras.layers.core.dense": {
        "Dense": "keras.layers.Dense",
    },
    "keras.layers.core.keras1": {
        "Highway": "keras.layers.Highway",
        "MaxoutDense": "keras.layers.MaxoutDense",
        "TimeDistributedDense": "keras.layers.TimeDistributedDense",
    },
    "keras.layers.core.lambda_layer": {
        "Lambda": "keras.layers.Lambda",
    },
}

"""Names of the ops in `ops/training/`."""

NAMES = {
    "ops.training.initializers": {
        "Zeros": "zeros_initializer",
        "Ones": "ones_initializer",
        "Constant": "constant_initializer",
        "RandomUniform": "random_uniform_initializer",
        "RandomNormal": "random_normal_initializer",
    },
}

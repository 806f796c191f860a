"""Names of TensorFlow 1's initializers. (`tf.initializers` of the v2 API are Keras's.)"""

V1 = {
    "v1.initializers": {
        "Zeros": "zeros_initializer initializers.zeros",
        "Ones": "ones_initializer initializers.ones",
        "Constant": "constant_initializer initializers.constant",
        "RandomUniform": "random_uniform_initializer initializers.random_uniform",
        "RandomNormal": "random_normal_initializer initializers.random_normal",
        "TruncatedNormal": "truncated_normal_initializer initializers.truncated_normal",
        "UniformUnitScaling": "uniform_unit_scaling_initializer initializers.uniform_unit_scaling",
        "VarianceScaling": "variance_scaling_initializer initializers.variance_scaling",
        "GlorotUniform": "glorot_uniform_initializer initializers.glorot_uniform",
        "GlorotNormal": "glorot_normal_initializer initializers.glorot_normal",
        "Orthogonal": "orthogonal_initializer initializers.orthogonal",
        "Identity": "initializers.identity",
        "he_normal": "initializers.he_normal",
        "he_uniform": "initializers.he_uniform",
        "lecun_normal": "initializers.lecun_normal",
        "lecun_uniform": "initializers.lecun_uniform",
    },
}

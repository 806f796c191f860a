"""Names of what layers are given: activations, initializers, regularizers, constraints."""

NAMES = {
    "keras.activations": {
        "celu": "keras.activations.celu",
        "deserialize": "keras.activations.deserialize",
        "elu": "keras.activations.elu",
        "exponential": "keras.activations.exponential",
        "gelu": "keras.activations.gelu",
        "get": "keras.activations.get",
        "glu": "keras.activations.glu",
        "hard_shrink": "keras.activations.hard_shrink",
        "hard_sigmoid": "keras.activations.hard_sigmoid",
        "hard_silu": "keras.activations.hard_silu keras.activations.hard_swish",
        "hard_tanh": "keras.activations.hard_tanh",
        "leaky_relu": "keras.activations.leaky_relu",
        "linear": "keras.activations.linear",
        "log_sigmoid": "keras.activations.log_sigmoid",
        "log_softmax": "keras.activations.log_softmax",
        "mish": "keras.activations.mish",
        "relu": "keras.activations.relu",
        "relu6": "keras.activations.relu6",
        "selu": "keras.activations.selu",
        "serialize": "keras.activations.serialize",
        "sigmoid": "keras.activations.sigmoid",
        "soft_shrink": "keras.activations.soft_shrink",
        "softmax": "keras.activations.softmax",
        "softplus": "keras.activations.softplus",
        "softsign": "keras.activations.softsign",
        "sparse_plus": "keras.activations.sparse_plus",
        "sparse_sigmoid": "keras.activations.sparse_sigmoid",
        "sparsemax": "keras.activations.sparsemax",
        "squareplus": "keras.activations.squareplus",
        "swish": "keras.activations.swish keras.activations.silu",
        "tanh": "keras.activations.tanh",
        "tanh_shrink": "keras.activations.tanh_shrink",
        "threshold": "keras.activations.threshold",
    },
    "keras.constraints": {
        "Constraint": "keras.constraints.Constraint",
        "MaxNorm": "keras.constraints.MaxNorm keras.constraints.max_norm keras.constraints.maxnorm",
        "MinMaxNorm": "keras.constraints.MinMaxNorm keras.constraints.min_max_norm",
        "NonNeg": "keras.constraints.NonNeg keras.constraints.non_neg keras.constraints.nonneg",
        "RadialConstraint": "keras.constraints.RadialConstraint keras.constraints.radial_constraint",
        "UnitNorm": "keras.constraints.UnitNorm keras.constraints.unit_norm keras.constraints.unitnorm",
        "deserialize": "keras.constraints.deserialize",
        "get": "keras.constraints.get",
        "serialize": "keras.constraints.serialize",
    },
    "keras.initializers": {
        "Constant": (
            "keras.initializers.Constant initializers.Constant keras.initializers.constant initializers.constant"
        ),
        "GlorotNormal": (
            "keras.initializers.GlorotNormal initializers.GlorotNormal keras.initializers.glorot_normal "
            "initializers.glorot_normal"
        ),
        "GlorotUniform": (
            "keras.initializers.GlorotUniform initializers.GlorotUniform keras.initializers.glorot_uniform "
            "initializers.glorot_uniform"
        ),
        "HeNormal": (
            "keras.initializers.HeNormal initializers.HeNormal keras.initializers.he_normal initializers.he_normal"
        ),
        "HeUniform": (
            "keras.initializers.HeUniform initializers.HeUniform keras.initializers.he_uniform initializers.he_uniform"
        ),
        "Identity": (
            "keras.initializers.Identity initializers.Identity keras.initializers.identity initializers.identity"
        ),
        "Initializer": "keras.initializers.Initializer initializers.Initializer keras.Initializer",
        "LecunNormal": (
            "keras.initializers.LecunNormal initializers.LecunNormal keras.initializers.lecun_normal "
            "initializers.lecun_normal"
        ),
        "LecunUniform": (
            "keras.initializers.LecunUniform initializers.LecunUniform keras.initializers.lecun_uniform "
            "initializers.lecun_uniform"
        ),
        "Ones": (
            "keras.initializers.Ones initializers.Ones keras.initializers.ones initializers.ones "
            "keras.initializers.one initializers.one"
        ),
        "Orthogonal": (
            "keras.initializers.Orthogonal initializers.Orthogonal keras.initializers.orthogonal "
            "initializers.orthogonal"
        ),
        "RandomNormal": (
            "keras.initializers.RandomNormal initializers.RandomNormal keras.initializers.random_normal "
            "initializers.random_normal keras.initializers.normal initializers.normal"
        ),
        "RandomUniform": (
            "keras.initializers.RandomUniform initializers.RandomUniform keras.initializers.random_uniform "
            "initializers.random_uniform keras.initializers.uniform initializers.uniform"
        ),
        "TruncatedNormal": (
            "keras.initializers.TruncatedNormal initializers.TruncatedNormal "
            "keras.initializers.truncated_normal initializers.truncated_normal"
        ),
        "VarianceScaling": (
            "keras.initializers.VarianceScaling initializers.VarianceScaling "
            "keras.initializers.variance_scaling initializers.variance_scaling"
        ),
        "Zeros": (
            "keras.initializers.Zeros initializers.Zeros keras.initializers.zeros initializers.zeros "
            "keras.initializers.zero initializers.zero"
        ),
        "deserialize": "keras.initializers.deserialize initializers.deserialize",
        "get": "keras.initializers.get initializers.get",
        "serialize": "keras.initializers.serialize initializers.serialize",
    },
    "keras.regularizers": {
        "L1": "keras.regularizers.L1 keras.regularizers.l1",
        "L1L2": "keras.regularizers.L1L2",
        "L2": "keras.regularizers.L2 keras.regularizers.l2",
        "OrthogonalRegularizer": "keras.regularizers.OrthogonalRegularizer keras.regularizers.orthogonal_regularizer",
        "Regularizer": "keras.regularizers.Regularizer keras.Regularizer",
        "deserialize": "keras.regularizers.deserialize",
        "get": "keras.regularizers.get",
        "l1_l2": "keras.regularizers.l1_l2",
        "serialize": "keras.regularizers.serialize",
    },
}

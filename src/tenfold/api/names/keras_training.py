"""Names of what training is made of: losses, metrics, optimizers, initializers, regularizers and so on."""

NAMES = {
    "keras.activations": {
        "deserialize": "keras.activations.deserialize",
        "elu": "keras.activations.elu",
        "exponential": "keras.activations.exponential",
        "gelu": "keras.activations.gelu",
        "get": "keras.activations.get",
        "hard_sigmoid": "keras.activations.hard_sigmoid",
        "leaky_relu": "keras.activations.leaky_relu",
        "linear": "keras.activations.linear",
        "mish": "keras.activations.mish",
        "relu": "keras.activations.relu",
        "relu6": "keras.activations.relu6",
        "selu": "keras.activations.selu",
        "serialize": "keras.activations.serialize",
        "sigmoid": "keras.activations.sigmoid",
        "softmax": "keras.activations.softmax",
        "softplus": "keras.activations.softplus",
        "softsign": "keras.activations.softsign",
        "swish": "keras.activations.swish keras.activations.silu",
        "tanh": "keras.activations.tanh",
    },
    "keras.backend_config": {
        "epsilon": "keras.backend.epsilon keras.config.epsilon",
        "floatx": "keras.backend.floatx keras.config.floatx",
        "image_data_format": "keras.backend.image_data_format keras.config.image_data_format",
        "set_epsilon": "keras.backend.set_epsilon keras.config.set_epsilon",
        "set_floatx": "keras.backend.set_floatx keras.config.set_floatx",
        "set_image_data_format": "keras.backend.set_image_data_format keras.config.set_image_data_format",
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
        "Initializer": "keras.initializers.Initializer initializers.Initializer",
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
    "keras.losses.crossentropy": {
        "BinaryCrossentropy": "keras.losses.BinaryCrossentropy losses.BinaryCrossentropy",
        "CategoricalCrossentropy": "keras.losses.CategoricalCrossentropy losses.CategoricalCrossentropy",
        "SparseCategoricalCrossentropy": (
            "keras.losses.SparseCategoricalCrossentropy losses.SparseCategoricalCrossentropy"
        ),
        "binary_crossentropy": (
            "keras.losses.binary_crossentropy losses.binary_crossentropy keras.losses.bce losses.bce "
            "keras.losses.BCE losses.BCE keras.metrics.binary_crossentropy metrics.binary_crossentropy "
            "keras.metrics.bce metrics.bce keras.metrics.BCE metrics.BCE"
        ),
        "categorical_crossentropy": (
            "keras.losses.categorical_crossentropy losses.categorical_crossentropy "
            "keras.metrics.categorical_crossentropy metrics.categorical_crossentropy"
        ),
        "sparse_categorical_crossentropy": (
            "keras.losses.sparse_categorical_crossentropy losses.sparse_categorical_crossentropy "
            "keras.metrics.sparse_categorical_crossentropy metrics.sparse_categorical_crossentropy"
        ),
    },
    "keras.losses.divergence": {
        "CosineSimilarity": "keras.losses.CosineSimilarity losses.CosineSimilarity",
        "KLDivergence": "keras.losses.KLDivergence losses.KLDivergence",
        "Poisson": "keras.losses.Poisson losses.Poisson",
        "cosine_similarity": (
            "keras.losses.cosine_similarity losses.cosine_similarity keras.losses.cosine_proximity "
            "losses.cosine_proximity keras.losses.cosine losses.cosine"
        ),
        "kl_divergence": (
            "keras.losses.kl_divergence losses.kl_divergence keras.losses.kld losses.kld "
            "keras.losses.kullback_leibler_divergence losses.kullback_leibler_divergence keras.losses.KLD "
            "losses.KLD keras.metrics.kl_divergence metrics.kl_divergence keras.metrics.kld metrics.kld "
            "keras.metrics.kullback_leibler_divergence metrics.kullback_leibler_divergence keras.metrics.KLD "
            "metrics.KLD"
        ),
        "poisson": "keras.losses.poisson losses.poisson keras.metrics.poisson metrics.poisson",
    },
    "keras.losses.focal": {
        "BinaryFocalCrossentropy": "keras.losses.BinaryFocalCrossentropy losses.BinaryFocalCrossentropy",
        "CategoricalFocalCrossentropy": "keras.losses.CategoricalFocalCrossentropy losses.CategoricalFocalCrossentropy",
        "binary_focal_crossentropy": (
            "keras.losses.binary_focal_crossentropy losses.binary_focal_crossentropy "
            "keras.metrics.binary_focal_crossentropy metrics.binary_focal_crossentropy"
        ),
        "categorical_focal_crossentropy": (
            "keras.losses.categorical_focal_crossentropy losses.categorical_focal_crossentropy "
            "keras.metrics.categorical_focal_crossentropy metrics.categorical_focal_crossentropy"
        ),
    },
    "keras.losses.hinges": {
        "CategoricalHinge": "keras.losses.CategoricalHinge losses.CategoricalHinge",
        "Hinge": "keras.losses.Hinge losses.Hinge",
        "SquaredHinge": "keras.losses.SquaredHinge losses.SquaredHinge",
        "categorical_hinge": (
            "keras.losses.categorical_hinge losses.categorical_hinge keras.metrics.categorical_hinge "
            "metrics.categorical_hinge"
        ),
        "hinge": "keras.losses.hinge losses.hinge keras.metrics.hinge metrics.hinge",
        "squared_hinge": (
            "keras.losses.squared_hinge losses.squared_hinge keras.metrics.squared_hinge metrics.squared_hinge"
        ),
    },
    "keras.losses.loss": {
        "Loss": "keras.losses.Loss losses.Loss",
        "LossFunctionWrapper": "keras.losses.LossFunctionWrapper",
        "Reduction": "keras.losses.Reduction losses.Reduction",
    },
    "keras.losses.registry": {
        "deserialize": "keras.losses.deserialize losses.deserialize",
        "get": "keras.losses.get losses.get",
        "serialize": "keras.losses.serialize losses.serialize",
    },
    "keras.losses.regression": {
        "Huber": "keras.losses.Huber losses.Huber",
        "LogCosh": "keras.losses.LogCosh losses.LogCosh",
        "MeanAbsoluteError": "keras.losses.MeanAbsoluteError losses.MeanAbsoluteError",
        "MeanAbsolutePercentageError": "keras.losses.MeanAbsolutePercentageError losses.MeanAbsolutePercentageError",
        "MeanSquaredError": "keras.losses.MeanSquaredError losses.MeanSquaredError",
        "MeanSquaredLogarithmicError": "keras.losses.MeanSquaredLogarithmicError losses.MeanSquaredLogarithmicError",
        "huber": (
            "keras.losses.huber losses.huber keras.losses.huber_loss losses.huber_loss keras.metrics.huber "
            "metrics.huber keras.metrics.huber_loss metrics.huber_loss"
        ),
        "log_cosh": (
            "keras.losses.log_cosh losses.log_cosh keras.losses.logcosh losses.logcosh keras.metrics.log_cosh "
            "metrics.log_cosh keras.metrics.logcosh metrics.logcosh"
        ),
        "mean_absolute_error": (
            "keras.losses.mean_absolute_error losses.mean_absolute_error keras.losses.mae losses.mae "
            "keras.losses.MAE losses.MAE keras.metrics.mean_absolute_error metrics.mean_absolute_error "
            "keras.metrics.mae metrics.mae keras.metrics.MAE metrics.MAE"
        ),
        "mean_absolute_percentage_error": (
            "keras.losses.mean_absolute_percentage_error losses.mean_absolute_percentage_error "
            "keras.losses.mape losses.mape keras.losses.MAPE losses.MAPE "
            "keras.metrics.mean_absolute_percentage_error metrics.mean_absolute_percentage_error "
            "keras.metrics.mape metrics.mape keras.metrics.MAPE metrics.MAPE"
        ),
        "mean_squared_error": (
            "keras.losses.mean_squared_error losses.mean_squared_error keras.losses.mse losses.mse "
            "keras.losses.MSE losses.MSE keras.metrics.mean_squared_error metrics.mean_squared_error "
            "keras.metrics.mse metrics.mse keras.metrics.MSE metrics.MSE"
        ),
        "mean_squared_logarithmic_error": (
            "keras.losses.mean_squared_logarithmic_error losses.mean_squared_logarithmic_error "
            "keras.losses.msle losses.msle keras.losses.MSLE losses.MSLE "
            "keras.metrics.mean_squared_logarithmic_error metrics.mean_squared_logarithmic_error "
            "keras.metrics.msle metrics.msle keras.metrics.MSLE metrics.MSLE"
        ),
    },
    "keras.metrics.accuracy": {
        "Accuracy": "keras.metrics.Accuracy metrics.Accuracy",
        "BinaryAccuracy": "keras.metrics.BinaryAccuracy metrics.BinaryAccuracy",
        "CategoricalAccuracy": "keras.metrics.CategoricalAccuracy metrics.CategoricalAccuracy",
        "SparseCategoricalAccuracy": "keras.metrics.SparseCategoricalAccuracy metrics.SparseCategoricalAccuracy",
        "SparseTopKCategoricalAccuracy": (
            "keras.metrics.SparseTopKCategoricalAccuracy metrics.SparseTopKCategoricalAccuracy"
        ),
        "TopKCategoricalAccuracy": "keras.metrics.TopKCategoricalAccuracy metrics.TopKCategoricalAccuracy",
        "binary_accuracy": "keras.metrics.binary_accuracy metrics.binary_accuracy",
        "categorical_accuracy": "keras.metrics.categorical_accuracy metrics.categorical_accuracy",
        "sparse_categorical_accuracy": "keras.metrics.sparse_categorical_accuracy metrics.sparse_categorical_accuracy",
        "sparse_top_k_categorical_accuracy": (
            "keras.metrics.sparse_top_k_categorical_accuracy metrics.sparse_top_k_categorical_accuracy"
        ),
        "top_k_categorical_accuracy": "keras.metrics.top_k_categorical_accuracy metrics.top_k_categorical_accuracy",
    },
    "keras.metrics.confusion": {
        "FalseNegatives": "keras.metrics.FalseNegatives metrics.FalseNegatives",
        "FalsePositives": "keras.metrics.FalsePositives metrics.FalsePositives",
        "Precision": "keras.metrics.Precision metrics.Precision",
        "Recall": "keras.metrics.Recall metrics.Recall",
        "TrueNegatives": "keras.metrics.TrueNegatives metrics.TrueNegatives",
        "TruePositives": "keras.metrics.TruePositives metrics.TruePositives",
    },
    "keras.metrics.curves": {
        "AUC": "keras.metrics.AUC metrics.AUC",
        "PrecisionAtRecall": "keras.metrics.PrecisionAtRecall metrics.PrecisionAtRecall",
        "RecallAtPrecision": "keras.metrics.RecallAtPrecision metrics.RecallAtPrecision",
        "SensitivityAtSpecificity": "keras.metrics.SensitivityAtSpecificity metrics.SensitivityAtSpecificity",
        "SpecificityAtSensitivity": "keras.metrics.SpecificityAtSensitivity metrics.SpecificityAtSensitivity",
    },
    "keras.metrics.f_score": {
        "F1Score": "keras.metrics.F1Score metrics.F1Score",
        "FBetaScore": "keras.metrics.FBetaScore metrics.FBetaScore",
    },
    "keras.metrics.iou": {
        "BinaryIoU": "keras.metrics.BinaryIoU metrics.BinaryIoU",
        "IoU": "keras.metrics.IoU metrics.IoU",
        "MeanIoU": "keras.metrics.MeanIoU metrics.MeanIoU",
        "OneHotIoU": "keras.metrics.OneHotIoU metrics.OneHotIoU",
        "OneHotMeanIoU": "keras.metrics.OneHotMeanIoU metrics.OneHotMeanIoU",
    },
    "keras.metrics.metric": {
        "Metric": "keras.metrics.Metric metrics.Metric",
    },
    "keras.metrics.probabilistic": {
        "BinaryCrossentropy": "keras.metrics.BinaryCrossentropy metrics.BinaryCrossentropy",
        "CategoricalCrossentropy": "keras.metrics.CategoricalCrossentropy metrics.CategoricalCrossentropy",
        "CategoricalHinge": "keras.metrics.CategoricalHinge metrics.CategoricalHinge",
        "Hinge": "keras.metrics.Hinge metrics.Hinge",
        "KLDivergence": "keras.metrics.KLDivergence metrics.KLDivergence",
        "Poisson": "keras.metrics.Poisson metrics.Poisson",
        "SparseCategoricalCrossentropy": (
            "keras.metrics.SparseCategoricalCrossentropy metrics.SparseCategoricalCrossentropy"
        ),
        "SquaredHinge": "keras.metrics.SquaredHinge metrics.SquaredHinge",
    },
    "keras.metrics.reductions": {
        "Mean": "keras.metrics.Mean metrics.Mean",
        "MeanMetricWrapper": "keras.metrics.MeanMetricWrapper metrics.MeanMetricWrapper",
        "MeanRelativeError": "keras.metrics.MeanRelativeError metrics.MeanRelativeError",
        "MeanTensor": "keras.metrics.MeanTensor metrics.MeanTensor",
        "Sum": "keras.metrics.Sum metrics.Sum",
    },
    "keras.metrics.registry": {
        "deserialize": "keras.metrics.deserialize metrics.deserialize",
        "get": "keras.metrics.get metrics.get",
        "serialize": "keras.metrics.serialize metrics.serialize",
    },
    "keras.metrics.regression": {
        "CosineSimilarity": "keras.metrics.CosineSimilarity metrics.CosineSimilarity",
        "LogCoshError": "keras.metrics.LogCoshError metrics.LogCoshError",
        "MeanAbsoluteError": "keras.metrics.MeanAbsoluteError metrics.MeanAbsoluteError",
        "MeanAbsolutePercentageError": "keras.metrics.MeanAbsolutePercentageError metrics.MeanAbsolutePercentageError",
        "MeanSquaredError": "keras.metrics.MeanSquaredError metrics.MeanSquaredError",
        "MeanSquaredLogarithmicError": "keras.metrics.MeanSquaredLogarithmicError metrics.MeanSquaredLogarithmicError",
        "R2Score": "keras.metrics.R2Score metrics.R2Score",
        "RootMeanSquaredError": "keras.metrics.RootMeanSquaredError metrics.RootMeanSquaredError",
        "cosine_similarity": (
            "keras.metrics.cosine_similarity metrics.cosine_similarity keras.metrics.cosine_proximity "
            "metrics.cosine_proximity keras.metrics.cosine metrics.cosine"
        ),
    },
    "keras.optimizers.adagrad": {
        "Adadelta": (
            "keras.optimizers.Adadelta optimizers.Adadelta keras.optimizers.legacy.Adadelta "
            "keras.optimizers.experimental.Adadelta optimizers.legacy.Adadelta "
            "optimizers.experimental.Adadelta"
        ),
        "Adagrad": (
            "keras.optimizers.Adagrad optimizers.Adagrad keras.optimizers.legacy.Adagrad "
            "keras.optimizers.experimental.Adagrad optimizers.legacy.Adagrad optimizers.experimental.Adagrad"
        ),
        "RMSprop": (
            "keras.optimizers.RMSprop optimizers.RMSprop keras.optimizers.legacy.RMSprop "
            "keras.optimizers.experimental.RMSprop optimizers.legacy.RMSprop optimizers.experimental.RMSprop"
        ),
    },
    "keras.optimizers.adam": {
        "Adam": (
            "keras.optimizers.Adam optimizers.Adam keras.optimizers.legacy.Adam "
            "keras.optimizers.experimental.Adam optimizers.legacy.Adam optimizers.experimental.Adam"
        ),
        "AdamW": (
            "keras.optimizers.AdamW optimizers.AdamW keras.optimizers.experimental.AdamW optimizers.experimental.AdamW"
        ),
        "Adamax": (
            "keras.optimizers.Adamax optimizers.Adamax keras.optimizers.legacy.Adamax "
            "keras.optimizers.experimental.Adamax optimizers.legacy.Adamax optimizers.experimental.Adamax"
        ),
        "Nadam": (
            "keras.optimizers.Nadam optimizers.Nadam keras.optimizers.legacy.Nadam "
            "keras.optimizers.experimental.Nadam optimizers.legacy.Nadam optimizers.experimental.Nadam"
        ),
    },
    "keras.optimizers.ftrl": {
        "Ftrl": (
            "keras.optimizers.Ftrl optimizers.Ftrl keras.optimizers.legacy.Ftrl "
            "keras.optimizers.experimental.Ftrl optimizers.legacy.Ftrl optimizers.experimental.Ftrl"
        ),
        "Lion": "keras.optimizers.Lion optimizers.Lion keras.optimizers.experimental.Lion optimizers.experimental.Lion",
    },
    "keras.optimizers.optimizer": {
        "Optimizer": (
            "keras.optimizers.Optimizer optimizers.Optimizer keras.optimizers.legacy.Optimizer "
            "keras.optimizers.experimental.Optimizer optimizers.legacy.Optimizer "
            "optimizers.experimental.Optimizer"
        ),
    },
    "keras.optimizers.registry": {
        "deserialize": "keras.optimizers.deserialize optimizers.deserialize",
        "get": "keras.optimizers.get optimizers.get",
        "serialize": "keras.optimizers.serialize optimizers.serialize",
    },
    "keras.optimizers.schedules": {
        "CosineDecay": "keras.optimizers.schedules.CosineDecay optimizers.schedules.CosineDecay",
        "CosineDecayRestarts": (
            "keras.optimizers.schedules.CosineDecayRestarts optimizers.schedules.CosineDecayRestarts"
        ),
        "ExponentialDecay": "keras.optimizers.schedules.ExponentialDecay optimizers.schedules.ExponentialDecay",
        "InverseTimeDecay": "keras.optimizers.schedules.InverseTimeDecay optimizers.schedules.InverseTimeDecay",
        "LearningRateSchedule": (
            "keras.optimizers.schedules.LearningRateSchedule optimizers.schedules.LearningRateSchedule"
        ),
        "PiecewiseConstantDecay": (
            "keras.optimizers.schedules.PiecewiseConstantDecay optimizers.schedules.PiecewiseConstantDecay"
        ),
        "PolynomialDecay": "keras.optimizers.schedules.PolynomialDecay optimizers.schedules.PolynomialDecay",
        "deserialize": "keras.optimizers.schedules.deserialize optimizers.schedules.deserialize",
        "serialize": "keras.optimizers.schedules.serialize optimizers.schedules.serialize",
    },
    "keras.optimizers.sgd": {
        "SGD": (
            "keras.optimizers.SGD optimizers.SGD keras.optimizers.legacy.SGD keras.optimizers.experimental.SGD "
            "optimizers.legacy.SGD optimizers.experimental.SGD"
        ),
    },
    "keras.regularizers": {
        "L1": "keras.regularizers.L1 keras.regularizers.l1",
        "L1L2": "keras.regularizers.L1L2",
        "L2": "keras.regularizers.L2 keras.regularizers.l2",
        "OrthogonalRegularizer": "keras.regularizers.OrthogonalRegularizer keras.regularizers.orthogonal_regularizer",
        "Regularizer": "keras.regularizers.Regularizer",
        "deserialize": "keras.regularizers.deserialize",
        "get": "keras.regularizers.get",
        "l1_l2": "keras.regularizers.l1_l2",
        "serialize": "keras.regularizers.serialize",
    },
    "keras.saving.serialization": {
        "CustomObjectScope": (
            "keras.utils.CustomObjectScope keras.saving.CustomObjectScope keras.utils.custom_object_scope "
            "keras.saving.custom_object_scope"
        ),
        "deserialize_keras_object": (
            "keras.utils.deserialize_keras_object keras.saving.deserialize_keras_object "
            "keras.utils.legacy.deserialize_keras_object keras.saving.legacy.deserialize_keras_object"
        ),
        "get_custom_objects": "keras.utils.get_custom_objects keras.saving.get_custom_objects",
        "get_registered_name": "keras.utils.get_registered_name keras.saving.get_registered_name",
        "get_registered_object": "keras.utils.get_registered_object keras.saving.get_registered_object",
        "register_keras_serializable": (
            "keras.utils.register_keras_serializable keras.saving.register_keras_serializable"
        ),
        "serialize_keras_object": (
            "keras.utils.serialize_keras_object keras.saving.serialize_keras_object "
            "keras.utils.legacy.serialize_keras_object keras.saving.legacy.serialize_keras_object"
        ),
    },
}

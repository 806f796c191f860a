"""Names of losses."""

NAMES = {
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
    "keras.losses.embedding": {
        "Circle": "keras.losses.Circle losses.Circle",
        "circle": "keras.losses.circle losses.circle",
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
        "Loss": "keras.losses.Loss losses.Loss keras.Loss",
        "LossFunctionWrapper": "keras.losses.LossFunctionWrapper",
        "Reduction": "keras.losses.Reduction losses.Reduction",
    },
    "keras.losses.numbered": {
        "CTC": "keras.losses.CTC losses.CTC",
        "CategoricalGeneralizedCrossEntropy": (
            "keras.losses.CategoricalGeneralizedCrossEntropy losses.CategoricalGeneralizedCrossEntropy"
        ),
        "categorical_generalized_cross_entropy": (
            "keras.losses.categorical_generalized_cross_entropy losses.categorical_generalized_cross_entropy"
        ),
        "ctc": "keras.losses.ctc losses.ctc",
    },
    "keras.losses.overlap": {
        "Dice": "keras.losses.Dice losses.Dice",
        "Tversky": "keras.losses.Tversky losses.Tversky",
        "dice": "keras.losses.dice losses.dice",
        "tversky": "keras.losses.tversky losses.tversky",
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
}

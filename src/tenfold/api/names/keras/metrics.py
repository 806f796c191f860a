"""Names of metrics."""

NAMES = {
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
    "keras.metrics.correlation": {
        "ConcordanceCorrelation": "keras.metrics.ConcordanceCorrelation metrics.ConcordanceCorrelation",
        "PearsonCorrelation": "keras.metrics.PearsonCorrelation metrics.PearsonCorrelation",
        "concordance_correlation": "keras.metrics.concordance_correlation metrics.concordance_correlation",
        "pearson_correlation": "keras.metrics.pearson_correlation metrics.pearson_correlation",
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
    "keras.metrics.keras1": {
        name: f"keras.metrics.{name}"
        for name in ("matthews_correlation", "precision", "recall", "fbeta_score", "fmeasure")
    },
    "keras.metrics.metric": {
        "Metric": "keras.metrics.Metric metrics.Metric keras.Metric",
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
    "keras.metrics.python": {
        "PyMetric": "keras.metrics.experimental.PyMetric metrics.experimental.PyMetric",
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
}

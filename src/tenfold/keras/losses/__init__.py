"""Losses as classes, functions and short names."""

from tenfold.keras.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from tenfold.keras.losses.divergence import (
    CosineSimilarity,
    KLDivergence,
    Poisson,
    cosine_similarity,
    kl_divergence,
    poisson,
)
from tenfold.keras.losses.embedding import Circle, circle
from tenfold.keras.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from tenfold.keras.losses.hinges import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from tenfold.keras.losses.loss import Loss, LossFunctionWrapper, Reduction
from tenfold.keras.losses.numbered import (
    CTC,
    CategoricalGeneralizedCrossEntropy,
    categorical_generalized_cross_entropy,
    ctc,
)
from tenfold.keras.losses.overlap import Dice, Tversky, dice, tversky
from tenfold.keras.losses.registry import deserialize, get, serialize
from tenfold.keras.losses.regression import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)

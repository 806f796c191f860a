"""Functions of Keras that stand beside its classes: losses and metrics by name, merging, and random layers at rest."""

from agreement.recipes import objects
from agreement.recipes.layers import layer, rows, several, twins
from agreement.recipes.table import recipe, under

for _name, _pair in {
    "mse": objects.real_pair,
    "mae": objects.real_pair,
    "mape": objects.positive,
    "msle": objects.positive,
    "kld": objects.shares,
}.items():
    recipe(f"keras.losses.{_name} keras.losses.{_name.upper()} keras.metrics.{_name}", lambda d, p=_pair: p(d), 0.3)
for _name in (
    "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy poisson hinge squared_hinge"
    " kl_divergence mean_squared_error mean_absolute_error binary_focal_crossentropy"
).split():
    _pair, _options = objects.PAIRS[_name], objects.OPTIONS.get(_name, objects.none)
    recipe("keras.metrics." + _name, lambda d, p=_pair, o=_options: (p(d), o(d)), 0.3)
recipe("keras.metrics.binary_accuracy", lambda d: (objects.odds(d), d.opt(threshold=d.number(0.2, 0.8))), 0.4)
recipe("keras.metrics.categorical_accuracy", objects.shares, 0.4)
recipe("keras.metrics.sparse_categorical_accuracy", objects.classes, 0.4)
recipe("keras.metrics.top_k_categorical_accuracy", lambda d: (objects.flat_shares(d), d.opt(k=d.randint(1, 3))), 0.4)
recipe(
    "keras.metrics.sparse_top_k_categorical_accuracy",
    lambda d: (objects.flat_classes(d), d.opt(k=d.randint(1, 3))),
    0.4,
)
recipe(under("keras.layers.", "add multiply average maximum minimum"), lambda d: [several(d)], 0.3)
recipe("keras.layers.subtract", lambda d: [twins(d)], 0.3)
recipe("keras.layers.concatenate", lambda d: ([several(d)], d.opt(axis=d.of(-1, 1))), 0.3)
recipe("keras.layers.dot", lambda d: ([[d.array([2, 3], "float32", how="tensor") for _ in "ab"]], {"axes": 1}), 0.3)
layer("Identity", rows(), times=0.3)


def pictures(d):
    return d.array([2, 5, 6, 3], "float32", low=0, high=255, how="tensor")


for _name, _options in {
    "RandomFlip": lambda d, x: {},
    "RandomRotation": lambda d, x: {"factor": 0.2},
    "RandomTranslation": lambda d, x: {"height_factor": 0.2, "width_factor": 0.1},
    "RandomZoom": lambda d, x: {"height_factor": 0.2},
    "RandomContrast": lambda d, x: {"factor": 0.3},
    "RandomBrightness": lambda d, x: {"factor": 0.3},
    "RandomCrop": lambda d, x: {"height": d.randint(2, 5), "width": d.randint(2, 6)},
    "RandomHeight": lambda d, x: {"factor": 0.3},
    "RandomWidth": lambda d, x: {"factor": 0.3},
}.items():
    layer(_name, pictures, _options, lambda d, x: {"training": False}, 0.3)
layer(
    "HashedCrossing",
    lambda d: {"tuple": [d.words([3, 1], how="tensor"), d.array([3, 1], "int64", low=0, high=9, how="tensor")]},
    lambda d, x: {"num_bins": d.randint(2, 9), **d.opt(output_mode=d.of("int", "one_hot"))},
    times=0.4,
)

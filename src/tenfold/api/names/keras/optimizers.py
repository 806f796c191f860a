"""Names of optimizers and learning rate schedules."""

NAMES = {
    "keras.optimizers": {  # modules of Keras 2.5 to 2.10, which programs import from here
        "": (
            "keras.optimizers.adadelta_v2 keras.optimizers.adagrad_v2 keras.optimizers.adam_v2 "
            "keras.optimizers.adamax_v2 keras.optimizers.gradient_descent_v2 keras.optimizers.nadam_v2 "
            "keras.optimizers.optimizer_v2 keras.optimizers.rmsprop_v2"
        ),
    },
    "keras.optimizers.adafactor": {
        "Adafactor": (
            "keras.optimizers.Adafactor optimizers.Adafactor keras.optimizers.experimental.Adafactor "
            "optimizers.experimental.Adafactor"
        ),
    },
    "keras.optimizers.adagrad": {
        "Adadelta": (
            "keras.optimizers.Adadelta optimizers.Adadelta "
            "keras.optimizers.experimental.Adadelta "
            "optimizers.experimental.Adadelta"
        ),
        "Adagrad": (
            "keras.optimizers.Adagrad optimizers.Adagrad "
            "keras.optimizers.experimental.Adagrad optimizers.experimental.Adagrad"
        ),
        "RMSprop": (
            "keras.optimizers.RMSprop optimizers.RMSprop "
            "keras.optimizers.experimental.RMSprop optimizers.experimental.RMSprop"
        ),
    },
    "keras.optimizers.adam": {
        "Adam": (
            "keras.optimizers.Adam optimizers.Adam keras.optimizers.experimental.Adam optimizers.experimental.Adam"
        ),
        "AdamW": (
            "keras.optimizers.AdamW optimizers.AdamW keras.optimizers.experimental.AdamW optimizers.experimental.AdamW"
        ),
        "Adamax": (
            "keras.optimizers.Adamax optimizers.Adamax "
            "keras.optimizers.experimental.Adamax optimizers.experimental.Adamax"
        ),
        "Nadam": (
            "keras.optimizers.Nadam optimizers.Nadam keras.optimizers.experimental.Nadam optimizers.experimental.Nadam"
        ),
    },
    "keras.optimizers.adam_variants": {
        "Lamb": "keras.optimizers.Lamb optimizers.Lamb",
        "ScheduleFreeAdamW": "keras.optimizers.ScheduleFreeAdamW optimizers.ScheduleFreeAdamW",
    },
    "keras.optimizers.ftrl": {
        "Ftrl": (
            "keras.optimizers.Ftrl optimizers.Ftrl keras.optimizers.experimental.Ftrl optimizers.experimental.Ftrl"
        ),
        "Lion": "keras.optimizers.Lion optimizers.Lion keras.optimizers.experimental.Lion optimizers.experimental.Lion",
    },
    "keras.optimizers.legacy": {
        "Adadelta": "keras.optimizers.legacy.Adadelta optimizers.legacy.Adadelta",
        "Adagrad": "keras.optimizers.legacy.Adagrad optimizers.legacy.Adagrad",
        "Adam": "keras.optimizers.legacy.Adam optimizers.legacy.Adam",
        "Adamax": "keras.optimizers.legacy.Adamax optimizers.legacy.Adamax",
        "Ftrl": "keras.optimizers.legacy.Ftrl optimizers.legacy.Ftrl",
        "Nadam": "keras.optimizers.legacy.Nadam optimizers.legacy.Nadam",
        "RMSprop": "keras.optimizers.legacy.RMSprop optimizers.legacy.RMSprop",
        "SGD": "keras.optimizers.legacy.SGD optimizers.legacy.SGD",
    },
    "keras.optimizers.muon": {"Muon": "keras.optimizers.Muon optimizers.Muon"},
    "keras.optimizers.optimizer": {
        "Optimizer": (
            "keras.optimizers.Optimizer optimizers.Optimizer keras.optimizers.legacy.Optimizer "
            "keras.optimizers.experimental.Optimizer optimizers.legacy.Optimizer "
            "optimizers.experimental.Optimizer keras.Optimizer"
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
        "SGD": ("keras.optimizers.SGD optimizers.SGD keras.optimizers.experimental.SGD optimizers.experimental.SGD"),
    },
}

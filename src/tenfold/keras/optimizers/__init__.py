"""Optimizers and learning rate schedules."""

from tenfold.keras.optimizers import schedules
from tenfold.keras.optimizers.adagrad import Adadelta, Adagrad, RMSprop
from tenfold.keras.optimizers.adam import Adam, Adamax, AdamW, Nadam
from tenfold.keras.optimizers.ftrl import Ftrl, Lion
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.optimizers.registry import deserialize, get, serialize
from tenfold.keras.optimizers.sgd import SGD


def __getattr__(name):
    from tenfold.api.namespaces import attribute

    return attribute(__name__, name)


def __dir__():
    from tenfold.api.namespaces import listing

    return listing(__name__)

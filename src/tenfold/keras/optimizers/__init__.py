"""Optimizers and learning rate schedules."""

from tenfold.keras.optimizers import schedules
from tenfold.keras.optimizers.adafactor import Adafactor
from tenfold.keras.optimizers.adagrad import Adadelta, Adagrad, RMSprop
from tenfold.keras.optimizers.adam import Adam, Adamax, AdamW, Nadam
from tenfold.keras.optimizers.adam_variants import Lamb, ScheduleFreeAdamW
from tenfold.keras.optimizers.ftrl import Ftrl, Lion
from tenfold.keras.optimizers.muon import Muon
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.optimizers.registry import deserialize, get, serialize
from tenfold.keras.optimizers.sgd import SGD
from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)

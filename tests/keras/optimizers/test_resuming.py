"""Training that is stopped, stored and taken up again is training that never stopped, bit for bit, in one gear."""

import copy
import pickle

import numpy as np
import pytest

from tenfold import keras
from tenfold.core.base.thread import using

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(12, 3)).astype("f4"), RNG.normal(size=(12, 2)).astype("f4")
NAMES = {name: getattr(keras.optimizers, name) for name in dir(keras.optimizers) if not name.startswith("_")}
NAMES |= {"S": keras.optimizers.schedules}
TEXTS = """
SGD(S.ExponentialDecay(0.05, 3, 0.5), momentum=0.9, nesterov=True)
SGD(0.05, decay=0.1, gradient_accumulation_steps=2)
Adam(S.CosineDecay(0.05, 20), amsgrad=True)
Adam(0.05, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=5)
AdamW(0.05)
Adamax(0.05)
Nadam(S.InverseTimeDecay(0.05, 3, 0.5), clipnorm=0.5)
Nadam(0.05, gradient_accumulation_steps=2)
RMSprop(0.05, momentum=0.5, centered=True)
Adagrad(0.05)
Adadelta(1.0)
Ftrl(0.05)
Lion(0.01)
Adafactor(0.05)
Lamb(0.05)
Muon(0.05)
ScheduleFreeAdamW(0.05)
legacy.SGD(0.05, momentum=0.9, decay=0.1)
legacy.Adam(0.05)
legacy.Adamax(0.05)
legacy.Nadam(0.05, schedule_decay=0.1)
legacy.RMSprop(0.05, momentum=0.5)
legacy.Adagrad(0.05)
legacy.Adadelta(1.0)
legacy.Ftrl(0.05)
LossScaleOptimizer(Nadam(0.05), dynamic_growth_steps=2)
""".strip().splitlines()


def model(text):
    made = keras.Sequential([keras.layers.Dense(4, "tanh", input_shape=(3,)), keras.layers.Dense(2)])
    rng = np.random.default_rng(1)
    made.set_weights([rng.normal(size=w.shape).astype("f4") / 3 for w in made.get_weights()])
    made.compile(eval(text, NAMES), "mse")
    return made


def train(trained, steps):
    for i in steps:
        trained.train_on_batch(X[i % 3 * 4 :][:4], Y[i % 3 * 4 :][:4])
    return trained


def through_a_file(stopped, text, folder):
    stopped.save(folder / "m.h5")
    return keras.models.load_model(folder / "m.h5")


def through_arrays(stopped, text, folder):
    stopped.save_weights(folder / "w.h5")
    fresh = model(text)
    fresh.load_weights(folder / "w.h5")
    fresh.optimizer.build(fresh.trainable_variables)
    fresh.optimizer.set_weights(stopped.optimizer.get_weights())
    return fresh


def through_a_pickle(stopped, text, folder):
    return pickle.loads(pickle.dumps(stopped))


def through_a_copy(stopped, text, folder):
    return copy.deepcopy(stopped)


WAYS = [through_a_file, through_arrays, through_a_pickle, through_a_copy]


@pytest.mark.parametrize("part", [0, *[pytest.param(n, marks=pytest.mark.long) for n in range(1, 8)]])
def test_a_stop_changes_nothing(part, tmp_path):
    """Half of the optimizers are stored, each in one way; in long tests each in each."""
    with using(gear="first"):
        for number, text in list(enumerate(TEXTS))[part % 2 :: 2]:
            whole, stopped = train(model(text), range(6)), train(model(text), range(4))
            way = WAYS[(number // 2 + part // 2) % 4]
            resumed = train(way(stopped, text, tmp_path), range(4, 6))
            assert type(resumed.optimizer) is type(whole.optimizer), text
            for wanted, found in zip(whole.get_weights(), resumed.get_weights(), strict=True):
                np.testing.assert_array_equal(found, wanted, err_msg=f"{text}, {way.__name__}")

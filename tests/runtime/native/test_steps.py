"""Steps of Adam and RMSprop by the library in first gear: bit for bit NumPy's, or left to NumPy."""

import numpy as np
import pytest

import tenfold as tf
from tenfold.core.base.env import EAGER, Cell
from tenfold.core.base.thread import using
from tenfold.runtime.gears.stepping import KINDS, adam_steps
from tenfold.runtime.kernels import steps
from tenfold.runtime.native import library

keras = tf.keras
pytestmark = pytest.mark.skipif(not library.available(), reason=f"{library.absence()}")
SHAPES = [(17, 33), (1,), (), (0, 3), (5, 4, 3), (100003,)]
WAYS = {  # the kind of steps, the numbers they share, the library's kernel
    "adam": (KINDS["adam_step"], {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}, steps.stepped),
    "rmsprop": (KINDS["rmsprop_step"], {"rho": 0.9, "epsilon": 1e-7, "floor": False}, steps.rmsprop),
    "rmsprop of old": (KINDS["rmsprop_step"], {"rho": 0.99, "epsilon": 1e-10, "floor": True}, steps.rmsprop),
}
ODD = np.float32([0, -0.0, 1e-42, -1e-38, 3e38, np.inf, -np.inf, np.nan, 1, -1])


class Refused(Exception):
    pass


class Way:
    """Steps of one kind, of which `kernel` raises Refused where it leaves the work to NumPy."""

    def __init__(self, kind, numbers, kernel):
        self.kind, self.numbers, self.kernel = kind, numbers, kernel

    def arrays(self, shapes, seed=0, dtype=np.float32):
        """(gradients, cells with what is held for each of them, averages of squares last)."""
        rng = np.random.default_rng(seed)

        def one(shape, least=-2.0):
            array = np.maximum(rng.normal(size=shape), least).astype(dtype)
            array = array * dtype(10) ** rng.integers(-9, 9, shape).astype(dtype)
            return np.asarray(array, dtype)

        gradients, cells = [one(shape) for shape in shapes], []
        for shape in shapes:
            for least in (*[-2.0] * (len(self.kind.cells) - 1), 0.0):
                cells.append(Cell())
                cells[-1]._value = one(shape, least)
        return gradients, cells

    def results(self, function, gradients, cells):
        with np.errstate(all="ignore"):
            function(EAGER, *gradients, np.float32(0.01), held=tuple(cells), **self.numbers)
        return [c._value for c in cells]

    def assert_same_bits(self, gradients, cells):
        before = [c._value for c in cells]
        copies = [a.copy() for a in before]
        found = self.results(self.kernel, gradients, cells)
        for cell, value in zip(cells, before):
            cell._value = value
        wanted = self.results(self.kind.together.forward, gradients, cells)
        for one, other, old, copy in zip(found, wanted, before, copies):
            assert one.shape == other.shape and one.dtype == other.dtype
            np.testing.assert_array_equal(one[...], other[...])  # NaN equals NaN, of any bits
            np.testing.assert_array_equal(np.signbit(one)[~np.isnan(one)], np.signbit(other)[~np.isnan(one)])
            assert one is not old and old.tobytes() == copy.tobytes(), "an array that was there is not written into"


@pytest.fixture(params=WAYS)
def way(monkeypatch, request):
    """Each kind of steps; the library is loaded at once."""

    def leave(*_, **__):
        raise Refused

    found = Way(*WAYS[request.param])
    monkeypatch.setattr(steps, "FEW", 0)
    monkeypatch.setattr(type(found.kind.together), "beneath", lambda *_: leave)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_bits_are_those_of_numpy(way, seed):
    way.assert_same_bits(*way.arrays(SHAPES, seed))


def test_odd_numbers_too(way):
    count = 1 + len(way.kind.cells)
    gradients, cells = way.arrays([(10,) * count])
    grid = np.meshgrid(*[ODD] * count, indexing="ij")
    gradients[0] = np.ascontiguousarray(grid[0])
    for cell, values in zip(cells, (*grid[1:-1], abs(grid[-1]))):
        cell._value = np.ascontiguousarray(values)
    way.assert_same_bits(gradients, cells)


def other_order(gradients, cells):
    gradients[1] = np.asfortranarray(gradients[1])


def another_order_held(gradients, cells):
    last = cells[-2]
    last._value = np.asfortranarray(last._value)


def a_view(gradients, cells):
    gradients[0] = np.repeat(gradients[0], 2)[::2]


def unaligned(gradients, cells):
    bytes_ = np.zeros(gradients[0].nbytes + 1, np.uint8)
    gradients[0] = bytes_[1:].view(np.float32)


def another_shape(gradients, cells):
    gradients[0] = gradients[0][:1]


def another_rank(gradients, cells):
    gradients[0] = gradients[0].reshape(1, 4)


def double(gradients, cells):
    cells[1]._value = cells[1]._value.astype(np.float64)


def whole(gradients, cells):
    gradients[0] = np.ones(4, np.int32)


def the_other_byte_order(gradients, cells):
    gradients[0] = gradients[0].astype(">f4")


def a_number(gradients, cells):
    gradients[0] = np.float32(2)


def of_a_subclass(gradients, cells):
    gradients[0] = gradients[0].view(np.recarray)


@pytest.mark.parametrize(
    "change",
    [
        *[other_order, another_order_held, a_view, unaligned, another_shape, another_rank, double, whole],
        *[the_other_byte_order, a_number, of_a_subclass],
    ],
    ids=lambda change: change.__name__,
)
def test_what_is_laid_out_otherwise_is_left_to_numpy(way, change):
    gradients, cells = way.arrays([(4,), (3, 2)])
    change(gradients, cells)
    before = [c._value for c in cells]
    with pytest.raises(Refused):
        way.results(way.kernel, gradients, cells)
    assert all(c._value is value for c, value in zip(cells, before)), "nothing has been written"


def test_a_short_training_does_not_load_the_library(monkeypatch):
    asked, way = [], Way(*WAYS["adam"])
    monkeypatch.setattr(steps._state, "calls", 0)
    monkeypatch.setattr(steps.library, "functions", lambda: asked.append(steps._state.calls))
    gradients, cells = way.arrays([(3,)])
    for _ in range(steps.FEW + 2):
        way.results(adam_steps.numpy, gradients, cells)
    assert asked == [steps.FEW + 1, steps.FEW + 2]


def trained(optimizer, few, monkeypatch):
    """The weights of a model after three batches, the library stepping from the batch after so `few` on."""
    monkeypatch.setattr(steps, "FEW", few)
    monkeypatch.setattr(steps._state, "calls", 0)
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.layers.Dense(7, "tanh", input_shape=(5,)), keras.layers.Dense(2)])
    model.compile(getattr(keras.optimizers, optimizer)(0.05), "mse")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(9, 5)).astype("float32"), rng.normal(size=(9, 2)).astype("float32")
    with using(gear="first"):
        for _ in range(3):
            model.train_on_batch(x, y)
    return [w.tobytes() for w in [*model.get_weights(), *[v.numpy() for v in model.optimizer.variables()]]]


@pytest.mark.parametrize("optimizer", ["Adam", "RMSprop"])
def test_training_has_the_same_bits_whenever_the_library_comes(optimizer, monkeypatch):
    never, *sometimes = [trained(optimizer, few, monkeypatch) for few in (1000, 0, 2)]
    assert all(found == never for found in sometimes)

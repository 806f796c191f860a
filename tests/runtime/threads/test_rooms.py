"""Arrays that a thread gets again once nobody holds them."""

import threading

import numpy as np

from tenfold.runtime.threads import rooms

FLOAT32 = np.dtype(np.float32)
SHAPE = 100, 100


def test_an_array_comes_again_once_nobody_holds_it():
    first = rooms.room(SHAPE, FLOAT32)
    place = first.ctypes.data
    second = rooms.room(SHAPE, FLOAT32)
    assert second.ctypes.data != place and not np.shares_memory(first, second)
    view = first[3:, ::2].T
    del first
    third = rooms.room(SHAPE, FLOAT32)
    assert not np.shares_memory(third, view)
    del view
    assert rooms.room(SHAPE, FLOAT32).ctypes.data == place


def test_another_shape_or_dtype_or_thread_gets_another():
    held = rooms.room(SHAPE, FLOAT32).ctypes.data
    found = [rooms.room((100, 99), FLOAT32), rooms.room(SHAPE, np.dtype(np.int32))]
    thread = threading.Thread(target=lambda: found.append(rooms.room(SHAPE, FLOAT32)))
    thread.start()
    thread.join()
    assert held not in [array.ctypes.data for array in found]
    assert [(a.shape, a.dtype) for a in found] == [((100, 99), "f4"), (SHAPE, "i4"), (SHAPE, "f4")]


def test_few_are_kept_and_none_that_is_small_or_large():
    for n in range(40):
        rooms.room((200, 200 + n), FLOAT32)
    assert len(rooms._rooms.arrays) == rooms.KEPT
    for shape in ((10, 10), (2000, 2000)):
        place = rooms.room(shape, FLOAT32)
        assert all(place is not kept for kept in rooms._rooms.arrays)

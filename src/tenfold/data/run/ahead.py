"""Elements made on threads, before they are asked for: where that saves time, and never in another order.

A thread costs some 50 microseconds an element, and Python lets only one run at a time. So elements are made by whoever
asks for them until they have been seen to take long; threads make them from then on. What runs outside of Python
meanwhile (NumPy's and our own kernels, decoding, reading files, waiting) runs beside it.
"""

import collections
import contextlib
import itertools
import os
import queue
import threading
from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter, thread_time
from typing import Any, NamedTuple

from tenfold.data.plan.arguments import AUTOTUNE
from tenfold.data.plan.functions import Numbered
from tenfold.data.plan.structure import Element
from tenfold.data.run.run import END, Run
from tenfold.runtime.threads import turns
from tenfold.runtime.threads.pool import NAME, InOrder, Threads, check_process

SLOW = 3e-4  # seconds an element, from which on threads make them
SEEN = 3  # elements looked at before
MOST = 64  # threads at once
AHEAD = 4  # elements ahead where nobody says how many
FEW = 4  # elements of a thread's first turn where nobody knows how long it will take
TURN = 6e-3  # seconds of work that a thread is given at once: telling it, and whoever waits, takes time too

Call = Callable[..., Element]  # of an element and, if it is known, its number
Elsewhere = Callable[[int, float], "Iterator[Element] | None"]


class Measured:
    """Elements made by whoever asks, until they take long: `elsewhere(n, seconds)` gives the iterator that goes on
    after the n that have been made by then, which took so many seconds each; or None where there is none.

    The first element is not counted, for which buffers are filled and files opened.

    Args:
      seen, slow: how many elements are looked at after it, and how many seconds each has to take.
      both: whether what is done between them has to take as long, too.
    """

    def __init__(
        self,
        elements: Iterator[Element],
        elsewhere: Elsewhere,
        seen: int = SEEN,
        slow: float | None = None,
        both: bool = False,
    ) -> None:
        self._elements, self._elsewhere = elements, elsewhere
        self._seen, self._slow = seen, SLOW if slow is None else slow
        self._both, self._between, self._left = both, 0.0, 0.0
        self._made, self._spent, self._settled = -1, 0.0, False

    def __iter__(self) -> "Measured":
        return self

    def __next__(self) -> Element:
        if self._settled:
            return next(self._elements)
        began = perf_counter()
        try:
            return next(self._elements)
        finally:
            self._made += 1
            ended = perf_counter()
            if self._made:
                self._spent += ended - began
                self._between += began - self._left
            self._left, counted = ended, min(self._spent, self._between) if self._both else self._spent
            if self._made >= self._seen and counted >= self._slow * self._made:
                found = self._elsewhere(self._made + 1, self._spent / max(1, self._made))
                self._elements, self._settled = found or self._elements, True
                if isinstance(found, Ahead):
                    found.begin()


def ahead(elements: Iterator[Element], number: int, run: Run) -> Iterator[Element]:
    """`elements`, up to `number` of them (AUTOTUNE: some) made ahead by one thread once they take long."""
    number = AHEAD if number == AUTOTUNE else number
    return Measured(elements, lambda made, seconds: _by_a_thread(elements, number, run)) if number else elements


def beside(elements: Iterator[Element], run: Run) -> Iterator[Element]:
    """`elements`, the next one made by a thread once they take long, and what whoever asks does in between, too."""
    return Measured(elements, lambda made, seconds: _by_a_thread(elements, 1, run), both=True)


def _by_a_thread(elements: Iterator[Element], number: int, run: Run) -> "Ahead | None":
    """An `Ahead`; None where no more threads are to be had."""
    try:
        return Ahead(elements, number, run)
    except RuntimeError:
        return None


def in_parallel(
    call: Call,
    elements: Iterator[Element],
    workers: int,
    run: Run,
    numbered: Callable[[int], Numbered | None] | None = None,
    prepared: "Prepared | None" = None,
) -> Iterator[Element]:
    """`call(element)` for each of `elements`, in their order, by so many threads (AUTOTUNE: as there are processors)
    once the calls take long.

    Args:
      numbered: where a call has to know its number beforehand: a function of how many have been made, which gives what
        threads call, and what is called for each element that is taken; or None, where no thread can.
      prepared: where threads do something first, for many elements in one go; that takes long from the first one on.
    """
    workers = number_of(workers)

    def elsewhere(made: int, seconds: float) -> Iterator[Element] | None:
        threads: Numbered | None = (call if prepared is None else prepared.call, bool)
        if numbered is not None:
            threads = numbered(made)
        if threads is None:
            return None
        load, taken = threads
        items, pace = zip(elements, itertools.count(made)), Pace(seconds, load, prepared and prepared.prepare)
        groups, over = iter(lambda: _group(items, pace.count()), []), threading.Event()
        found = InOrder(lambda group: pace.loaded(group, over), groups, workers, pace.most(workers))
        run.on_close(found, partial(found.pool.close, 0))
        run.on_close(found, over.set)
        return iter(Ungrouped(found, taken).next, END)

    if workers == 1:
        return map(call, elements)
    seen, slow = (SEEN, SLOW) if prepared is None else (0, 0.0)
    return Measured(map(call, elements), elsewhere, seen, slow)


def number_of(workers: int) -> int:
    """How many threads make elements where a program says so many; AUTOTUNE: as there are processors."""
    return min(MOST, (os.cpu_count() or 1) if workers == AUTOTUNE else workers)


class Prepared(NamedTuple):
    """What threads do first.

    Attributes:
      prepare: from the elements of a group to as many others.
      call: what they call with each of those.
    """

    prepare: Callable[[list[Element]], list[Element]]
    call: Call


Made = tuple[Any, "Exception | None"]  # something, or the error that came in its place


def _group(items: Iterator[Any], count: int) -> list[Made]:
    """Up to `count` of `items`."""
    found: list[Made] = []
    while len(found) < count:
        try:
            found.append((next(items), None))
        except StopIteration:
            break
        except Exception as error:  # noqa: BLE001
            found.append((None, error))
    return found


class Pace:
    """How a thread makes the elements of a group, and how many are worth telling it of.

    Args:
      seconds: of a call, as far as it is known.
      load: makes an element of one and its number.
      prepare: see `Prepared`.
    """

    def __init__(self, seconds: float, load: Call, prepare: Callable[[list[Element]], list[Element]] | None) -> None:
        self._seconds, self._load, self._prepare = seconds if prepare is None else TURN / FEW, load, prepare
        self._alone, self._short, self._most = threading.Lock(), True, MOST if prepare is None else FEW

    def count(self) -> int:
        """How many items are a turn's work; of those that are prepared at first few, that the first are soon there."""
        most, self._most = self._most, min(MOST, self._most + 1)
        return max(1, min(most, int(TURN / max(self._seconds, SLOW or TURN))))

    def most(self, workers: int) -> int:
        """How many groups there are at most that nobody has asked for yet."""
        return 2 * workers if self.count() == 1 else workers + 1

    def loaded(self, group: list[Made], over: threading.Event) -> list[Made]:
        """The elements of a group, until it is `over`, when nobody will ask for them."""
        if self._prepare is None:
            return _loaded(self._load, group, over)
        began = perf_counter()
        elements = iter(self._prepare([item[0] for item, error in group if error is None]))
        prepared: list[Made] = []
        for item, error in group:
            prepared.append((None, error) if error is not None else ((next(elements), item[1]), None))
        with self._alone if self._short else contextlib.nullcontext():
            called = thread_time()
            found = _loaded(self._load, prepared, over)
            self._short = self._short and thread_time() - called <= SLOW * len(group)
        self._seconds = (perf_counter() - began) / len(group)
        return found


def _loaded(load: Call, group: list[Made], over: threading.Event) -> list[Made]:
    """`load(element, number)` for each item of a group."""
    found: list[Made] = []
    for item, error in group:
        if over.is_set():
            break
        try:
            found.append((load(*item), None) if error is None else (None, error))
        except Exception as own:  # noqa: BLE001
            found.append((None, own))
    return found


class Ungrouped:
    """The elements of groups, one after the other; errors come out in their place. For each, `taken` is called."""

    def __init__(self, groups: Iterator[list[Made]], taken: Callable[[], object] | None) -> None:
        self._groups, self._group, self._taken = groups, iter(()), taken  # type: Any, Iterator[Made], Any

    def next(self) -> Element:
        """The next element; END after the last."""
        for element, error in self._group:
            if self._taken is not None:
                self._taken()
            if error is not None:
                raise error
            return element
        group = next(self._groups, None)
        if group is None:
            return END
        self._group = iter(group)
        return self.next()


class Ahead:
    """What one thread makes of `elements`, up to `number` ahead of whoever asks; errors come out in their place.

    It makes none until `begin`, or until it is asked: Ctrl-C while the thread starts leaves `elements` to whoever had
    them. The thread ends with the elements, or when the run is closed: after the element that it is at. Ctrl-C may come
    between any two steps of whoever asks: what has been taken from the thread stays in `_taken` until it is given, and
    places in `room` are there once too often rather than once too seldom, for the thread looks how many are made.
    """

    def __init__(self, elements: Iterator[Element], number: int, run: Run) -> None:
        made: queue.SimpleQueue[Any] = queue.SimpleQueue()
        room: queue.SimpleQueue[None] = queue.SimpleQueue()
        stopped, over = threading.Event(), run.over

        def stop() -> None:
            stopped.set()
            room.put(None)

        def end() -> None:
            over.set()
            stop()

        run.on_close(self, stop)
        self._arriving, self._taken, self._room = iter(made.get, None), collections.deque(), room  # type: Any, Any, Any
        self._process, self._over, self._places = os.getpid(), False, number
        work = (elements, made, number, room, stopped)
        Threads.begin(threading.Thread(target=_make, args=work, name=f"{NAME}_ahead", daemon=True), end)

    def begin(self) -> None:
        """Have the first elements made."""
        for _ in range(self._places):
            self._room.put(None)
        self._places = 0

    def __iter__(self) -> "Ahead":
        return self

    def __next__(self) -> Element:
        if self._over:
            raise StopIteration
        check_process(self._process)
        if self._places:
            self.begin()
        if not self._taken:
            self._taken.extend(itertools.islice(self._arriving, 1))  # one step: from there to here
        if self._taken[0][0] is END:
            self._over = True
            raise StopIteration
        self._room.put(None)
        element, error = self._taken.popleft()
        if error is not None:
            raise error
        return element


def _make(
    elements: Iterator[Element],
    made: "queue.SimpleQueue[Any]",
    number: int,
    room: "queue.SimpleQueue[None]",
    stopped: threading.Event,
) -> None:
    """The thread of an Ahead."""
    turns.shorter()
    try:
        while True:
            room.get()
            if stopped.is_set():
                return
            if made.qsize() >= number:
                continue
            try:
                element = next(elements, END)
            except BaseException as error:  # noqa: BLE001  (whoever asks for the element is told)
                made.put((None, error))
                continue
            made.put((element, None))
            if element is END:
                return
            del element
    finally:
        turns.as_before()

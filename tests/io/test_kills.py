"""A kill leaves the old file or the new one, and a stream all but its last record."""

import os
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from kill_kinds import ALL, KINDS  # noqa: E402
from kills import Server, compiled  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked, and killed by SIGKILL")
LONGEST = 0.03  # seconds before a kill: several saves of each kind


@pytest.fixture
def counting(tmp_path):
    """A server whose children can be killed after a chosen call."""
    if compiled(tmp_path) is None:
        pytest.skip("there is no compiler, or this is not Linux")
    with Server(tmp_path, counting=True) as server:
        yield server


def kill_at_random(server, kind, folder, chance):
    folder.mkdir()
    done, killed = server.kill(kind, folder, seconds=chance.uniform(0, LONGEST))
    assert killed
    KINDS[kind](folder).check(done)


def at_random(folder, number, seed):
    chance = random.Random(seed)
    with Server(folder) as server:
        for i in range(number):
            kind = list(KINDS)[i % len(KINDS)]
            try:
                kill_at_random(server, kind, folder / f"{kind}{i}", chance)
            except Exception as error:
                raise AssertionError(f"kill {i} (seed {seed}), of {kind}: {error}") from error


def test_thirty_kills_at_random_moments(tmp_path):
    at_random(tmp_path, 30, seed=8)


@pytest.mark.long
def test_500_kills_at_random_moments(tmp_path):
    at_random(tmp_path, 500, seed=500)


def kill_in_every_call(server, kind, folder):
    """The number of kills: one for each call, until there are no more."""
    for calls in range(1, 10_000):
        (folder / str(calls)).mkdir()
        done, killed = server.kill(kind, folder / str(calls), calls=calls)
        if not killed:
            assert done == ALL[kind].saves - 1
            return calls - 1
        ALL[kind](folder / str(calls)).check(done)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_in_and_after_every_call_that_changes_files(kind, counting, tmp_path):
    kills = kill_in_every_call(counting, kind, tmp_path)
    assert kills > 3
    print(f"{kind}: {kills} kills, one in or after each call of {KINDS[kind].saves - 1} saves")


@pytest.mark.long
def test_files_that_are_written_in_place_are_found_out(counting, tmp_path):
    with pytest.raises(AssertionError, match="neither the old file nor the new one"):
        kill_in_every_call(counting, "in_place", tmp_path)

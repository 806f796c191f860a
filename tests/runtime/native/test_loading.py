"""A library that is damaged, foreign or of other sources is told of and done without; kernels come all at once."""

import shutil
import subprocess
import sys

import pytest

from tenfold.runtime.native import compiling, library, loading

pytestmark = pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}")
needs_elf = pytest.mark.skipif(sys.platform != "linux", reason="needs ELF")


@pytest.fixture
def copy(tmp_path):
    return shutil.copy(library.PATH, tmp_path / library.PATH.name)


@pytest.fixture
def load(monkeypatch):
    """Why a file does not do as the library, None where it does."""

    def absence(path):
        with monkeypatch.context() as m:
            m.setattr(library, "PATH", path)
            for name in ("library", "call", "absence"):
                m.setattr(library._state, name, None)
            m.delenv("TENFOLD_NATIVE", raising=False)
            return library.absence()

    yield absence
    library.set_threads(0)


def test_another_copy_will_do(copy, load):
    assert load(copy) is None


@needs_elf
def test_half_a_library_does_not_end_the_process(copy, load):
    with copy.open("r+b") as file:
        file.truncate(copy.stat().st_size // 2)
    assert "cannot be used (its end is missing); " in load(copy)


def test_both_files_tell_sources_apart_alike(tmp_path):
    assert loading.sources_digest(loading.SOURCES) == compiling.sources_digest(compiling.SOURCES)
    copy = shutil.copytree(loading.SOURCES, tmp_path / "sources")
    (copy / "notes~").write_text("an editor's", encoding="utf-8")
    assert loading.sources_digest(copy) == compiling.sources_digest(copy) == loading.sources_digest(loading.SOURCES)
    with (copy / "conv.h").open("a", encoding="utf-8") as file:
        file.write("// another\n")
    assert loading.sources_digest(copy) == compiling.sources_digest(copy) != loading.sources_digest(loading.SOURCES)


def test_a_library_of_other_sources_is_done_without(copy, load, tmp_path, monkeypatch):
    sources = shutil.copytree(loading.SOURCES, tmp_path / "sources")
    monkeypatch.setattr(loading, "SOURCES", sources)
    assert load(copy) is None
    (sources / "new.h").write_text("// a kernel\n", encoding="utf-8")
    assert "it was compiled from other sources than stand beside it: `make native` compiles those" in load(copy)
    shutil.rmtree(sources)  # as in a wheel
    assert load(copy) is None


@needs_elf
def test_a_foreign_library_is_done_without(load, tmp_path):
    try:
        tool = compiling.compiler()
    except compiling.Failed as reason:
        pytest.skip(str(reason))
    foreign = tmp_path / library.PATH.name
    (tmp_path / "foreign.cc").write_text('extern "C" const char* tenfold_run() { return 0; }\n', encoding="utf-8")
    subprocess.run([*tool.command, "-shared", "-fPIC", tmp_path / "foreign.cc", "-o", foreign], check=True)
    assert "undefined symbol: tenfold_xla" in load(foreign)


HALF_WAY = """
import threading, time
import tenfold as tf
from tenfold.core.calls import kernels
from tenfold.core.calls.op import OPS
from tenfold.runtime.kernels.when_wanted import NAMES
tf.nn.conv2d, tf.nn.max_pool2d
put = kernels.Kernels._put_in_force
def slowly(self, gear):
    put(self, gear)
    begun.set()
    time.sleep(0.02)
begun, kernels.Kernels._put_in_force = threading.Event(), slowly
thread = threading.Thread(target=OPS["conv"].bring_kernels)
thread.start()
begun.wait()
OPS["max_pool"].bring_kernels()
print(OPS["max_pool"].numpy.__module__, len(kernels.library.waiting.keys() & set(NAMES)))
thread.join()
"""


def test_who_wants_kernels_while_they_are_registered_waits_for_all_of_them():
    done = subprocess.run([sys.executable, "-c", HALF_WAY], capture_output=True, text=True)
    assert done.stdout.split() == ["tenfold.runtime.kernels.native.calls", "0"], done.stderr

"""The loader of the compiled kernels: what it lets through, what it refuses, and where it stands aside."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import tenfold as tf
from tenfold.cli import doctor
from tenfold.core.calls.op import OPS
from tenfold.runtime import xla
from tenfold.runtime.gears import fused
from tenfold.runtime.kernels import when_wanted
from tenfold.runtime.native import library

pytestmark = pytest.mark.skipif(not library.available(), reason=f"no native kernels: {library.absence()}")

# batch, in, channels, out, outputs, kernel, stride, dilation, before, groups, flags
GEOMETRY = (2, 1, 6, 7, 3, 1, 4, 5, 4, 1, 3, 3, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0)
X = np.random.default_rng(1).normal(size=(2, 6, 7, 3)).astype(np.float32)
W = np.random.default_rng(2).normal(size=(3, 3, 3, 4)).astype(np.float32)
WINDOWS = np.lib.stride_tricks.sliding_window_view(X, (3, 3), axis=(1, 2))
EXPECTED = np.einsum("nhwcij,ijco->nhwo", WINDOWS.astype(np.float64), W)


def conv(x=X, w=W, y=None, geometry=GEOMETRY):
    y = np.full((2, 4, 5, 4), np.nan, np.float32) if y is None else y
    library.run("conv", geometry, [x, w], [y])
    return y


def python(code, **environment):
    """What a new Python prints that runs `code`; its last line of error where it fails."""
    env = {**os.environ, **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip().splitlines()[-1]


def test_a_kernel_writes_its_output():
    np.testing.assert_allclose(conv(), EXPECTED, rtol=1e-5, atol=1e-5)


def test_a_list_will_do_for_a_geometry():
    np.testing.assert_array_equal(conv(geometry=list(GEOMETRY)), conv())


def misaligned():
    x = np.zeros(X.nbytes + 1, np.uint8)[1:].view(np.float32).reshape(X.shape)
    assert not x.flags.aligned
    return x


REFUSED = {
    "a list": (X.tolist(), "take NumPy arrays; received list"),
    "float64": (X.astype(np.float64), "take float32 in this machine's byte order; received dtype('float64')"),
    "other byte order": (X.astype(X.dtype.newbyteorder()), "take float32 in this machine's byte order"),
    "not contiguous": (X[..., ::-1], "take C-contiguous, aligned arrays; received strides"),
    "of another order": (np.asfortranarray(X), "take C-contiguous, aligned arrays"),
    "misaligned": (misaligned(), "take C-contiguous, aligned arrays"),
    "too small": (X[:1].copy(), "input 0 has 126 elements, the geometry says 252; its geometry is (2, 1, 6"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_inputs_that_are_refused(case):
    x, said = REFUSED[case]
    y = np.full((2, 4, 5, 4), 7, np.float32)
    with pytest.raises(ValueError) as raised:
        conv(x=x, y=y)
    assert said in str(raised.value) and (y == 7).all()


def test_an_output_must_be_writeable():
    y = np.zeros((2, 4, 5, 4), np.float32)
    y.flags.writeable = False
    with pytest.raises(ValueError, match="'conv' cannot write a read-only array"):
        conv(y=y)


def test_outputs_must_lie_apart():
    memory = np.zeros(X.size + 10, np.float32)
    x, y = memory[: X.size].reshape(X.shape), memory[X.size - 150 :][:160].reshape(2, 4, 5, 4)
    with pytest.raises(ValueError, match="shares memory with another of its arrays"):
        conv(x=x, y=y)
    bias, filters = np.zeros((2, 60), np.float32)[0], np.zeros(108, np.float32)
    arrays = [X, np.zeros((2, 4, 5, 4), np.float32)]
    flagged = (*GEOMETRY[:-1], 1)
    library.run("conv_backprop_filter", flagged, arrays, [filters, bias[:4]])
    with pytest.raises(ValueError, match="shares memory with another of its arrays"):
        library.run("conv_backprop_filter", flagged, arrays, [filters, filters[-4:]])


def test_arrays_of_nothing_lie_apart_from_everything():
    geometry = (0, *GEOMETRY[1:])
    x = np.zeros((0, 6, 7, 3), np.float32)
    y = W[:0].reshape(0, 4, 5, 4)  # inside the filter's memory
    assert conv(x=x, y=y, geometry=geometry).size == 0


def test_what_a_kernel_refuses_names_the_kernel_and_its_geometry():
    with pytest.raises(ValueError, match=r"'conv': .*a geometry has 23 numbers; its geometry is \(1, 2\)"):
        conv(geometry=(1, 2))
    with pytest.raises(ValueError, match="there is no kernel fold"):
        library.run("fold", GEOMETRY, [X, W], [X.copy()])
    with pytest.raises(ValueError, match="'conv': too many arrays"):
        library.run("conv", GEOMETRY, [X] * 129, [X.copy()])


def test_every_instruction_set_here_gives_the_same():
    before = library.instruction_set()
    assert before == library.instruction_sets()[0] or os.environ.get("TENFOLD_NATIVE")
    try:
        for name in library.instruction_sets():
            library.use(name)
            assert library.instruction_set() == name
            np.testing.assert_allclose(conv(), EXPECTED, rtol=1e-5, atol=1e-5)
        with pytest.raises(ValueError, match="cannot use 'mmx'"):
            library.use("mmx")
    finally:
        library.use(before)


def test_as_many_threads_as_the_program_says():
    try:
        tf.config.threading.set_intra_op_parallelism_threads(3)
        assert library.threads() == 3
        np.testing.assert_array_equal(three := conv(), conv())
        library.set_threads(1)
        assert library.threads() == 1
        np.testing.assert_array_equal(conv(), three)
    finally:
        tf.config.threading.set_intra_op_parallelism_threads(0)
    assert library.threads() == library._cores()


def test_threads_call_side_by_side_while_their_number_changes():
    expected, wrong = conv(), []

    def call():
        for _ in range(100):
            if not np.array_equal(conv(), expected):
                wrong.append(1)

    callers = [threading.Thread(target=call) for _ in range(4)]
    [t.start() for t in callers]
    for n in (1, 4, 2, 0):
        library.set_threads(n)
    [t.join() for t in callers]
    assert not wrong


def test_there_is_an_end_to_threads():
    try:
        library.set_threads(10**9)
        assert library.threads() == 1024
    finally:
        library.set_threads(0)


NO_MORE_THREADS = """
import resource
import numpy as np
from tenfold.runtime.native import library
g, x, w = {geometry}, np.ones((2, 6, 7, 3), np.float32), np.ones((3, 3, 3, 4), np.float32)
y = np.empty((2, 4, 5, 4), np.float32)
library.set_threads(1000)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 2**26,) * 2)
library.run("conv", g, [x, w], [y])
print(y.sum() == 27 * 160)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited as Linux does")
def test_where_there_are_no_more_threads_those_that_are_there_do_it():
    assert python(NO_MORE_THREADS.format(geometry=GEOMETRY)) == "True"


def test_what_would_take_more_than_any_memory():
    far = 2**30
    x, y = np.zeros((1, 4, 4, 4), np.float32), np.zeros((1, 4, 4, 4), np.float32)
    geometry = (1, 1, 4, 4, 4, 1, 4, 4, 4, 1, 3, 3, 1, 1, 1, 1, far, far, 0, far, far, 1, 0)
    with pytest.raises(MemoryError, match="out of memory for what its windows span"):
        library.run("conv", geometry, [x, np.zeros((3, 3, 4, 4), np.float32)], [y])


FORKED = """
import os, warnings
import numpy as np
from tenfold.runtime.native import library
g, x, w = {geometry}, np.ones((2, 6, 7, 3), np.float32), np.ones((3, 3, 3, 4), np.float32)
library.set_threads(3)
def total():
    y = np.empty((2, 4, 5, 4), np.float32)
    library.run("conv", g, [x, w], [y])
    return y.sum()
assert total() == 27 * 160
warnings.simplefilter("ignore")  # Python from 3.12 on warns of what is tested here
child = os.fork()
if not child:
    os._exit(5 if total() == 27 * 160 and library.threads() == 3 else 6)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), total() == 27 * 160)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_has_threads_of_its_own():
    assert python(FORKED.format(geometry=GEOMETRY)) == "5 True"


def test_importing_tenfold_loads_no_library():
    code = (
        "import sys, tenfold\n"
        "from tenfold.runtime.native import library as l\n"
        "print(l._state.library, 'tenfold.runtime.native.compiling' in sys.modules, 'VERSION' in vars(l))"
    )
    assert python(code) == "None False False"
    assert len(library.VERSION) == 16 and library.VERSION == library.VERSION
    with pytest.raises(AttributeError):
        _ = library.NOTHING


def test_switched_off():
    code = (
        "from tenfold.runtime.native import library\n"
        "print(library.available(), library.VERSION, library.report())\n"
        "library.run('conv', (), [], [])"
    )
    assert python(code, TENFOLD_NATIVE="0").endswith("native kernels are not here: switched off by TENFOLD_NATIVE=0.")
    code = code.rsplit("\n", 1)[0]
    assert python(code, TENFOLD_NATIVE="0") == "False none not here: switched off by TENFOLD_NATIVE=0"


def test_an_instruction_set_may_be_asked_for():
    code = "from tenfold.runtime.native import library; print(library.available(), library.instruction_set())"
    for name in library.instruction_sets():
        assert python(code, TENFOLD_NATIVE=name) == f"True {name}"
    said = python(code, TENFOLD_NATIVE="mmx")
    assert said.startswith("ValueError: TENFOLD_NATIVE='mmx': there is no instruction set of this name; expected 0 ")


def test_doctor_tells_of_the_kernels(monkeypatch):
    line = next(line for line in doctor.report().splitlines() if line.startswith("native "))
    assert line.endswith(f"{library.threads()} threads") and library.instruction_set() in line
    monkeypatch.setattr(library._state, "library", None)
    monkeypatch.setattr(library, "PATH", library.PATH.with_name("elsewhere.so"))
    monkeypatch.delenv("TENFOLD_NATIVE", raising=False)
    try:
        assert library.report().startswith("not here: they were not compiled; install a C++ compiler (g++ or clang++)")
    finally:
        library._state.absence = None


def test_a_damaged_library_is_told_of_once_and_done_without(monkeypatch, tmp_path, caplog):
    damaged = tmp_path / library.PATH.name
    damaged.write_bytes(b"nothing of use")
    monkeypatch.setattr(library._state, "library", None)
    monkeypatch.setattr(library, "PATH", damaged)
    monkeypatch.delenv("TENFOLD_NATIVE", raising=False)
    try:
        assert not library.available() and not library.available()
        assert [r.message for r in caplog.records if "cannot be used" in r.message] == [caplog.records[0].message]
    finally:
        library._state.absence = None


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
class TestSecondGear:
    def call(self, x, w=W, geometry=GEOMETRY):
        return library.xla_call("conv", geometry, [x, w], [(2, 4, 5, 4)])[0]

    def test_the_same_kernel(self):
        np.testing.assert_array_equal(xla.jax().jit(self.call)(X), conv())

    def test_a_vectorized_call_is_many(self):
        xs = np.stack([X, X + 1])
        found = xla.jax().jit(xla.jax().vmap(self.call))(xs)
        np.testing.assert_array_equal(found, [conv(), conv(x=X + 1)])

    def test_other_dtypes_are_refused(self):
        with pytest.raises(ValueError, match="'conv' takes float32; received int32"):
            self.call(X.astype(np.int32))

    def test_a_want_of_memory_is_called_by_its_name(self):
        wide = (*GEOMETRY[:16], 2**30, 2**30, *GEOMETRY[18:])
        with pytest.raises(Exception, match="RESOURCE_EXHAUSTED: conv: out of memory"):
            xla.jax().jit(lambda x: self.call(x, geometry=wide))(X)

    def test_what_a_kernel_refuses_is_raised_by_the_program(self):
        with pytest.raises(Exception, match="a geometry has 23 numbers"):
            xla.jax().jit(lambda x: self.call(x, geometry=(1, 2)))(X)


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_every_op_that_waits_for_a_native_kernel_has_one():
    assert fused and xla.jax()  # whoever imports them has their ops
    for name in when_wanted.NAMES:
        OPS[name].bring_kernels()
        found = [OPS[name].kernel_name(gear) or "" for gear in ("numpy", "xla")]
        assert any("kernels.native" in kernel for kernel in found), (name, found)
        if "conv" in name or "pool" in name or name.startswith("depthwise"):
            assert all("kernels.native" in kernel for kernel in found), (name, found)

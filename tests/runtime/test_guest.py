"""JAX is a guest that may be ill, or interrupted: training goes on in first gear, and the doctor says why."""

import json
import os
import re
import subprocess
import sys
import textwrap

import pytest

from tenfold.runtime import guest, xla

ILL = {
    "raises ImportError": "raise ImportError('libcudart.so.12: cannot open shared object file')",
    "raises SystemError": "raise SystemError('initialization of _jax failed without raising an exception')",
    "raises AttributeError": "None.version",
    "leaves": "raise SystemExit('this jaxlib was built for another processor')",
    "is too old": "__version__ = '0.1'",
    "is the user's own file": "print('my notes on jax')",
    "has no devices": """
        import sys
        class All:
            __path__ = []
            def __getattr__(self, name): return object
        sys.modules['jax.errors'] = sys.modules['jax.experimental.serialize_executable'] = All()
        import contextlib, types
        jit = eval_shape = ShapeDtypeStruct = None
        enable_x64 = contextlib.nullcontext
        def array(value): raise RuntimeError("Unable to initialize backend 'cuda'")
        numpy = types.SimpleNamespace(array=array)
    """,
}
SAID = {
    "raises ImportError": "ImportError: libcudart.so.12: cannot open shared object file",
    "raises SystemError": "SystemError: initialization of _jax failed",
    "raises AttributeError": "AttributeError: 'NoneType' object has no attribute 'version'",
    "leaves": "SystemExit: this jaxlib was built for another processor",
    "is too old": "enable_x64",
    "has no devices": "RuntimeError: Unable to initialize backend 'cuda'",
    "is the user's own file": "enable_x64",
    "is half imported": "enable_x64",
}
# One process, and a copy of it for each illness: only the first pays for the imports.
TRIED = """
import contextlib, io, json, logging, os, sys, traceback
import numpy as np
import tenfold as tf
from tenfold.cli.doctor import _ops, report

def model():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse")
    return model

_ops(), model().fit(np.ones((1, 3)), np.ones((1, 1)), verbose=0)  # loads what the copies share

def trained(folder):
    warned = []
    handler = logging.Handler()
    handler.emit = lambda record: warned.append(record.getMessage())
    logging.getLogger("tenfold").addHandler(handler)
    if folder.endswith("half imported"):
        import types
        sys.modules["jax"] = types.ModuleType("jax")
        sys.modules["jax"].__spec__ = None
    sys.path.insert(0, folder)
    losses = model().fit(np.ones((4, 3)), np.ones((4, 1)), epochs=2, verbose=0).history["loss"]
    model().fit(np.ones((5, 3)), np.ones((5, 1)), verbose=0)
    return {"losses": losses, "warned": warned, "doctor": report()}

os.environ["TENFOLD_GEAR"] = "second"
for folder in sys.argv[1:]:
    read, write = os.pipe()
    if os.fork() == 0:
        try:
            told = trained(folder)
        except BaseException:
            told = {"error": traceback.format_exc()}
        os.write(write, json.dumps(told).encode())
        os._exit(0)
    os.close(write)
    with open(read) as pipe:
        print("told", pipe.read())
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What training and the doctor have to say beside each JAX that cannot be used."""
    home = tmp_path_factory.mktemp("ill")
    folders = {name: home / name for name in SAID}
    for name, folder in folders.items():
        folder.mkdir()
        if name in ILL:
            (folder / "jax.py").write_text(textwrap.dedent(ILL[name]))
    code = [sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", TRIED, *map(str, folders.values())]
    env = {k: v for k, v in os.environ.items() if k != "TENFOLD_JAX"}
    done = subprocess.run(code, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return dict(zip(folders, map(json.loads, re.findall("(?m)^told (.*)", done.stdout)), strict=True))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="copies of a process are POSIX's")
@pytest.mark.parametrize("illness", SAID)
def test_training_goes_on_and_one_warning_and_the_doctor_say_why(found, illness):
    told = found[illness]
    assert "error" not in told, told["error"]
    first, second = told["losses"]
    assert second < first
    (warning,) = told["warned"]
    assert SAID[illness] in warning and "first gear" in warning
    assert SAID[illness] in told["doctor"] and "cannot be used" in told["doctor"] and "first gear" in told["doctor"]


INTERRUPTED = """
import builtins, signal, sys
import numpy as np
import tenfold as tf
from tenfold.runtime import xla

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell has it ignored

class Presser:
    "Presses Ctrl-C while JAX is half imported."
    pressed = 0
    def find_spec(self, name, path=None, target=None):
        if name == "jax._src.core":
            self.pressed += 1
            signal.raise_signal(signal.SIGINT)

sys.meta_path.insert(0, presser := Presser())
step = tf.function(lambda x: tf.matmul(x, x), jit_compile=True)
try:
    step(tf.ones([2, 2]))
except KeyboardInterrupt:
    print("interrupted", presser.pressed)
print(step(tf.ones([2, 2])).numpy().tolist(), xla.available())
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
(concrete,) = step._cache.values()
print([s.program is not None for s in concrete.executable._specializations.values()])
"""


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_ctrl_c_during_the_import_of_jax_takes_effect_after_it():
    done = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)
    assert done.stdout == "interrupted 1\n[[2.0, 2.0], [2.0, 2.0]] True\n[True]\n", done.stderr


@pytest.mark.skipif(not xla.available(), reason="JAX is not installed")
def test_what_is_asked_of_jax_is_there():
    assert guest.illness() is None and xla.available()

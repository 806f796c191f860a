"""What a model file may name: nothing that reaches outside the program."""

import builtins
import contextlib
import dis
import gc
import importlib
import inspect
import pkgutil
import sys
import types

import numpy as np
import pytest

import tenfold as tf
from tenfold import ops
from tenfold.api.loadable import LOADABLE
from tenfold.api.namespaces import table
from tenfold.core.calls.op import OPS, Op
from tenfold.keras.layers.base.op_symbols import function_of

OUTSIDE = set(  # datasets read files, and hold Python functions
    "dataset_to_single_element filled_once get_next get_next_as_optional handle has_next make_dataset make_iterator "
    "named_slot new_iterator optional_from_value optional_get_value optional_has_value slot_handle string_handle "
    "host_function identity_with_gradient matching_files merge_v2_checkpoints print_line read_file restore_v2 save_v2 "
    "write_dataset write_file write_summary".split()
)
REACHING = "os io sys subprocess socket shutil glob pathlib tempfile importlib ctypes pickle marshal".split()
HARMLESS = {  # SciPy is loaded by a name that stands there; pictures and sounds are files in memory
    ("tenfold.ops.math.special", "importlib"),
    ("tenfold.ops.image.codecs", "io"),
}
PROCESSES = ("os.system", "os.exec", "os.fork", "os.posix_spawn", "os.kill", "subprocess.", "socket.", "pickle.")


def public_names():
    return [*table("v2"), *(f"compat.v1.{name}" for name in table("v1"))]


def reachable():
    """{id: (symbol, op or function)} of everything that the name in a file can lead to."""
    ops.load_every_family()
    found = {}
    for symbol in [*public_names(), *OPS]:
        try:
            function = function_of(symbol)
        except ValueError:
            continue
        found.setdefault(id(function), (symbol, function))
    return found


REACHED = list(reachable().values())


def globals_of(function):
    """(name, value) of the globals, builtins and closed-over values that a function's code mentions."""
    todo, names = [function.__code__], set()
    while todo:
        code = todo.pop()
        names.update(i.argval for i in dis.get_instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
        todo += [c for c in code.co_consts if isinstance(c, types.CodeType)]
    for name in names:
        yield name, function.__globals__.get(name, vars(builtins).get(name))
    yield from ((n, c.cell_contents) for n, c in zip(function.__code__.co_freevars, function.__closure__ or ()))


def test_no_name_of_a_file_leads_to_code_that_mentions_files_processes_or_eval():
    todo, seen = [function for _, function in REACHED], set()
    while todo:
        function = todo.pop()
        if isinstance(function, Op):
            assert not function.outside, function.name
            function = function.forward
        function = inspect.unwrap(function)
        if id(function) in seen or not function.__module__.startswith(("tenfold.ops.", "tenfold.v1.ops.")):
            continue
        seen.add(id(function))
        for name, value in globals_of(function):
            where = f"{function.__module__}.{function.__qualname__} mentions {name}"
            assert not any(value is f for f in (open, eval, exec, compile, __import__)), where
            if isinstance(value, types.ModuleType) and (function.__module__, value.__name__) not in HARMLESS:
                assert value.__name__.split(".")[0] not in REACHING, where
            if isinstance(value, (Op, types.FunctionType)):
                todo.append(value)
    assert len(seen) > 700


class Watch:
    """Notes what the interpreter does outside of itself while it is on."""

    def __init__(self):
        self.on, self.folder, self.events = False, None, []
        sys.addaudithook(self)

    def __call__(self, event, args):
        if self.on and (event.startswith(PROCESSES) or any(self.folder in str(a) for a in args)):
            self.events.append(event)


WATCH = Watch()


def attempts(function, path, other):
    """Calls that a hostile file might write: the path as every argument, or as all but the first."""
    if isinstance(function, Op):
        required = len(function.inputs) + len(function.attrs) - len(function.defaults)
    else:
        parameters = inspect.signature(function).parameters.values()
        required = sum(p.default is p.empty and p.kind is not p.VAR_KEYWORD for p in parameters)
    for n in {1, required, required + 1}:
        yield [path] * n
        yield [[[1.0, 2.0]], *[path] * (n - 1)]
        yield [[path, other]] * n


def test_nothing_that_a_file_can_call_touches_a_file_or_a_process(tmp_path):
    path, other = str(tmp_path / "there"), str(tmp_path / "new")
    (tmp_path / "there").write_text("secret")
    with contextlib.suppress(ImportError):  # what sqrtm asks for: an old SciPy asks the system about its processor
        importlib.import_module("scipy.linalg")
    WATCH.folder = str(tmp_path)
    for symbol, function in REACHED:
        for arguments in attempts(function, path, other):
            WATCH.on = True
            try:
                function(*arguments)
            except Exception:  # most of these calls make no sense
                pass
            finally:
                WATCH.on = False
        assert not WATCH.events, f"{symbol}: {WATCH.events}"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["there"]


def test_the_watch_sees_a_file_being_read(tmp_path):
    (tmp_path / "there").write_text("secret")
    WATCH.folder, WATCH.on = str(tmp_path), True
    try:
        for _ in range(20):  # the library reads some of them
            tf.io.read_file(str(tmp_path / "there"))
        tf.io.gfile.remove(str(tmp_path / "there"))
    finally:
        WATCH.on = False
    assert WATCH.events == ["open"] * 20 + ["os.remove"]
    WATCH.events.clear()


def test_the_ops_that_reach_outside_are_marked_and_refused():
    tf.data.Dataset  # noqa: B018  (which brings its ops)
    assert {op.name for op in OPS.values() if op.outside} == OUTSIDE
    for name in OUTSIDE | {"io.read_file", "io.matching_files"}:
        with pytest.raises(ValueError, match="reaches outside the program.*never taken from a file"):
            function_of(name)


MODULES = "runtime.xla.os.system keras.saving.authentication.os.system keras.saving.functions.sys.modules.get".split()


def test_paths_through_modules_would_lead_to_what_they_name():
    """Or it proves nothing that they are refused."""
    assert all(callable(pkgutil.resolve_name(f"tenfold.{symbol}")) for symbol in MODULES)


@pytest.mark.parametrize(
    "symbol",
    MODULES
    + (
        "io.gfile.remove io.write_file print py_function numpy_function compat.v1.py_func map_fn cond function nest "
        "layers Variable keras.models.load_model keras.utils.get_file config.set_visible_devices random.set_seed "
        "compat.v1.assign __class__"
    ).split(),
)
def test_other_names_lead_nowhere(symbol):
    with pytest.raises(ValueError, match="not among those that a model's configuration may name"):
        function_of(symbol)


def test_names_that_tf_keras_writes_are_known():
    """Those that tf_keras 2.21 wrote for functional models of these functions."""
    for symbol, function in {
        "convert_to_tensor": tf.convert_to_tensor,
        "concat": tf.concat,
        "clip_by_value": tf.clip_by_value,
        "image.resize": tf.image.resize,
        "nn.gelu": tf.nn.gelu,
        "strings.as_string": tf.strings.as_string,
    }.items():
        x = np.ones((1, 2, 2, 1), "float32")
        arguments = {"clip_by_value": (x, 0, 1), "image.resize": (x, (1, 1)), "concat": ([x, x], 1)}.get(symbol, (x,))
        np.testing.assert_array_equal(function_of(symbol)(*arguments), function(*arguments))
    for symbol in "compat.v1.norm math.l2_normalize nn.dropout random.normal signal.stft split".split():
        assert callable(function_of(symbol))


def test_every_listed_function_is_there():
    for module, names in LOADABLE.items():
        found = vars(importlib.import_module(f"tenfold.{module}"))
        assert not [n for n in names.split() if not callable(found.get(n))], module


def test_no_two_ops_share_a_name():
    named = {}
    for found in gc.get_objects():
        if isinstance(found, Op) and found.__module__.startswith("tenfold."):
            assert named.setdefault(found.name, found) is found, found.name

"""AutoGraph: what is converted and what is not, what Python's own semantics keep, what errors say."""

import difflib
import functools
import gc
import heapq
import inspect
import linecache
import subprocess
import sys
import textwrap
import traceback
import types

import pytest

import tenfold as tf
from tenfold.function.autograph import compiling, conversion

SAMPLE = (
    'The quick (brown) fox - jumps over    the lazy dog; it was\n  not amused, or so-called "ever-so" slightly.\n' * 3
)


def converted_copy(module, monkeypatch):
    """Every function of a module of Python's, converted; how many there were."""
    count = 0
    classes = [v for v in vars(module).values() if isinstance(v, type) and v.__module__ == module.__name__]
    for holder in (module, *classes):
        for name, function in list(vars(holder).items()):
            if isinstance(function, types.FunctionType) and function.__module__ == module.__name__:
                code = compiling.code_for(function)
                if isinstance(code, types.CodeType):
                    monkeypatch.setattr(holder, name, compiling.with_code(function, code))
                    count += 1
    return count


def uses_of_python():
    wrapped = textwrap.TextWrapper(width=23, max_lines=4, initial_indent="* ", break_long_words=True).fill(SAMPLE)
    words = SAMPLE.split()
    blocks = difflib.SequenceMatcher(None, SAMPLE[:120], SAMPLE[40:150]).get_opcodes()
    ratio = difflib.get_close_matches("slight", words, n=3, cutoff=0.4)
    lines = list(difflib.unified_diff(words[:12], words[3:14], lineterm=""))
    text = textwrap.dedent("  a\n    b\n  c"), textwrap.shorten(SAMPLE, 40), textwrap.indent("a\n\nb", "> ")
    return wrapped, blocks, ratio, lines, text, heapq.nsmallest(4, words, key=len), heapq.merge([1, 4], [2, 3]) is None


def test_python_programs_do_what_they_did(monkeypatch):
    """Code of Python's own library (jumps, flags, nested loops, closures, methods), converted, gives the same."""
    expected = uses_of_python()
    assert sum(converted_copy(m, monkeypatch) for m in (textwrap, difflib, heapq)) > 40
    assert uses_of_python() == expected


def jumps(items, limit=3, *, least=0, **named):
    """Most of what Python has to jump with."""
    found = []
    try:
        for i, item in enumerate(items):
            while item > limit:
                item -= 2
                if item == least:
                    break
                if item < 0:
                    continue
            else:
                found.append(("ended", item))
                if i > 5:
                    return found, "early"
                continue
            match item:
                case 0:
                    found.append("zero")
                case int(n) if n > 1:
                    found.append(f"{n=}")
                case _:
                    del item
        else:
            found.append("all")
        with open(__file__) as f:
            if named.get("read"):
                return f.readline(), found
    except TypeError as e:
        found.append(str(e)[:20])
        return found
    finally:
        found.append("finally")
    if (n := len(found)) > 2 and 0 < n <= 10 or not found:
        return n
    return [x if x else None for x in found]


CASES = [([1, 2],), ([4, 5, 6, 7],), ([4, "a"],), ([],), ([9] * 9,), ([8, 2], 1)]


@pytest.mark.parametrize("args", CASES)
@pytest.mark.parametrize("named", [{}, {"least": 2}, {"read": True}])
def test_jumps_are_those_of_python(args, named):
    run = conversion.converted(jumps)
    assert run.__code__ is not jumps.__code__
    assert run(*args, **named) == jumps(*args, **named)


def test_functions_keep_what_they_are():
    @functools.lru_cache
    def scale():
        return 3.0

    def f(x, n: int = 2, *rest, key=4.0):
        """Doc."""
        nonlocal seen
        seen += 1
        if x > 0:
            return x * scale() + key
        return x

    seen = 0
    g = conversion.converted(f)
    assert (g.__name__, g.__doc__, g.__defaults__, g.__kwdefaults__) == ("f", "Doc.", (2,), {"key": 4.0})
    assert g.__code__.co_filename == f.__code__.co_filename and inspect.signature(g) == inspect.signature(f)
    assert g(2.0) == f(2.0) == 10.0 and seen == 2


def test_functions_without_control_flow_stay():
    def f(x):
        return tf.nn.relu(x) + 1.0

    assert conversion.converted(f) is f


def test_errors_point_at_the_line():
    def inner(x):
        if x > 0:
            raise LookupError("here")  # the line
        return x

    @tf.function
    def f(x):
        for _ in tf.range(3):
            x = inner(x)
        return x

    with pytest.raises(LookupError) as found:
        f(tf.constant(1))
    frames = traceback.extract_tb(found.value.__traceback__)
    assert frames[-1].line.endswith("# the line") and frames[-1].name == "inner"
    assert "x = inner(x)" in [frame.line for frame in frames]
    assert not [frame for frame in frames if "function/autograph/" in frame.filename or "ops/control" in frame.filename]


def test_source_that_is_not_there_is_said():
    space = {}
    exec("def f(x):\n    return 1 if x > 0 else 2", space)
    with pytest.raises(TypeError, match=r"did not convert this function: the source of f is not to be had.*a file"):
        tf.function(space["f"])(tf.constant(1))
    with pytest.raises(TypeError, match="AutoGraph is switched off here"):
        tf.function(lambda x: 1 if x > 0 else 2, autograph=False)(tf.constant(1))


def test_source_of_a_notebook_is_found():
    name, text = "<ipython-input-1>", "def f(x):\n    return 1 if x > 0 else 2\n"
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    space = {}
    exec(compile(text, name, "exec"), space)
    assert tf.function(space["f"])(tf.constant(5)).numpy() == 1


def test_lambdas_on_one_line_are_told_apart():
    one, two = (lambda x: x + 1 if x > 0 else x), (lambda x: x - 1 if x > 0 else x)
    assert [tf.function(f)(tf.constant(5)).numpy() for f in (one, two)] == [6, 4]


def test_do_not_convert_holds_for_what_is_called():
    def inner(x):
        return 1 if x > 0 else 2

    @tf.autograph.experimental.do_not_convert
    def outer(x):
        return inner(x)

    with pytest.raises(TypeError, match="switched off"):
        tf.function(outer)(tf.constant(1))
    assert tf.function(lambda x: inner(x))(tf.constant(1)).numpy() == 1


def test_generators_and_classes_stay_as_they_are():
    @tf.function
    def f(x):
        def parts():
            yield x
            yield x * 2

        class Local:
            def twice(self, y):
                return y + y if y > 0 else y

        if x > 0:
            x = x + 1
        return sum(parts()) + Local().twice(x)

    assert f(tf.constant(1)).numpy() == 10 and f(tf.constant(-1)).numpy() == -4


def test_second_gear_gives_the_same():
    pytest.importorskip("jax")

    def f(x, n):
        total = 0.0
        for i in tf.range(n):
            if x > 10.0:
                break
            x = x * 2.0 if i % 2 == 0 else x + 1.0
            total += x
        return x, total

    first, second = tf.function(f), tf.function(f, jit_compile=True)
    for args in ((1.0, 3), (4.0, 6)):
        args = [tf.constant(a) for a in args]
        assert [float(t) for t in second(*args)] == [float(t) for t in first(*args)]


def test_it_loads_when_something_is_traced():
    code = "import sys, tenfold as tf; tf.keras.layers.Dense; f = tf.function(lambda x: x); print('ast' and any("
    code += "m.startswith('tenfold.function.autograph.') for m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_functions_that_go_are_forgotten():
    def make(n):
        space = {}
        name = f"<made-{n}>"
        text = "def f(x):\n    if x > 0:\n        x = x + 1\n    return x\n" + "\n" * n
        linecache.cache[name] = len(text), None, text.splitlines(True), name
        exec(compile("\n" * n + text, name, "exec"), space)
        linecache.cache[name] = len(text) + n, None, ("\n" * n + text).splitlines(True), name
        return conversion.converted(space["f"])

    before = len(compiling._done)
    kept = [make(n)(1) for n in range(20)]
    gc.collect()
    assert kept == [2] * 20 and len(compiling._done) <= before + 5


def test_functions_of_one_code_that_close_over_other_modules():
    def absolute(x):
        if x < 0:
            return -x
        return x

    def made(module):
        return tf.function(lambda x: module.abs(x))

    for module in (tf, types.SimpleNamespace(abs=absolute)):
        assert made(module)(tf.constant(-1.0)).numpy() == 1.0

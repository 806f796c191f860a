"""No argument is swallowed: each parameter of a public function is read, refused, or a hint with its reason.

`swallowed.py` reads the source. `python tests/api/test_swallowed.py` writes the table of hints into docs/settings.md.
"""

import functools
import importlib
import inspect
import sys
import textwrap
import types
from pathlib import Path

import pytest

import tenfold
from tenfold.api import namespaces
from tenfold.api.hints import HINTS, LAYERS, OPTIONS
from tenfold.core.calls.op import Op

sys.path.append(str(Path(__file__).parent))
from sources import Sources  # noqa: E402
from swallowed import Reading  # noqa: E402

ROOT = Path(tenfold.__file__).parent
DOCS = Path(__file__).parents[2] / "docs" / "settings.md"
BEGIN, END = "<!-- hints -->\n", "<!-- end of hints -->\n"
CURES = (
    "Honour it; or refuse it with an error that says so, where its value would change a result; or, where none can, "
    "give it a row with the reason in `HINTS` of src/tenfold/api/hints.py."
)

DECORATORS = {"scoped": {"name"}}  # what reads parameters of the functions that it decorates

# Methods that the library calls, and hands what one or another of a family wants.
HANDED = """
    call build compute_mask compute_output_shape compute_loss compute_metrics get_initial_state update_state from_config
    on_train_begin on_train_end on_epoch_begin on_epoch_end on_batch_begin on_batch_end on_train_batch_begin
    on_train_batch_end on_test_begin on_test_end on_test_batch_begin on_test_batch_end on_predict_begin on_predict_end
    on_predict_batch_begin on_predict_batch_end augment_image augment_label augment_bounding_boxes
    get_random_transformation changed maps output_depth run_op shared_scalars open add_weights get_params copy_of
""".split()

EXCUSED = {  # what is read in a way that the source does not show
    "OpError.__init__ error_code": "the program reads it of the error",
    "ExtensionType.__init__ args": "only raises; each subclass has a constructor of its own",
    "ExtensionType.__init__ kwargs": "likewise",
}


def public():
    """(name, what it is) of every public name of either version, each thing once."""
    seen = set()
    for version in ("v2", "v1"):
        for name, target in namespaces.table(version).items():
            above, dot, last = name.rpartition(".")
            found = namespaces.resolve(version, above + dot, last, "tf") if ":" in target else None
            if found is not None and id(found) not in seen:
                seen.add(id(found))
                yield f"tf.{name}" if version == "v2" else f"tf.compat.v1.{name}", found


def functions_of(name, found):
    """(name, function) of a public thing: itself, or a class's constructor, call and public methods."""
    if not isinstance(found, type):
        found = found.func if isinstance(found, functools.partial) else found
        plain = inspect.unwrap(found) if callable(found) else None
        yield from [(name, plain)] if isinstance(plain, types.FunctionType) else []
        return
    for method in dir(found):
        if not method.startswith("_") or method in ("__init__", "__new__", "__call__"):
            written = inspect.getattr_static(found, method)
            plain = inspect.unwrap(getattr(written, "__func__", written))
            if isinstance(plain, types.FunctionType):
                yield f"{name}.{method}", plain


def read_by_op(op, reading, sources):
    """The parameters of an op's forward that neither it nor its inference or gradient reads."""
    others = [op.infer, getattr(op.rule, "function", None)]
    others = [sources.function(inspect.unwrap(f).__code__) for f in others if isinstance(f, types.FunctionType)]
    for name in reading.swallowed(sources.function(inspect.unwrap(op.forward).__code__)):
        if not any(f and name in f.parameters and reading.reads(f, name) for f in others):
            yield name


def found_in(pairs, sources, reading):
    """{(Function, parameter): public name} of what is swallowed."""
    found = {}
    for name, thing in pairs:
        if isinstance(thing, Op):
            forward = sources.function(inspect.unwrap(thing.forward).__code__)
            found.update({(forward, p): name for p in read_by_op(thing, reading, sources)})
            continue
        for whole, plain in functions_of(name, thing):
            function = sources.function(plain.__code__)
            for parameter in reading.swallowed(function) if function else ():
                found.setdefault((function, parameter), whole)
    return found


@pytest.fixture(scope="module")
def found():
    sources = Sources(ROOT, "tenfold")
    return found_in(public(), sources, Reading(sources, DECORATORS, HANDED))


def hint_for(function, parameter):
    """The row of HINTS that holds for a parameter; None if there is none."""
    module = function.module.name.removeprefix("tenfold.")
    key = parameter.rpartition("[")[2].strip("']")
    for hint in HINTS:
        if key in hint.names.split() and module.startswith(tuple(hint.of.split())):
            return hint
    return None


def test_no_argument_is_swallowed(found):
    lost = [
        f"{function.where}: `{parameter}` of {name} is never read."
        for (function, parameter), name in found.items()
        if hint_for(function, parameter) is None and f"{function.shown} {parameter}" not in EXCUSED
    ]
    assert not lost, "\n".join([*lost, CURES])


def test_every_hint_is_found_and_every_place_too(found):
    seen = {(hint_for(*key), key[1].rpartition("[")[2].strip("']")) for key in found}
    assert [n for h in HINTS for n in h.names.split() if (h, n) not in seen] == []
    modules = {(hint_for(*key), key[0].module.name.removeprefix("tenfold.")) for key in found}
    places = [(h.names, place) for h in HINTS for place in h.of.split()]
    used = {(h.names, place) for h, m in modules if h for place in h.of.split() if m.startswith(place)}
    assert [p for p in places if p not in used] == []
    shown = {f"{function.shown} {parameter}" for function, parameter in found}
    assert EXCUSED.keys() <= shown


def test_hints_are_few_and_documented():
    assert len(HINTS) <= 30
    assert DOCS.read_text().partition(BEGIN)[2].partition(END)[0] == table(), "python tests/api/test_swallowed.py"


def table():
    """The rows of all hints, as the documentation has them."""
    names = [(f"`{'`, `'.join(h.names.split())}`", h.reason) for h in HINTS if not h.names.startswith("_")]
    names += [(f"`{n}` of {c}", reason) for c, row in LAYERS.items() for n, reason in row.items()]
    names += [(f"`{n}` of `tf.data.Options`", reason) for n, reason in OPTIONS.items()]
    rows = [("argument", "why no result depends on it"), ("---", "---"), *names]
    return "".join([f"| {who} | {why} |\n" for who, why in rows])


MADE_UP = '''
    import functools
    from made_up.below import honest, deaf, Deaf

    def never(x, axis=None): return x
    def deleted(x, axis=None):
        del axis
        return x
    def underscored(x, axis=None):
        _ = axis
        return x
    def mentioned(x, axis=None):
        axis
        return x
    def renamed(x, axis=None):
        other = axis
        return x
    def handed_on(x, axis=None): return deaf(x, axis)
    def handed_on_by_name(x, axis=None): return deaf(x, axis=axis)
    def handed_on_later(x, axis=None): return functools.partial(deaf, x, axis=axis)
    def handed_in_a_circle(x, axis=None): return handed_in_a_circle(x, axis=axis) if x else x
    def dropped(x, **axis): return x
    def dropped_further(x, **axis): return deaf(x, **axis)
    def cleared(x, **axis):
        axis.pop("old", None)
        return x
    def popped(x, **kwargs):
        kwargs.pop("axis", None)
        return honest(x, **kwargs)
    def shadowed(x, axis=None): return [axis for axis in x], (lambda axis: axis)(x)
    class Kept:
        def __init__(self, x, axis=None):
            self.x, self.kept_axis = x, axis
        def get_config(self): return {"axis": self.kept_axis}
        def y(self): return self.x
    class Above(Deaf):
        def __init__(self, x, axis=None):
            super().__init__(axis)
            self.axis_of_above = x
        def y(self): return self.axis_of_above

    def read(x, axis=None): return x, axis
    def read_within(x, axis=None): return lambda: x + axis
    def refused(x, axis=None):
        if axis is not None:
            raise ValueError("axis")
        return x
    def handed_to_a_reader(x, axis=None): return honest(x, axis)
    def handed_to_a_reader_later(x, axis=None): return functools.partial(honest, x, axis)
    def handed_to_strangers(x, axis=None): return x(axis)
    def handed_as_keywords(x, **axis): return honest(x, **axis)
    def raises(x, axis=None):
        """Not here."""
        raise NotImplementedError
    def reassigned(x, axis=None):
        axis = axis or 0
        return x, axis
    class Used:
        def __init__(self, x, axis=None):
            self.used_axis = axis
            self.use(x)
        def use(self, x): return self.used_axis, x
    class Base:
        def hook(self, axis): return None
    class Sub(Base):
        def hook(self, axis): return axis
'''
BELOW = """
    def honest(x, axis=None, **kwargs): return x, axis, kwargs
    def deaf(x, axis=None, **kwargs): return x
    class Deaf:
        def __init__(self, axis): self.nothing = 0
"""


def test_every_way_to_swallow_is_found_and_nothing_else(tmp_path, monkeypatch):
    (tmp_path / "made_up").mkdir()
    for name, text in (("__init__", MADE_UP), ("below", BELOW)):
        (tmp_path / "made_up" / f"{name}.py").write_text(textwrap.dedent(text))
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module("made_up")
    sources = Sources(tmp_path / "made_up", "made_up")
    own = [(name, thing) for name, thing in vars(module).items() if getattr(thing, "__module__", "") == "made_up"]
    found = {(name, parameter) for (_, parameter), name in found_in(own, sources, Reading(sources)).items()}
    never = MADE_UP[: MADE_UP.index("def read(")]
    wanted = {(name, "axis") for name in vars(module) if f"def {name}(" in never} - {("popped", "axis")}
    assert found == wanted | {("popped", "kwargs['axis']"), ("Kept.__init__", "axis"), ("Above.__init__", "axis")}
    assert len(wanted) == 13
    marked = Reading(sources, handed=["never"])
    assert marked.swallowed(sources.function(module.never.__code__)) == ["axis"]  # no method
    assert Reading(sources, handed=["hook"]).swallowed(sources.function(module.Sub.hook.__code__)) == []


def write():
    text = DOCS.read_text()
    before, _, rest = text.partition(BEGIN)
    DOCS.write_text(before + BEGIN + table() + END + rest.partition(END)[2])


if __name__ == "__main__":
    write()

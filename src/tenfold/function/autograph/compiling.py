"""From a Python function to the code object that a trace runs in its place: under the same file and lines."""

import ast
import inspect
import warnings
import weakref
from types import CodeType, FunctionType, SimpleNamespace
from typing import Any

from tenfold.function.autograph.expressions import RUNTIME
from tenfold.function.autograph.rewriting import Rewriter
from tenfold.function.autograph.source import CannotConvert, tree_of

GENERATES = 0x20 | 0x80 | 0x200  # generators, coroutines, asynchronous generators
ANNOTATIONS = 0x1000000  # `from __future__ import annotations`
FACTORY, FUNCTION = "ag__factory", "ag__function"
runtime = SimpleNamespace()  # what stands under RUNTIME in converted code; `operators` and `conversion` fill it
_done: dict[int, tuple[Any, Any]] = {}  # id of a code object -> it, weakly; and its new code, None, or why not


def code_for(function: FunctionType) -> CodeType | CannotConvert | None:
    """The code that runs in place of the function's own; None where that may stay, or why there is none."""
    code = function.__code__
    held = _done.get(id(code))
    if held is not None and held[0]() is code:
        return held[1]  # type: ignore[no-any-return]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python has given those of the source, when it read that
            found: Any = _compiled(function)
    except CannotConvert as e:
        found = e
    except (SyntaxError, RecursionError) as e:  # deeper than Python's compiler goes
        found = CannotConvert(f"{code.co_name} is nested too deeply: {e}")
    remember(code, found)
    return found  # type: ignore[no-any-return]


def why_not(code: CodeType) -> CannotConvert | None:
    """Why functions of this code were not converted."""
    held = _done.get(id(code))
    return held[1] if held is not None and isinstance(held[1], CannotConvert) else None


def unasked(code: CodeType) -> bool:
    """Whether what runs is a function's own code, though it may well be converted: nobody asked for that."""
    held = _done.get(id(code))
    return held is None or isinstance(held[1], CodeType)


def remember(code: CodeType, found: Any) -> None:
    """Note what becomes of functions of a code object, as long as there are any."""
    key, forget = id(code), _done.pop
    _done[key] = weakref.ref(code, lambda _: forget(key, None)), found


def with_code(function: FunctionType, code: CodeType) -> FunctionType:
    """A function like `function`, with the same defaults and the very cells that it closes over, that runs `code`."""
    cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
    closure = tuple([cells[n] if n in cells else _runtime_cell for n in code.co_freevars])
    new = FunctionType(code, function.__globals__, function.__name__, function.__defaults__, closure)
    lazily = (
        "__annotate__" if hasattr(function, "__annotate__") else "__annotations__"
    )  # Python 3.14 computes them late
    setattr(new, lazily, getattr(function, lazily))
    new.__kwdefaults__ = function.__kwdefaults__
    new.__qualname__, new.__doc__, new.__module__ = function.__qualname__, function.__doc__, function.__module__
    new.__dict__.update(function.__dict__)
    return new


def _cell(value: Any) -> Any:
    return (lambda: value).__closure__[0]  # type: ignore[index]


_runtime_cell = _cell(runtime)


def _compiled(function: FunctionType) -> CodeType | None:
    code = function.__code__
    if code.co_flags & GENERATES:
        raise CannotConvert(f"{code.co_name} is a generator or a coroutine, which AutoGraph leaves as it is")
    node = rewritten(function)
    if node is None:
        return None
    module, future = _around(node, code, class_of(function)), code.co_flags & ANNOTATIONS
    made = compile(module, code.co_filename, "exec", dont_inherit=True, flags=future)
    found = _find(made, code)
    for part in (found, *_parts(found, classes=False)):
        remember(part, None)
    return found


def rewritten(function: FunctionType) -> Any:
    """The syntax tree of the function, rewritten; None where nothing in it asks for that."""
    code = function.__code__
    _check_names(code)
    node = tree_of(function)
    if not isinstance(node, ast.Lambda):
        node.decorator_list = []
    _without_defaults(node)
    rewriter = Rewriter(node, _known(function), class_of(function), "__class__" in code.co_freevars)
    node = rewriter.rewritten()
    return node if rewriter.changed else None


def _check_names(code: CodeType) -> None:
    """Raise where the function has names of its own that look like those of converted code."""
    for part in (code, *_parts(code)):
        for name in (*part.co_varnames, *part.co_cellvars, *part.co_freevars, *part.co_names):
            if name.startswith(RUNTIME):
                raise CannotConvert(f"{code.co_name} has a variable '{name}', and names that begin so are AutoGraph's")


def _known(function: FunctionType) -> dict[str, Any]:
    """What the names that the function does not bind hold, now; None for those of the functions around it, which hold
    something else in the next function of the same code."""
    known = {n: function.__globals__[n] for n in function.__code__.co_names if n in function.__globals__}
    known.update(dict.fromkeys(function.__code__.co_freevars))
    for part in _parts(function.__code__):
        known.update({n: function.__globals__[n] for n in part.co_names if n in function.__globals__})
    return known


def class_of(function: FunctionType) -> str | None:
    """Name of the class in whose body the function was written."""
    parts = function.__code__.co_qualname.split(".")
    return parts[-2] if len(parts) > 1 and parts[-2].isidentifier() else None


def _without_defaults(node: Any) -> None:
    """The function gets the original's defaults; their expressions do not run again."""
    none = ast.copy_location(ast.Constant(value=None), node)
    node.args.defaults = [none for _ in node.args.defaults]
    node.args.kw_defaults = [d and none for d in node.args.kw_defaults]
    for arg in ast.walk(node.args):
        if isinstance(arg, ast.arg):
            arg.annotation = None
    if not isinstance(node, ast.Lambda):
        node.returns, node.type_params = None, []


def _around(node: Any, code: CodeType, in_class: str | None) -> ast.Module:
    """A module with the function inside one whose parameters are its free names, in a class where it was in one."""
    if isinstance(node, ast.Lambda):
        body: Any = ast.copy_location(ast.Expr(value=node), node)
    else:
        body, node.name = node, FUNCTION  # not its own: what it calls by that name is a global or a free variable
    names = sorted({*code.co_freevars, RUNTIME})
    args = ast.arguments([], [ast.arg(arg=n) for n in names], None, [], [], None, [])
    factory: Any = ast.FunctionDef(name=FACTORY, args=args, body=[body], decorator_list=[])
    factory.returns, factory.type_params = None, []
    if in_class is not None:
        factory = ast.ClassDef(name=in_class, bases=[], keywords=[], body=[factory], decorator_list=[])
        factory.type_params = []
    module = ast.Module(body=[ast.copy_location(factory, node)], type_ignores=[])
    return ast.fix_missing_locations(module)


def _find(made: CodeType, code: CodeType) -> CodeType:
    """The code of the function in that of the module, under the original's names."""
    factory = next(c for c in _parts(made) if c.co_name == FACTORY)
    inside = next(c for c in factory.co_consts if isinstance(c, CodeType) and c.co_name in (FUNCTION, "<lambda>"))
    found = _renamed(inside, code.co_name, inside.co_qualname, code.co_qualname)
    return found.replace(co_firstlineno=code.co_firstlineno)


def _renamed(code: CodeType, name: str, old: str, new: str) -> CodeType:
    """The code with the function's name in place of those of branches and loops, and `new` for `old` in full names."""
    consts = tuple([_renamed(c, name, old, new) if isinstance(c, CodeType) else c for c in code.co_consts])
    mine = name if code.co_name.startswith("ag__") else code.co_name
    return code.replace(co_name=mine, co_qualname=code.co_qualname.replace(old, new, 1), co_consts=consts)


def _parts(code: CodeType, classes: bool = True) -> list[CodeType]:
    """The code objects in one, at any depth; without `classes`, not those in the bodies of classes."""
    found = []
    for part in code.co_consts:
        if isinstance(part, CodeType) and (classes or part.co_flags & inspect.CO_OPTIMIZED):
            found += [part, *_parts(part, classes)]
    return found

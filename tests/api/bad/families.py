"""Which good calls there are of what family of public names.

`ops.math` is what `api/names/ops/math.py` names: its good calls are cases of `tests/ops/cases`, for each name those
that give most of its arguments. Where no case holds a name, and for everything that is no op, good calls stand in
`goods/`: `goods/keras_layers.py` has those of `keras.layers`.
"""

import ast
import functools
import importlib
import json
import pkgutil
from pathlib import Path

import numpy as np
from bad.calls import made_of, places

HERE = Path(__file__).resolve().parent
TESTS = HERE.parents[1]
LARGE = 3000  # elements of inputs, above which a case is left to its own test
EACH = 3  # cases of a name at most
# Names that change what later calls do, or end the process: a harness of many calls in one process cannot hold them.
ALONE = """
    enable_eager_execution disable_eager_execution enable_v2_behavior disable_v2_behavior enable_tensor_equality
    disable_tensor_equality experimental.numpy.experimental_enable_numpy_behavior enable_v2_tensorshape
    disable_v2_tensorshape enable_resource_variables disable_resource_variables enable_control_flow_v2
    disable_control_flow_v2 config.run_functions_eagerly config.experimental_run_functions_eagerly
    debugging.enable_check_numerics app.run
""".split()


def load(path):
    """The module in the file at `path`."""
    spec = importlib.util.spec_from_file_location(f"good_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases_of(stem):
    """The cases of a file in `tests/ops/cases`, or in `goods/` ("goods/keras_layers")."""
    folder, _, name = stem.rpartition("/")
    return load((HERE / "goods" if folder else TESTS / "ops" / "cases") / f"{name}.py").CASES


def families():
    """Family -> {dotted public name: "module:attribute"}; {} for those whose goods are all written for it."""
    from tenfold.api import names as tables  # only here: TensorFlow's outcomes are recorded without tenfold

    out = {}
    for info in pkgutil.walk_packages(tables.__path__, f"{tables.__name__}."):
        module = importlib.import_module(info.name)
        family = info.name.removeprefix(f"{tables.__name__}.")
        if not family.startswith(("ops.", "v1.ops")):
            continue
        for label, field in (("", "NAMES"), ("v1.", "V1")):
            for target, attributes in getattr(module, field, {}).items():
                for attribute, public in attributes.items():
                    for name in public.split():
                        out.setdefault(family, {})[label + name] = f"{target}:{attribute}"
    for path in (HERE / "goods").glob("[a-z]*.py"):
        out.setdefault(path.stem.replace("_", ".", 1), {})
    return out


def goods(family, names):
    """(file, case, names whose arguments are wanted or None for all) of the good calls of a family."""
    own = HERE / "goods" / f"{family.replace('.', '_')}.py"
    if own.exists():
        stem = f"goods/{own.stem}"
        yield from ((stem, case, None) for case in cases_of(stem))
    if names:
        yield from _chosen(names)


def _chosen(names):
    index = _index()
    done = set()
    for name, target in names.items():
        if (target, name.startswith("v1.")) in done or name.removeprefix("v1.") in ALONE:
            continue
        found = index.get(name, [])
        if found:
            done.add((target, name.startswith("v1.")))
        for stem, case in _widest(found):
            yield stem, case, {name.removeprefix("v1.")}


def _widest(found):
    """Few cases that give most arguments between them."""
    given, left = set(), sorted(found, key=lambda f: (f[0], f[1].key))
    for _ in range(EACH):
        best = max(left, key=lambda f: (len(f[2] - given), -len(f[1].expression)), default=None)
        if best is None or given and not best[2] - given:
            return
        left.remove(best)
        given |= best[2]
        yield best[0], best[1]


@functools.cache
def _index():
    """Public name -> (file, case, what arguments its calls give)."""
    out = {}
    for path in sorted((TESTS / "ops" / "cases").glob("[a-z]*.py")):
        recorded = _recorded(path.stem)
        for case in load(path).CASES:
            if case.key in recorded and sum(a.size for a in case.tensors.values()) < LARGE:
                for name, given in _calls(case):
                    out.setdefault(("v1." if case.v1 else "") + name, []).append((path.stem, case, given))
    return out


def _calls(case):
    for node in ast.walk(ast.parse(case.expression, mode="eval")):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("tf."):
            given = {str(i) for i in range(len(node.args))} | {k.arg for k in node.keywords if k.arg}
            yield ast.unparse(node.func)[3:], given


def _recorded(stem):
    """Keys of the cases for which a value was recorded."""
    path = TESTS / "golden" / "ops" / f"{stem}.npz"
    if not path.exists():
        return set()
    with np.load(path) as file:
        return {k for k, entry in json.loads(file["index"].tobytes()).items() if "raises" not in entry}


def plan(family, names, tf):
    """The Places of a family, each with the file of its case."""
    seen = set()

    def find(name):
        value = tf
        try:
            for part in name.split("."):
                value = getattr(value, part)
        except (AttributeError, ImportError):
            return None
        return value

    for stem, case, wanted in goods(family, names):
        if wanted is None and not _is_here(case, tf):
            continue
        module = tf.compat.v1 if case.v1 else tf
        root = find if module is tf else lambda name, module=module: _found(module, name)
        for place in places(case, wanted, _with_inputs(case, root, module), seen):
            yield stem, place


def _is_here(case, tf):
    """Whether all public names of a case, and of what makes its inputs, are there yet."""
    module = tf.compat.v1 if case.v1 else tf
    try:
        made = made_of(case, tf)
        for node in ast.walk(ast.parse(case.expression, mode="eval")):
            text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
            if text.startswith("tf.") and "(" not in text and "[" not in text:
                functools.reduce(getattr, text.split(".")[1:], module)
            if text and text.partition(".")[0] in made and text.replace(".", "").replace("_", "").isalnum():
                functools.reduce(getattr, text.split(".")[1:], made[text.partition(".")[0]])
    except AttributeError:
        return False
    return True


def _with_inputs(case, root, tf):
    """As `root`, that finds methods of the case's inputs too; an input that is called has a `call`, or itself."""
    inputs = None

    def find(name):
        nonlocal inputs
        head, _, method = name.partition(".")
        if head not in case.plain:
            return root(name)
        inputs = inputs or made_of(case, tf)
        value = inputs[head]
        return getattr(value, "call", value) if not method else _found(value, method)

    return find


def _found(module, name):
    for part in name.split("."):
        module = getattr(module, part, None)
    return module

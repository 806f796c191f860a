"""Public names: `tf.nn.softplus` is looked up in the tables under `api/names` and loaded when somebody asks for it."""

import functools
import importlib
import importlib.util
import pkgutil
import sys
import types

import tenfold.api.defaults
import tenfold.api.hints  # noqa: F401  (both install what layers read)
from tenfold.api import names as tables
from tenfold.api.absent import lookup as absent
from tenfold.api.old_arguments import accepting_old_arguments
from tenfold.api.spellings import respelled
from tenfold.api.unknown_names import missing, namesake, nearest_name, suggestion
from tenfold.core.calls.methods import explained
from tenfold.ops.public import lookup

# Keras's there, things of its own in TensorFlow 1
V2_ONLY = ("initializers.", "losses.", "metrics.", "optimizers.", "profiler.", "summary.", "train.TrackableView")


@functools.cache
def table(version):
    """Dotted public name -> "module:attribute" for version "v1" or "v2" of the API."""
    if version == "v2":
        return dict(rows("NAMES"))
    return {name: target for name, target in rows("NAMES") if not name.startswith(V2_ONLY)} | dict(rows("V1"))


def rows(field):
    """(public name, "module:attribute") of every row of the tables called `field` ("NAMES" or "V1")."""
    for info in pkgutil.walk_packages(tables.__path__, f"{tables.__name__}."):
        module = importlib.import_module(info.name)
        for target, attributes in getattr(module, field, {}).items():
            for attribute, public in attributes.items():
                yield from ((name, f"tenfold.{target}:{attribute}") for name in public.split())


@functools.cache
def members(version, prefix):
    """Names directly under a namespace, with whether each is a namespace itself."""
    out = {}
    for name in table(version):
        if name.startswith(prefix):
            head, _, rest = name[len(prefix) :].partition(".")
            out[head] = bool(rest) if head not in out else out[head] and bool(rest)
    return out


def resolve(version, prefix, name, shown):
    """What `shown.name` is. Where it is nothing, an error that says where the name went, or which is nearest.

    An AttributeError; in `from shown import name` ImportError, for Python drops what an AttributeError says there.
    """
    kinds = members(version, prefix)
    if name not in kinds:
        raise missing(shown, name, functools.partial(hint, version, prefix, name))
    if kinds[name]:
        return namespace(version, prefix + name + ".")
    module, _, attribute = table(version)[prefix + name].partition(":")
    found = importlib.import_module(module)
    if not attribute:
        return found
    value = getattr(found, attribute)
    return accepting_old_arguments(explained(value) if isinstance(value, type) else respelled(value))


def hint(version, prefix, name):
    """What to say of a name that is not in a namespace: a clause, or None."""
    known = where_it_went(version, prefix + name)
    if known:
        return known
    here = members(version, prefix)
    if (
        namesake(prefix, name, table(version)) is None is nearest_name(name, here, 0.8)
    ):  # names that are not there, too, may be spelled nearly right
        near = nearest_name(name, [*here, *members("v1", prefix), *absent.below(prefix)])
        if near and near not in here and (went := where_it_went(version, prefix + near)):
            return f"did you mean '{near}'? If so, {went}"
    return suggestion(prefix, name, here, table(version))


def where_it_went(version, name):
    """What the table of absent names says of a public name below `tf`: a clause, or None."""
    return absent.where_it_went(name, version, table)


def where_it_went_below(package, rest):
    """The same of `rest` ("contrib.slim") below one of our public namespaces ("tenfold.compat.v1")."""
    version = "v1" if (package + ".").startswith("tenfold.compat.v1.") else "v2"
    space = package.removeprefix("tenfold").removeprefix(".compat.v1" if version == "v1" else "").lstrip(".")
    return where_it_went(version, f"{space}.{rest}".lstrip("."))


def loading(version, prefix, name):
    """A module whose members are loaded on first use.

    Its functions stand in the module (PEP 562), not in a class of modules: what is there already is found by Python's
    own way then, which takes a fifth of the time.
    """
    module = types.ModuleType(name)

    def __getattr__(attribute):
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        value = resolve(version, prefix, attribute, name)
        setattr(module, attribute, value)
        return value

    module.__path__ = []
    module.__getattr__ = __getattr__
    module.__dir__ = lambda: sorted({*vars(module), *members(version, prefix)} - {"__dir__", "__getattr__"})
    return module


@functools.cache
def namespace(version, prefix):
    """The module `tf.<prefix>`: a package of ours where there is one (`tf.keras.layers`), else one made for it.

    Where the v1 API has no names of its own it shares the v2 API's module: `tf.compat.v1.keras` is `tf.keras`.
    """
    if version == "v1" and prefix and not any(name.startswith(prefix) for name, _ in rows("V1")):
        return namespace("v2", prefix)
    if above := prefix.rstrip(".").rpartition(".")[0]:
        namespace(version, above + ".")  # Python looks for a package in the one above
    root = "tenfold" if version == "v2" else "tenfold.compat.v1"
    name = f"{root}.{prefix}".rstrip(".")
    if version == "v2" and importlib.util.find_spec(name) is not None:
        return importlib.import_module(name)
    module = loading(version, prefix, name)
    return sys.modules.setdefault(name, module) if prefix else module


def attribute(package, name):
    """What `package.name` is for one of our packages that is a public namespace too; its `__getattr__` asks here."""
    if name.startswith("__") and name != "__internal__":  # Python asks for its own names; this one is Keras's
        raise AttributeError(name)
    value = resolve("v2", package.removeprefix("tenfold").lstrip(".") + ".", name, package)
    setattr(sys.modules[package], name, value)
    return value


def listing(package):
    """Names for `dir(package)`."""
    return sorted({*vars(sys.modules[package]), *members("v2", package.removeprefix("tenfold").lstrip(".") + ".")})


class Root(types.ModuleType):
    """The module `tenfold`. Importing its floor `tenfold.function` must not hide the public `tf.function`."""

    def __setattr__(self, name, value):
        if (
            isinstance(value, types.ModuleType)
            and value.__name__ == f"tenfold.{name}"
            and members("v2", "").get(name) is False
        ):
            return
        super().__setattr__(name, value)


def public(name):
    """What `tf.<name>` is."""
    above, dot, last = name.rpartition(".")
    return resolve("v2", above + dot, last, "tenfold")


lookup.attribute, lookup.names, lookup.public = attribute, listing, public

"""What a constructor was given, kept for classes that write no `get_config` of their own."""

import inspect
import logging

from tenfold.keras.saving.described import described
from tenfold.keras.saving.flags import check_flags
from tenfold.keras.utils.per_class import per_class

logger = logging.getLogger("tenfold")
_PLAIN = (bool, int, float, str, type(None))  # what JSON holds, with lists and dicts of it
_COVERED = frozenset(["weights", "input_shape"])  # keywords of `Layer`: initial values, and `batch_input_shape` again


class _Unheld:
    """In place of an argument that a configuration cannot hold (and that is not kept alive)."""

    def __init__(self, value):
        self.kind = type(value).__name__

    def __repr__(self):
        return f"<{self.kind}>"


class Recorded:
    """Base of layers, losses, metrics, initializers, constraints: an object remembers the arguments it was made with.

    It does so where `get_config` does not know them: it is the base class's, or older than the constructor.
    """

    _check_flags = classmethod(check_flags)  # also of what the names of Keras 1 stood for

    def __new__(cls, *args, **kwargs):
        cls._check_flags(args, kwargs)
        self = super().__new__(cls)
        if (args or kwargs) and _records(cls):
            args, kwargs = tuple([held(v) for v in args]), {k: held(v) for k, v in kwargs.items()}
            vars(self)["_made_with"] = args, kwargs
        return self

    def _with_arguments(self, config, base, strict=True):
        """`config`, what the method `base` knows, and the arguments that it does not know.

        The whole of a constructor's arguments where the class has no `get_config` besides `base`; keys that the
        constructor does not take are left out then, so that `from_config` can make the same object.

        Raises:
          NotImplementedError: there is no `get_config` besides `base`, and an argument is nothing that JSON holds;
            where not `strict` that is left out.
        """
        cls = type(self)
        given = vars(self).get("_made_with", ((), {}))
        parameters, positional = _parameters(cls), _positional(cls)
        named = {**given[1], **dict(zip(positional, given[0]))}
        if cls.get_config is not base:
            return {**config, **_joining(cls, named)}
        if not any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
            config = {k: v for k, v in config.items() if k in parameters}
        if "trainable" in config:
            named.pop("trainable", None)  # what it is now
        if "dtype" in config and named.get("dtype") is None:
            named.pop("dtype", None)  # that of the policy of the day
        covered = {*config, *(_COVERED - parameters.keys())}
        named = {k: v for k, v in named.items() if _is_held(v) or k not in covered}
        if strict:
            _refuse_unheld(self, named, given[0][len(positional) :])
        return {**config, **held({k: v for k, v in named.items() if _is_held(v)})}


def _joining(cls, named):
    """The arguments that an inherited `get_config` does not know, as far as JSON holds them."""
    unknown = {k: v for k, v in named.items() if k in _unknown(cls)}
    lost = [f"{k}={v!r}" for k, v in unknown.items() if not _is_held(v)]
    if lost:
        logger.warning(
            "The configuration of %s lacks %s: JSON cannot hold it, and the get_config() of %s does not know it. "
            "Override get_config() in %s.",
            *(cls.__name__, ", ".join(lost), _owner(cls, "get_config").__name__, cls.__name__),
        )
    return held({k: v for k, v in unknown.items() if _is_held(v)})


def held(value):
    """A plain value, with lists and dicts of its own; `_Unheld` in place of what JSON does not hold."""
    if isinstance(value, _PLAIN):
        return value
    kind = type(value)
    if kind is dict:
        copied = {k: held(v) for k, v in value.items()}
        parts = (*copied, *copied.values())
    elif kind in (list, tuple):
        parts = copied = kind([held(v) for v in value])
    else:
        return _Unheld(value)
    return copied if all(map(_is_held, parts)) else _Unheld(value)


def _is_held(value):
    return isinstance(value, (*_PLAIN, list, tuple, dict))


def _refuse_unheld(instance, named, rest):
    """NotImplementedError where one of the arguments cannot be kept by its name in JSON."""
    cls, parameters = type(instance), _parameters(type(instance))
    nameless = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_ONLY and p.name in named]
    missing = [p for p in parameters.values() if p.default is p.empty and p.kind in _NAMED and p.name not in named]
    reasons = [f"{k}={v!r}" for k, v in named.items() if not _is_held(v)]
    reasons += [f"{name}, which has no name to be passed by" for name in nameless]
    reasons += [f"{v!r}, which is to be passed by its name" for v in rest]
    reasons += [f"{p.name}, which the class's own __new__ keeps back" for p in missing]
    if reasons:
        name, kind = cls.__name__, _owner(cls, "get_config").__name__
        raise NotImplementedError(
            f"{kind} {name} was created by passing non-serializable argument values in `__init__()` "
            f"({', '.join(reasons)}), and therefore must override `get_config()` in order to be saved or made again "
            f"from its configuration:\n\n    class {name}({kind}):\n        def get_config(self):\n"
            "            config = super().get_config()\n"
            '            config.update({"argument": ...})  # as JSON can hold it\n            return config\n'
        )


def made_from(cls, config):
    """`cls(**config)`, with the class and the configuration named where they do not fit.

    Raises:
      TypeError: the constructor does not take what the configuration holds.
    """
    with described(cls.__name__, config, Exception):
        return cls(**config)


_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@per_class
def _parameters(cls):
    """Name -> parameter of the constructor, without self."""
    return dict(list(inspect.signature(cls.__init__).parameters.items())[1:])


def _positional(cls):
    return [p.name for p in _parameters(cls).values() if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def _owner(cls, method):
    return next(c for c in cls.__mro__ if method in vars(c))


@per_class
def _unknown(cls):
    """Parameters of a constructor that is newer than `get_config`, which does not know them."""
    constructor, describer = _owner(cls, "__init__"), _owner(cls, "get_config")
    newer = cls.__mro__.index(constructor) < cls.__mro__.index(describer)
    return frozenset(_parameters(cls)) - frozenset(_parameters(describer)) if newer else frozenset()


@per_class
def _records(cls):
    """Whether there are arguments that `get_config` does not know; the classes of this package write theirs."""
    if cls.__module__.startswith("tenfold."):
        return False
    return _owner(cls, "get_config").__dict__["get_config"] in BASES or bool(_unknown(cls))


BASES: set = set()  # the `get_config` of base classes, which know nothing of a subclass's constructor


def base(get_config):
    """Decorator: this `get_config` is a base class's, and ends in `_with_arguments`."""
    BASES.add(get_config)
    return get_config

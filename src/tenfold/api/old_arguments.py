"""What Keras 1 called the arguments of models and layers: `Convolution2D(8, 3, 3, border_mode="same", init="normal")`.

`ANYWHERE` holds for every layer that has the new name, `OF_CLASS` for a class and those made of it, and goes before.
Where one of these names is used, or the era is a version of the package Keras before 3, the sizes of a kernel may stand
one after the other as well: elsewhere `Conv2D(64, 3, 3)` has strides of 3, as TensorFlow has always read it.
"""

import functools
import inspect
from itertools import chain

from tenfold.api import era
from tenfold.api.unknown_names import nearest_name

ANYWHERE = {
    "output_dim": "units",
    "init": "kernel_initializer",
    "inner_init": "recurrent_initializer",
    "forget_bias_init": "unit_forget_bias",
    "inner_activation": "recurrent_activation",
    "bias": "use_bias",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "U_constraint": "recurrent_constraint",
    "b_constraint": "bias_constraint",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "consume_less": "implementation",
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "border_mode": "padding",
    "subsample": "strides",
    "subsample_length": "strides",
    "atrous_rate": "dilation_rate",
    "dim_ordering": "data_format",
    "pool_length": "pool_size",
    "stride": "strides",
    "length": "size",
    "p": "rate",
    "sigma": "stddev",
    "depthwise_init": "depthwise_initializer",
    "pointwise_init": "pointwise_initializer",
    "beta_init": "beta_initializer",
    "gamma_init": "gamma_initializer",
}
OF_CLASS = {
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "LeakyReLU": {"negative_slope": "alpha"},  # Keras 3's
    "PReLU": {"init": "alpha_initializer"},
}
SIZES = {  # arguments that are one tuple today
    2: ("nb_row", "nb_col"),
    3: ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}
VALUES = {  # new name -> {old value: new value}
    "data_format": {"tf": "channels_last", "th": "channels_first", "default": None},
    "unit_forget_bias": {"one": True, "ones": True, "zero": False, "zeros": False},
    "implementation": {"cpu": 1, "mem": 1, "gpu": 2},
}
ONLY = {"BatchNormalization": {"mode": 0}}  # arguments that are gone, with the value under which nothing changes

ENDS = {"input": "inputs", "output": "outputs"}  # of a functional model

_OF_GENERATORS = {"max_q_size": "max_queue_size", "nb_worker": "workers", "pickle_safe": "use_multiprocessing"}
OF_METHODS = {  # of models: old name -> new, and {place: name} of what a call with an old name has there
    "fit": ({"nb_epoch": "epochs"}, {}),
    "fit_generator": (_OF_GENERATORS | {"nb_epoch": "epochs"}, {1: "samples_per_epoch"}),
    "evaluate_generator": (_OF_GENERATORS, {1: "val_samples"}),
    "predict_generator": (_OF_GENERATORS, {1: "val_samples"}),
}

_TABLES: tuple = (*OF_CLASS.values(), *ONLY.values())
_OLD = frozenset([*ANYWHERE, *chain.from_iterable(_TABLES), *SIZES[2], *SIZES[3]])
_MARK = "takes_old_names"
_LAYERS = "tenfold.keras.layers."
_MODELS = "tenfold.keras.models."
_MODEL = f"{_MODELS}model"


def accepting_old_arguments(found):
    """`found`; where it is a layer of ours or Model, its constructor takes the old names as well from now on."""
    if isinstance(found, type) and found.__module__ == _MODEL and not hasattr(found.__init__, _MARK):
        found.__new__ = staticmethod(_accepting_ends(found.__new__))
        for cls in (found, found.functional):
            cls.__init__ = _accepting_ends(vars(cls)["__init__"])
    if isinstance(found, type) and found.__module__.startswith(_MODELS):
        _renew_methods(found)
    if isinstance(found, type) and found.__module__.startswith(_LAYERS):
        owner = next(cls for cls in found.__mro__ if "__init__" in vars(cls))
        if owner.__module__.startswith(_LAYERS) and not owner.__module__.startswith(_LAYERS + "base.layer"):
            written = vars(owner)["__init__"]
            if not hasattr(written, _MARK):
                owner.__init__ = _accepting(written)
    return found


def _renew_methods(model):
    """The methods of OF_METHODS take the old names as well from now on."""
    for name, (names, counted) in OF_METHODS.items():
        owner = next((cls for cls in model.__mro__ if name in vars(cls)), None)
        if owner is not None and not hasattr(vars(owner)[name], _MARK):
            setattr(owner, name, _accepting_names(vars(owner)[name], names, counted))


def _accepting_names(method, names, counted):
    """A method that takes `names`, old -> new. Of a call that has one, `counted` are {place: name} of others."""

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        old = names.keys() & kwargs.keys()
        for key in old:
            if names[key] in kwargs:
                raise TypeError(f"{method.__name__}() got both '{key}' and '{names[key]}', which mean the same.")
            kwargs[names[key]] = kwargs.pop(key)
        if old and len(args) > 1:
            for place in counted.keys() & set(range(len(args))):
                kwargs[counted[place]] = args[place]
                args = (*args[:place], None, *args[place + 1 :])
        return method(self, *args, **kwargs)

    setattr(call, _MARK, True)
    return call


def _accepting_ends(written):
    """A constructor of functional models that takes `Model(input=x, output=y)`; only both make one."""

    @functools.wraps(written)
    def construct(self_or_class, *args, **kwargs):
        if ENDS.keys() <= kwargs.keys():
            if twice := kwargs.keys() & ENDS.values():
                raise TypeError(f"Model got both {sorted(twice)} and what Keras 1 called so: {sorted(ENDS)}.")
            kwargs = {ENDS.get(key, key): value for key, value in kwargs.items()}
        return written(self_or_class, *args, **kwargs)

    setattr(construct, _MARK, True)
    return construct


def _accepting(written):
    @functools.wraps(written)
    def __init__(self, *args, **kwargs):
        if len(args) > 2 or not _OLD.isdisjoint(kwargs):
            args, kwargs = _modern(type(self), args, kwargs)
            self._check_flags(args, kwargs)
        try:
            written(self, *args, **kwargs)
        except TypeError as e:
            _name_class(e, written, type(self), kwargs)
            raise

    return __init__


def _name_class(error, written, cls, kwargs):
    """Where Python says that arguments do not fit: of the class that was called, not of the base whose constructor
    `written` is; and which argument may be meant by a name that none has."""
    said, base = str(error), f"{written.__qualname__}() "
    if said.startswith(base):
        public = next(c for c in cls.__mro__ if c.__module__.startswith(_LAYERS))
        known = _arguments(cls)
        near = ((key, nearest_name(key, known.keys() - kwargs.keys())) for key in kwargs if key not in known)
        hint = next((f": it has no {key!r}; did you mean '{name}'?" for key, name in near if name), "")
        error.args = (f"{public.__name__}.__init__() {said.removeprefix(base)}{hint}",)


def _modern(cls, args, kwargs):
    """Arguments under the names that `cls` gives them."""
    known = _arguments(cls)
    used = {key for key in kwargs.keys() & _OLD if key not in known}
    is_old = bool(used) or () < era.version_of(era.current()).keras < (3,)
    rank = _rank(cls) if known.get("kernel_size") == 1 else 0
    rank = rank if is_old or rank == 3 < len(args) and isinstance(args[3], int) else 0  # no padding is a number
    if rank > 1 and len(args) > rank and all(isinstance(n, int) for n in args[1 : 1 + rank]):
        args = (args[0], args[1 : 1 + rank], *args[1 + rank :])
    if rank in SIZES and used.intersection(SIZES[rank]):
        used -= set(SIZES[rank])
        sizes = tuple([kwargs[name] for name in SIZES[rank] if name in kwargs])
        kwargs = {key: value for key, value in kwargs.items() if key not in SIZES[rank]} | {"kernel_size": sizes}
        if len(args) > 1:  # Convolution2D(64, 3, nb_col=3)
            args, kwargs["kernel_size"] = args[:1], (*args[1:], *sizes)
    renamed = {}
    for key, value in kwargs.items():
        if key not in used:
            renamed[key] = value
        elif (key, value) not in _gone(cls):
            new = _new_name(cls, key, known)
            if new != key and new in kwargs:
                raise TypeError(f"{cls.__name__}() got both '{key}' and '{new}', which mean the same.")
            renamed[new] = _new_value(cls, key, new, value)
    return args, renamed


def _gone(cls):
    """The (argument, value) pairs of `ONLY` that hold for `cls`."""
    return [pair for base in cls.__mro__ for pair in ONLY.get(base.__name__, {}).items()]


def _new_name(cls, key, known):
    """What `cls` calls its argument `key` today; `key`, to be refused, where it has no such argument."""
    tables = [OF_CLASS.get(base.__name__, {}) for base in cls.__mro__]
    new = next((table[key] for table in (*tables, ANYWHERE) if key in table), key)
    return new if new in known else key


def _new_value(cls, key, new, value):
    table = VALUES.get(new)
    if table is None or not isinstance(value, str):
        return value
    if value not in table:
        raise ValueError(f"{cls.__name__}: `{key}` must be one of {', '.join(map(repr, table))}; received {value!r}.")
    return table[value]


@functools.cache
def _arguments(cls):
    """{name: place among the positional ones} of the arguments of `cls` and of what its constructor hands on to."""
    found = {}
    for base in cls.__mro__:
        if "__init__" in vars(base) and base.__module__.startswith(_LAYERS):
            for place, name in enumerate(list(inspect.signature(base.__init__).parameters)[1:]):
                found.setdefault(name, place)
    return found


def _rank(cls):
    """Number of spatial axes of a convolution, which its name says."""
    return next((int(base.__name__[-2]) for base in cls.__mro__ if base.__name__[-2:] in ("1D", "2D", "3D")), 0)

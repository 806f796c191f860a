"""`tf.experimental.ExtensionType`: classes of a program's own that hold tensors and go wherever tensors go."""

import functools
import inspect
import typing

from tenfold.core.base import nest
from tenfold.core.base.hooks import hooks
from tenfold.core.values.tensor import Tensor
from tenfold.ops.math.comparison import equal
from tenfold.ops.math.reduce import reduce_all
from tenfold.ops.structures.dispatch import dispatched
from tenfold.ops.structures.extension_fields import RESERVED, check_annotation, constructor_signature, fitted
from tenfold.ops.structures.specs import TensorSpec, TypeSpec, has_spec, register_spec, type_spec_from_value


class _Fielded:
    """What values and specs share: fields, set while the constructor runs and never again."""

    _tf_fields = {}  # name -> (annotation, default)
    _tf_is_spec = False

    @classmethod
    def _known_fields(cls):
        """name -> (annotation with forward references found, default)."""
        return cls._tf_fields

    def __setattr__(self, name, value):
        if "_tf_open" not in self.__dict__ or name not in self._known_fields():
            raise AttributeError(f"Cannot mutate attribute `{name}` outside the custom constructor of ExtensionType.")
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        raise AttributeError(f"Cannot mutate attribute `{name}` outside the custom constructor of ExtensionType.")

    def _values(self):
        return tuple([getattr(self, name) for name in self._known_fields()])

    def _with_values(self, values):
        """Another object of this class with these fields, which are taken as they are."""
        new = object.__new__(type(self))
        new.__dict__.update(zip(self._known_fields(), values))
        return new

    def _settle(self):
        """Check and convert what a constructor has set."""
        for name, (kind, _) in self._known_fields().items():
            if name not in self.__dict__:
                raise ValueError(f"ExtensionType {type(self).__name__!r} is missing the field {name!r} after __init__.")
            self.__dict__[name] = fitted(self.__dict__[name], kind, name, self._tf_is_spec)

    def __repr__(self):
        fields = ", ".join([f"{name}={getattr(self, name)!r}" for name in self._known_fields()])
        return f"{type(self).__qualname__}({fields})"

    def __deepcopy__(self, memo):
        return self

    def __reduce__(self):
        return _restored, (type(self), self._values())


def _restored(cls, values):
    return cls._with_values(object.__new__(cls), values)


def _constructor(cls):
    """The `__init__` of a class whose author wrote none."""
    signature = constructor_signature(cls._tf_fields, with_defaults=not cls._tf_is_spec)

    def __init__(self, *args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        self.__dict__.update(bound.arguments)

    parameter = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    __init__.__signature__ = signature.replace(parameters=[parameter, *signature.parameters.values()])
    return __init__


def _settling(init):
    """A constructor, after which the fields are checked and fixed."""

    @functools.wraps(init)
    def __init__(self, *args, **kwargs):
        if "_tf_open" in self.__dict__:  # called by that of a subclass
            return init(self, *args, **kwargs)
        self.__dict__["_tf_open"] = True
        try:
            init(self, *args, **kwargs)
            self._settle()
        finally:
            del self.__dict__["_tf_open"]
        self.__validate__()

    return __init__


class ExtensionTypeSpec(_Fielded, TypeSpec):
    """The spec of an extension type: each tensor of its fields by its spec. Made by `Type.Spec(...)`."""

    _tf_is_spec = True

    def __validate__(self):
        pass

    @classmethod
    def from_value(cls, value):
        """The spec of a value."""
        return _spec_of(value)

    def _fields(self):
        return self._values()

    def _like(self, fields):
        return self._with_values(fields)

    @property
    def beyond_components(self):
        """What tells two types of this class apart beside their tensors."""
        return tuple([_beyond(v) for v in self._values()])

    def components(self):
        """The specs of its tensors, those of composites in parts."""
        return _components(self)

    def is_compatible_with(self, spec_or_value):
        """Whether a value (or all of a spec) could have this type."""
        other = spec_or_value
        if not isinstance(other, TypeSpec):
            other = type_spec_from_value(other, None)
        return type(other) is type(self) and _all_parts(self, other, lambda a, b: a.is_compatible_with(b))

    def is_subtype_of(self, other):
        """Whether every value of this type is one of `other`."""
        return type(other) is type(self) and _all_parts(self, other, lambda a, b: a.is_subtype_of(b))

    def most_specific_common_supertype(self, others):
        """The narrowest spec that covers this and all `others`, None where there is none."""
        flat = nest.flatten(self._values())
        for other in others:
            if not (type(other) is type(self) and _all_parts(self, other, lambda a, b: True)):
                return None
            pairs = zip(flat, nest.flatten(other._values()))
            flat = [a.most_specific_common_supertype([b]) if isinstance(a, TypeSpec) else a for a, b in pairs]
        if any(a is None and b is not None for a, b in zip(flat, nest.flatten(self._values()))):
            return None
        return self._with_values(nest.pack_sequence_as(self._values(), flat))

    __hash__ = TypeSpec.__hash__

    def __repr__(self):
        fields = [f"{name}={_shown(getattr(self, name))}" for name in self._known_fields()]
        return f"{type(self).__qualname__}({', '.join(fields)})"


def _shown(value):
    return repr(dict(value)) if hasattr(value, "_dict") else repr(value)


class ExtensionType(_Fielded):
    """Base of classes with annotated fields, some of which hold tensors.

    A subclass lists its fields as a dataclass does: `values: tf.Tensor`. Values are converted to what the annotation
    says, then `__validate__` is called, and nothing changes them any more. Annotations may be tf.Tensor and its
    composite kin, Python's numbers, strings and bool, tf.DType, tf.TensorShape, other extension types, and Union,
    Optional, Tuple and Mapping of these. `Spec` is the class of its specs; one may be written inside the class, with
    a constructor of its own.
    """

    Spec = ExtensionTypeSpec
    __hash__ = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        own = {
            k: v
            for k, v in cls.__dict__.get("__annotations__", {}).items()
            if typing.get_origin(v) is not typing.ClassVar
        }
        _check_fields(cls, own)
        inherited = {k: v for base in cls.__mro__[:0:-1] for k, v in getattr(base, "_tf_fields", {}).items()}
        cls._tf_fields = inherited | {k: (v, _default(cls, k, v)) for k, v in own.items()}
        cls._tf_resolved = None
        _add_constructor(cls)
        cls.Spec = _spec_class(cls, cls.__dict__.get("Spec"))
        nest.register_composite(cls, _components, _from_components)
        nest.register_composite(cls.Spec, _components, _value_from_components)
        register_spec(cls, _spec_of)

    @classmethod
    def _known_fields(cls):
        if cls._tf_resolved is None:
            cls._tf_resolved = _resolved(cls)
        return cls._tf_resolved

    def __init__(self, *args, **kwargs):
        if type(self) is ExtensionType:
            raise AssertionError("Cannot create an instance of ExtensionType because it is an abstract base class.")

    def __validate__(self):
        """For subclasses: raise where the fields do not go together."""

    def __eq__(self, other):
        """Whether all fields are equal: False where types, shapes or Python's values differ, else a tensor."""
        if type(other) is not type(self) or not _all_parts(_spec_of(self), _spec_of(other), _could_be_equal):
            return False
        pairs = [(a, b) for a, b in zip(_components(self), _components(other))]
        found = [reduce_all(equal(a, b)) for a, b in pairs]
        return functools.reduce(lambda a, b: a & b, found) if found else True

    def __ne__(self, other):
        same = self == other
        return not same if isinstance(same, bool) else ~same

    @property
    def _type_spec(self):
        return _spec_of(self)

    def _called_with(self, op, inputs, attrs, name):
        """What an op means for values of this type: what the program says (`tf.experimental.dispatch_for_api`)."""
        found = dispatched(op, inputs, attrs, name)
        if found is not NotImplemented:
            return found
        if op is hooks.identity:
            return nest.map_structure(op, inputs[0], expand_composites=True)
        return self._as_tensor()

    def _as_tensor(self):
        raise ValueError(
            f"Attempt to convert a value ({self!r}) with an unsupported type ({type(self)}) to a Tensor. Say "
            "what an op means for it with tf.experimental.dispatch_for_api, or give the op its fields."
        )


def _check_fields(cls, annotations):
    for name, kind in annotations.items():
        if name in RESERVED:
            raise ValueError(f"The field annotations for {cls.__name__} are invalid. Field '{name}' is reserved.")
        try:
            check_annotation(kind)
        except TypeError as e:
            raise TypeError(f"In field {name!r}: {e}") from None


def _default(cls, name, kind):
    default = cls.__dict__.get(name, inspect.Parameter.empty)
    if default is inspect.Parameter.empty:
        return default
    delattr(cls, name)
    return default if isinstance(kind, str) else _fitted_default(default, kind, name)


def _fitted_default(default, kind, name):
    try:
        return fitted(default, kind, f"default value for {name}")
    except NameError:
        return default


def _resolved(cls):
    """The fields with their forward references found."""
    hints = typing.get_type_hints(cls, localns={cls.__name__: cls, **{b.__name__: b for b in cls.__mro__}})
    fields = {}
    for name, (_, default) in cls._tf_fields.items():
        check_annotation(hints[name])
        fields[name] = hints[name], default
    return fields


def _add_constructor(cls):
    written = cls.__dict__.get("__init__")
    if written is None:
        base = next(b for b in cls.__mro__[1:] if "__init__" in b.__dict__)
        if base.__dict__.get("_tf_wrote_init") and not cls.__dict__.get("__annotations__"):
            return
        written = _constructor(cls)
    else:
        cls._tf_wrote_init = True
    cls.__init__ = _settling(written)


def _spec_class(cls, written):
    """The class of specs: that which the author wrote inside the class, if any, with what specs are."""
    body = {}
    if written is not None:
        body = {k: v for k, v in vars(written).items() if k not in ("__dict__", "__weakref__")}
    spec = type(f"{cls.__name__}.Spec", (ExtensionTypeSpec,), body)
    spec.__qualname__, spec.__module__ = f"{cls.__qualname__}.Spec", cls.__module__
    spec.value_type, spec._tf_fields = cls, cls._tf_fields
    spec._known_fields = cls._known_fields
    if hasattr(cls, "_tf_batch"):
        spec._tf_batch = True
    spec.__init__ = _settling(body.get("__init__") or _constructor(spec))
    return spec


def _components(value):
    """The tensors (of a value) or TensorSpecs (of a spec) in the fields, in order."""
    kind = TensorSpec if value._tf_is_spec else Tensor
    return [t for t in nest.flatten(value._values(), expand_composites=True) if isinstance(t, kind)]


def _from_components(value, tensors):
    """A value like this one of other tensors."""
    kind, given = TensorSpec if value._tf_is_spec else Tensor, iter(tensors)
    flat = nest.flatten(value._values(), expand_composites=True)
    flat = [next(given) if isinstance(v, kind) else v for v in flat]
    return value._with_values(nest.pack_sequence_as(value._values(), flat, expand_composites=True))


def _value_from_components(spec, tensors):
    """The value of this type that has these tensors."""
    made = object.__new__(spec.value_type)
    made.__dict__.update(zip(spec._known_fields(), _from_components(spec, tensors)._values()))
    return made


def _spec_of(value):
    """The spec of a value."""
    specs = nest.map_structure(_spec_of_part, value._values())
    made = object.__new__(value.Spec)
    made.__dict__.update(zip(value._known_fields(), specs))
    return made


def _spec_of_part(part):
    if isinstance(part, Tensor):
        return TensorSpec(part.shape, part.dtype)
    return type_spec_from_value(part) if has_spec(part) and part is not None else part


def _beyond(field):
    """A field without its tensors, hashable."""
    parts = [getattr(v, "beyond_components", None) if isinstance(v, TypeSpec) else v for v in nest.flatten(field)]
    return (
        len(parts),
        *[type(v.value_type) if isinstance(v, TypeSpec) else type(v) for v in nest.flatten(field)],
        *parts,
    )


def _all_parts(one, other, holds):
    """Whether two specs of one class are built alike and `holds(spec, spec)` of their parts."""
    try:
        nest.assert_same_structure(one._values(), other._values())
    except (TypeError, ValueError):
        return False
    for a, b in zip(nest.flatten(one._values()), nest.flatten(other._values())):
        if isinstance(a, TypeSpec) != isinstance(b, TypeSpec):
            return False
        if not (holds(a, b) if isinstance(a, TypeSpec) else type(a) is type(b) and a == b):
            return False
    return True


def _could_be_equal(a, b):
    return a.is_compatible_with(b)


def as_dict(value):
    """The fields of an extension type's value as a dictionary."""
    return {name: getattr(value, name) for name in value._known_fields()}


class BatchableExtensionType(ExtensionType):
    """An extension type that map_fn and its kin may take apart: each tensor has the batch as its first axis."""

    _tf_batch = True

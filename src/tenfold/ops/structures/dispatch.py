"""`tf.experimental.dispatch_for_api` and its kin: what TensorFlow's functions mean for a program's own types.

An op finds its targets when it meets a value of such a type, any other public function where its old spellings are
looked after (`api/spellings.py`); so nothing is paid by programs that register none.
"""

import functools
import inspect
import types
import typing

from tenfold.core.base.hooks import hooks
from tenfold.core.calls.op import Op
from tenfold.ops.public import lookup

UNARY = """
    abs acos acosh math.angle as_string asin asinh atan atanh bitwise.invert cast clip_by_value cos cosh
    debugging.check_numerics exp floor image.adjust_brightness image.adjust_gamma image.convert_image_dtype
    image.is_jpeg image.random_brightness image.stateless_random_brightness io.decode_base64 io.decode_compressed
    io.encode_base64 logical_not math.abs math.bessel_i0 math.bessel_i0e math.bessel_i1 math.bessel_i1e math.ceil
    math.conj math.digamma math.erf math.erfc math.erfcinv math.erfinv math.expm1 math.imag math.is_finite math.is_inf
    math.is_nan math.lgamma math.log math.log1p math.log_sigmoid math.ndtri math.nextafter math.real math.reciprocal
    math.reciprocal_no_nan math.rint math.round math.rsqrt math.sigmoid math.special.bessel_j0 math.special.bessel_j1
    math.special.bessel_k0 math.special.bessel_k0e math.special.bessel_k1 math.special.bessel_k1e
    math.special.bessel_y0 math.special.bessel_y1 math.special.dawsn math.special.expint math.special.fresnel_cos
    math.special.fresnel_sin math.special.spence negative nn.elu nn.gelu nn.leaky_relu nn.relu nn.relu6 nn.selu nn.silu
    nn.softplus nn.softsign ones_like saturate_cast sigmoid sign sin sinh sqrt square strings.length strings.lower
    strings.regex_full_match strings.regex_replace strings.strip strings.substr strings.to_hash_bucket
    strings.to_hash_bucket_fast strings.to_hash_bucket_strong strings.to_number strings.unicode_transcode strings.upper
    tan tanh zeros_like
""".split()
BINARY = """
    add atan2 bitwise.bitwise_and bitwise.bitwise_or bitwise.bitwise_xor bitwise.left_shift bitwise.right_shift complex
    divide equal greater greater_equal less less_equal logical_and logical_or math.divide_no_nan math.floordiv
    math.floormod math.logical_xor math.multiply_no_nan math.squared_difference math.xdivy math.xlog1py math.xlogy
    math.zeta maximum minimum multiply nn.sigmoid_cross_entropy_with_logits not_equal pow realdiv scalar_mul subtract
    truediv truncatediv truncatemod
""".split()
ASSERTS = """
    debugging.assert_equal debugging.assert_greater debugging.assert_greater_equal debugging.assert_less
    debugging.assert_less_equal debugging.assert_near debugging.assert_none_equal
""".split()

_TARGETS: dict[object, list] = {}  # function -> [(signature, target)], a signature being {parameter: annotation}
_ELEMENTWISE: dict[tuple, object] = {}  # annotations of the first arguments -> handler, beside which others are refused


def targets_of(function):
    """The list, which grows, of what stands in for a public function."""
    return _TARGETS.setdefault(function, [])


def dispatched(op, inputs, attrs, name):
    """What the target for a call of an op returns; NotImplemented where there is none."""
    targets = _TARGETS.get(op)
    if not targets:
        return NotImplemented
    if op.variadic:
        given = {op.inputs[0]: list(inputs)}
    else:
        given = {p: v for p, v in zip(op.inputs, inputs) if v is not None}
    said = {k: v for k, v in attrs.items() if k not in op.defaults or op.defaults[k] is not v}
    return first_match(op, targets, {**given, **said}, {} if name is None else {"name": name})


def called(function, targets, args, kwargs):
    """What the target for a call of a public function returns; NotImplemented where there is none."""
    try:
        given = inspect.signature(function).bind(*args, **kwargs).arguments
    except TypeError:
        return NotImplemented
    name = {"name": given.pop("name")} if given.get("name") is not None else {}
    return first_match(function, targets, given, name)


def first_match(api, targets, given, name):
    """What the first target whose signature fits the arguments `given` returns; NotImplemented where none fits."""
    for signature, target in targets:
        if all(k in given and _fits(given[k], kind) for k, kind in signature.items()):
            if any(_holds_extension(given[k]) for k in signature):
                return target(api, given, name)
    return NotImplemented


def _fits(value, kind):
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, k) for k in inner)
    if origin is list:
        return isinstance(value, (list, tuple)) and all(_fits(v, inner[0]) for v in value)
    return isinstance(value, kind)


def _holds_extension(value):
    if isinstance(value, (list, tuple)):
        return any(map(_holds_extension, value))
    return hasattr(type(value), "_tf_fields")


def dispatch_for_api(api, *signatures):
    """Decorator: the function is called in place of `api` where the arguments fit one of `signatures`.

    Args:
      api: a public function of TensorFlow's.
      signatures: {parameter: annotation} each: a class, a Union, or a List of these; one of them is an extension type.
        By default what the decorated function's own annotations say.

    Raises:
      ValueError: `api` cannot be given another meaning, a signature names a parameter that it has not got or no
        extension type, or the decorated function has other parameters.
    """
    key = _key(api)

    def decorate(target):
        for signature in signatures or [_annotations(target)]:
            known = {_parameter(key, k): kind for k, kind in signature.items()}
            if not any(map(_names_extension, known.values())):
                raise ValueError(
                    f"dispatch_for_api: a signature must name a tf.experimental.ExtensionType: {signature}"
                )
            parameters = {_parameter(key, p): p for p in inspect.signature(target).parameters if p != "name"}
            targets_of(key).append((known, functools.partial(_call_target, target, parameters)))
        target._dispatched_for = key
        return target

    return decorate


def _key(api):
    """What the targets of a public function stand under: the op, or the function in our own spelling."""
    for found in (api, getattr(api, "__wrapped__", None)):
        if isinstance(found, Op) or isinstance(found, types.FunctionType) and found in _TARGETS:
            return found
    raise ValueError(f"{api!r} is not a TensorFlow API that can be given a meaning for other types (dispatch).")


def _annotations(target):
    hints = typing.get_type_hints(target)
    signature = {k: v for k, v in hints.items() if k != "return" and _names_extension(v)}
    if not signature:
        raise ValueError(
            f"{target!r} must annotate a parameter with an extension type, or give dispatch_for_api {{...}}."
        )
    return {k: v for k, v in hints.items() if k in inspect.signature(target).parameters and _is_checkable(v)}


def _is_checkable(kind):
    return isinstance(kind, type) or typing.get_origin(kind) in (typing.Union, types.UnionType, list)


def _names_extension(kind):
    inner = typing.get_args(kind)
    return any(map(_names_extension, inner)) if inner else hasattr(kind, "_tf_fields")


def _parameter(api, name):
    """Our name for a parameter of `api`. ValueError where it has none of this name."""
    parameters = [*api.inputs, *api.attrs] if isinstance(api, Op) else list(inspect.signature(api).parameters)
    if isinstance(name, int):
        return parameters[name]
    found = next((n for n in (name, *hooks.spellings.get(name, ())) if n in parameters), None)
    if found is None:
        raise ValueError(f"Dispatch: {api.__name__} has no parameter {name!r}; it takes {parameters}.")
    return found


def _call_target(target, parameters, api, given, name):
    """Call a target with the arguments under the names that it has for them."""
    unknown = [k for k in given if k not in parameters]
    if unknown:
        raise TypeError(f"{target.__name__}, which stands in for {api.__name__}, takes no argument {unknown[0]!r}.")
    takes_name = "name" in inspect.signature(target).parameters
    return target(**{parameters[k]: v for k, v in given.items()}, **(name if takes_name else {}))


def dispatch_for_unary_elementwise_apis(x_type):
    """Decorator: `handler(api, x)` is called in place of every elementwise function of one tensor, for an `x_type`."""
    return functools.partial(_register_elementwise, "unary", UNARY, (x_type,))


def dispatch_for_binary_elementwise_apis(x_type, y_type):
    """Decorator: `handler(api, x, y)` is called in place of every elementwise function of two tensors."""
    return functools.partial(_register_elementwise, "binary", BINARY, (x_type, y_type))


def dispatch_for_binary_elementwise_assert_apis(x_type, y_type):
    """Decorator: `handler(api, x, y)` is called in place of `tf.debugging.assert_equal` and its kin."""
    return functools.partial(_register_elementwise, "binary assert", ASSERTS, (x_type, y_type))


def _register_elementwise(family, names, kinds, handler):
    if not any(map(_names_extension, kinds)):
        raise ValueError(f"Dispatch: one of {kinds} must be a tf.experimental.ExtensionType.")
    if (family, kinds) in _ELEMENTWISE:
        raise ValueError(
            f"A {family} elementwise dispatch handler ({_ELEMENTWISE[family, kinds]}) has already been registered for "
            f"{kinds}."
        )
    _ELEMENTWISE[family, kinds] = handler
    for api in dict.fromkeys([_key(lookup.public(name)) for name in names]):
        first = list(inspect.signature(api).parameters)[: len(kinds)]
        targets_of(api).append((dict(zip(first, kinds)), functools.partial(_call_handler, handler, first)))
    return handler


def _call_handler(handler, first, api, given, name):
    """Call a handler with the first arguments; the others, and the name, are added when it calls the api."""
    rest = {k: v for k, v in given.items() if k not in first} | name
    return handler(functools.partial(api, **rest) if rest else api, *[given[k] for k in first])


def unregister_dispatch_for(dispatch_target):
    """Take back what `dispatch_for_api` or one of its kin registered this function for.

    Raises:
      ValueError: it is registered for nothing.
    """
    found = False
    for targets in _TARGETS.values():
        kept = [row for row in targets if row[1].args[0] is not dispatch_target]
        found |= len(kept) < len(targets)
        targets[:] = kept
    for key in [k for k, handler in _ELEMENTWISE.items() if handler is dispatch_target]:
        del _ELEMENTWISE[key]
    if not found:
        raise ValueError(f"Function {dispatch_target} was not registered.")

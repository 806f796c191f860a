"""Policies: in which dtype layers compute, and in which they keep their variables."""

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.values import dtypes
from tenfold.keras.backend_config import floatx
from tenfold.keras.mixed_precision import loss_scale as scales
from tenfold.keras.saving import serialization
from tenfold.keras.saving.plain_values import get_registered_name
from tenfold.keras.utils.by_era import OF_ERA

MIXED = {"mixed_float16": ("float16", "float32"), "mixed_bfloat16": ("bfloat16", "float32")}
_REMOVED = {  # names of TensorFlow 2.0's policies -> what to write today
    "infer_float32_vars": "'mixed_float16' or 'mixed_bfloat16'",
    "infer_with_float32_vars": "'mixed_float16' or 'mixed_bfloat16'",
    "float16_with_float32_vars": "'mixed_float16'",
    "bfloat16_with_float32_vars": "'mixed_bfloat16'",
}


class Policy:
    """In which dtypes a layer works.

    Args:
      name: of a dtype ("float64"), of both computation and variables; or "mixed_float16" or "mixed_bfloat16", with
        which layers compute in these 16 bits and keep float32 variables (Micikevicius et al., arXiv:1710.03740); that
        of the global policy by default.

    Attributes:
      compute_dtype: name of the dtype that a layer's inputs are cast to, and its variables where its `call` reads them.
      variable_dtype: name of the dtype of its variables, their gradients and what an optimizer keeps for them.

    Raises:
      TypeError: `name` is no string.
      ValueError: there is no such policy.
    """

    def __init__(self, name=OF_ERA):
        name = global_policy().name if name is OF_ERA else name
        if isinstance(name, dtypes.DType):
            raise TypeError(
                f"'name' must be a string, not a DType. Instead, pass DType.name. Received: name={name.name}"
            )
        if not isinstance(name, str):
            raise TypeError(f"'name' must be a string, but got: {name}")
        self._name = name
        self._compute_dtype, self._variable_dtype = MIXED.get(name) or _both(name)

    name = property(lambda self: self._name)
    compute_dtype = property(lambda self: self._compute_dtype)
    variable_dtype = property(lambda self: self._variable_dtype)

    def __repr__(self):
        return f'<Policy "{self._name}">'

    def get_config(self):
        return {"name": self._name}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The policy that `get_config` described; the loss scale that files of TensorFlow 2.3 name is left out."""
        if "name" not in config:
            raise TypeError(f"The configuration of a Policy needs its 'name'. Received: config={config}")
        return cls(**{key: value for key, value in config.items() if key != "loss_scale"})


def _both(name):
    """(compute dtype, variable dtype) of a policy that is a dtype's name; None where the inputs decide, as in 1.x."""
    if name == "_infer":
        return None, None
    if "_from_" in name:
        raise ValueError(
            f"The policy '{name}' is a quantized one, and layers do not compute in int8, int4 or float8 here; choose "
            "'mixed_float16', 'mixed_bfloat16' or the name of a dtype."
        )
    if name.endswith("_float32_vars"):
        instead = f" Please use the {_REMOVED[name]} policy instead." if name in _REMOVED else ""
        raise ValueError(
            f"Policies ending in '_float32_vars' have been removed from TensorFlow.{instead} Got policy name: '{name}'"
        )
    try:
        dtype = dtypes.as_dtype(name).name
    except TypeError:
        raise ValueError(
            f"Cannot convert value {name} to a mixed precision Policy. Valid policies include 'mixed_float16', "
            "'mixed_bfloat16', and the name of any dtype such as 'float32'."
        ) from None
    return dtype, dtype


class PolicyV1(Policy):
    """A policy that also says how `compile` has the loss scaled: TensorFlow 2.0 to 2.3's `experimental.Policy`.

    Configurations say the policy without its scale, which an optimizer's have.

    Args:
      name: see `Policy`.
      loss_scale: None, a number, "dynamic", or an object of `loss_scale`; by default dynamic for "mixed_float16" alone.
    """

    def __init__(self, name, loss_scale="auto"):
        super().__init__(name)
        automatic = "dynamic" if name == "mixed_float16" else None
        self._loss_scale = scales.get(automatic if loss_scale == "auto" else loss_scale)

    loss_scale = property(lambda self: self._loss_scale)

    def __repr__(self):
        scale = None if self._loss_scale is None else f"{type(self._loss_scale).__name__}({self._loss_scale().numpy()})"
        return f'<PolicyV1 "{self._name}", loss_scale={scale}>'


def get_layer_policy(layer):
    """The policy of a layer."""
    return layer.dtype_policy


class _default(ProcessWide):
    """The policy of layers that are made without one, in all threads; None for that of `floatx`."""

    policy: Policy | None = None


def global_policy():
    """The policy of layers that are made without one: what was set, else that of `keras.backend.floatx()`."""
    return _default.policy if _default.policy is not None else Policy(floatx())


def set_global_policy(policy):
    """Make `policy`, a Policy or its name, that of layers made from now on without one; None for that of `floatx`.

    Raises:
      ValueError: the policy's dtype is not floating point.
    """
    if policy is not None and not isinstance(policy, Policy):
        policy = Policy(policy)
    if policy is not None and policy.compute_dtype and not dtypes.as_dtype(policy.compute_dtype).is_floating:
        raise ValueError(
            "set_global_policy can only be used to set the global policy to floating-point policies, such as "
            f'"float32" and "mixed_float16", but got policy: {policy.name}'
        )
    _default.policy = policy


def get(identifier):
    """The policy that a layer's `dtype` argument means: a Policy, its description, a dtype or its name, None.

    Raises:
      TypeError: there is no such dtype.
      ValueError: the policy leaves the dtype to the first input, as layers of TensorFlow 1 did.
    """
    if isinstance(identifier, Policy):
        policy = identifier
    elif isinstance(identifier, dict):
        policy = deserialize(identifier)
    elif isinstance(identifier, str) and (identifier in MIXED or "_from_" in identifier):
        policy = Policy(identifier)
    else:
        policy = Policy(dtypes.as_dtype(identifier).name) if identifier else global_policy()
    if policy.compute_dtype is None or policy.variable_dtype is None:
        raise ValueError(f"A layer needs to know its dtype when it is made, and {policy!r} has none; name one.")
    return policy


def serialize(policy):
    """The dtype's name where the policy is nothing but a dtype, else the policy's description."""
    if type(policy) is Policy and policy.name not in MIXED:
        return policy.name if policy.variable_dtype is not None else None
    ours = type(policy) in (Policy, PolicyV1)
    name = get_registered_name(type(policy))
    return {
        "module": "keras.mixed_precision" if ours else None,
        "class_name": "Policy" if ours else type(policy).__name__,
        "config": policy.get_config(),
        "registered_name": None if ours else name,
    }


# what files call policies; the last two are Keras 3's
CLASSES = {name: Policy for name in ("Policy", "PolicyV1", "DTypePolicy", "FloatDTypePolicy")}

_QUANTIZED = ("Quantized", "Int4DType", "GPTQ", "AWQ")


def deserialize(config, custom_objects=None):
    """The policy that `serialize` described, in the form of Keras 2 or 3."""
    if isinstance(config, str):
        return Policy(config)
    if isinstance(config, dict) and str(config.get("class_name")).startswith(_QUANTIZED):
        given = config.get("config") or {}
        return Policy(f"{given.get('mode')}_from_{given.get('source_name')}")  # which says that there is none
    return serialization.deserialize_keras_object(config, CLASSES, custom_objects, "dtype policy")

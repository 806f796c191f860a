"""`tf.types.experimental`: classes to annotate with, to ask `isinstance` of, and to trace one's own objects by."""

import abc
from typing import Any, Protocol, runtime_checkable

import numpy as np

from tenfold.core.values.tensor import Tensor
from tenfold.core.values.variable import Variable
from tenfold.function.concrete import ConcreteFunction
from tenfold.function.function import Function, Method
from tenfold.ops.structures.specs import TypeSpec

TensorLike = Tensor | Variable | int | float | bool | str | bytes | complex | tuple | list | np.ndarray | np.generic


class TraceType(abc.ABC):
    """What tells calls of a traced function apart by an argument: `__tf_tracing_type__` of its class gives one.

    Two arguments share a trace whose types are equal; in its place the function is traced with `placeholder_value`.
    """

    @abc.abstractmethod
    def is_subtype_of(self, other: Any) -> bool:
        """Whether every value of this type is one of `other`."""

    @abc.abstractmethod
    def most_specific_common_supertype(self, others: Any) -> Any:
        """The narrowest type that covers this and all `others`; None where there is none."""

    @abc.abstractmethod
    def placeholder_value(self, placeholder_context: Any) -> Any:
        """What stands for a value of this type while the function is traced."""

    @abc.abstractmethod
    def __hash__(self) -> int: ...

    @abc.abstractmethod
    def __eq__(self, other: object) -> bool: ...


TraceType.register(TypeSpec)


@runtime_checkable
class SupportsTracingProtocol(Protocol):
    """An object that says itself how it is traced."""

    def __tf_tracing_type__(self, context: Any) -> TraceType: ...


class Callable(metaclass=abc.ABCMeta):
    """What a program calls that TensorFlow runs: traced functions and their traces."""

    @property
    @abc.abstractmethod
    def function_type(self) -> Any:
        """Its parameters and its result."""


class PolymorphicFunction(Callable):
    """A function that is traced once a signature: what `tf.function` gives."""


class AtomicFunction(Callable):
    """One trace as it is called without its structure; a ConcreteFunction is one here."""


GenericFunction = PolymorphicFunction
PolymorphicFunction.register(Function)
PolymorphicFunction.register(Method)
AtomicFunction.register(ConcreteFunction)

"""The exceptions of `tf.errors`.

Ours are raised with a message alone, `raise InvalidArgumentError("...")`; programs that build them as TensorFlow does,
`InvalidArgumentError(node_def, op, message)`, work too. Codes are those of the gRPC status codes.
"""

from tenfold.core.base.types import Any

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


class OpError(Exception):
    """Something failed while an operation ran; the base of every class in `tf.errors`.

    Attributes:
      message: what went wrong.
      error_code: an integer, such as `INVALID_ARGUMENT`.
      op: the operation that failed, or `None`.
      node_def: its definition, or `None`.
      experimental_payloads: a dictionary of further details.
    """

    def __init__(
        self,
        node_def: Any = None,
        op: Any = None,
        message: Any = None,
        error_code: int = UNKNOWN,
        experimental_payloads: Any = None,
    ) -> None:
        if message is None and op is None:  # raised with a message alone
            node_def, message = None, node_def
        super().__init__(message)
        self.node_def, self.op, self.message = node_def, op, message
        self.error_code = error_code
        self.experimental_payloads = dict(experimental_payloads or {})

    def __str__(self) -> str:
        text = "" if self.message is None else str(self.message)
        return text if self.op is None else f"{text}\n\nRaised by operation '{self.op.name}'."


class _CodedError(OpError):
    """An `OpError` whose class says its code."""

    code = UNKNOWN

    def __init__(
        self, node_def: Any = None, op: Any = None, message: Any = None, experimental_payloads: Any = None
    ) -> None:
        super().__init__(node_def, op, message, self.code, experimental_payloads)


class CancelledError(_CodedError):
    """The operation was cancelled, as by closing the session or a queue it waited on."""

    code = CANCELLED


class UnknownError(_CodedError):
    """An error of no known kind."""

    code = UNKNOWN

    __init__ = OpError.__init__  # its code may be another


class InvalidArgumentError(_CodedError):
    """An operation received an argument that it cannot take: an incompatible shape, a value out of its domain."""

    code = INVALID_ARGUMENT


class DeadlineExceededError(_CodedError):
    """The operation did not finish in the time given to it."""

    code = DEADLINE_EXCEEDED


class NotFoundError(_CodedError):
    """A file, a directory, a key or another thing asked for does not exist."""

    code = NOT_FOUND


class AlreadyExistsError(_CodedError):
    """The thing to be created is already there."""

    code = ALREADY_EXISTS


class PermissionDeniedError(_CodedError):
    """The caller may not do this, for example write to this file."""

    code = PERMISSION_DENIED


class UnauthenticatedError(_CodedError):
    """The caller did not prove who it is."""

    code = UNAUTHENTICATED


class ResourceExhaustedError(_CodedError):
    """Memory, disk or another resource is used up."""

    code = RESOURCE_EXHAUSTED


class FailedPreconditionError(_CodedError):
    """The system is not in the state the operation needs: a variable read before it is initialised, say."""

    code = FAILED_PRECONDITION


class AbortedError(_CodedError):
    """The operation was given up, as when two of them contend."""

    code = ABORTED


class OutOfRangeError(_CodedError):
    """An operation ran past the end: the input of an iterator or of a queue is used up."""

    code = OUT_OF_RANGE


class UnimplementedError(_CodedError):
    """The operation, or this case of it, is not implemented."""

    code = UNIMPLEMENTED


class InternalError(_CodedError):
    """Something that should never happen has happened."""

    code = INTERNAL


class UnavailableError(_CodedError):
    """The runtime is not available at the moment."""

    code = UNAVAILABLE


class DataLossError(_CodedError):
    """Data cannot be recovered: a truncated or corrupt file."""

    code = DATA_LOSS


class OperatorNotAllowedInGraphError(TypeError):
    """Python asked a symbolic tensor for a value (`if t:`, `for x in t:`) while a graph was being written."""


_BY_CODE = {cls.code: cls for cls in _CodedError.__subclasses__()}


def exception_type_from_error_code(error_code: int) -> "type[OpError]":
    """The class of `tf.errors` for an integer code. Raises `KeyError` for a code that is none."""
    return _BY_CODE[error_code]


def error_code_from_exception_type(cls: type) -> int:
    """The integer code of a class of `tf.errors`; `UNKNOWN` for any other class."""
    return cls.code if isinstance(cls, type) and issubclass(cls, _CodedError) else UNKNOWN


OF_ARRAYS = (ValueError, TypeError, IndexError, ArithmeticError, MemoryError)  # what array libraries raise
# what Python raises besides where it is handed something that it has no use for
FAILURES = (*OF_ARRAYS, AttributeError, KeyError, RecursionError, StopIteration, AssertionError, SystemError)

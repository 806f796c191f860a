import pickle
from types import SimpleNamespace

import pytest

from tenfold.core.base import errors

# class name -> code, as TensorFlow numbers them
CODES = {
    "CancelledError": 1,
    "UnknownError": 2,
    "InvalidArgumentError": 3,
    "DeadlineExceededError": 4,
    "NotFoundError": 5,
    "AlreadyExistsError": 6,
    "PermissionDeniedError": 7,
    "ResourceExhaustedError": 8,
    "FailedPreconditionError": 9,
    "AbortedError": 10,
    "OutOfRangeError": 11,
    "UnimplementedError": 12,
    "InternalError": 13,
    "UnavailableError": 14,
    "DataLossError": 15,
    "UnauthenticatedError": 16,
}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_every_class_and_code(name, code):
    cls = getattr(errors, name)
    for error in (cls("went wrong"), cls(None, None, "went wrong"), cls(message="went wrong")):
        assert isinstance(error, errors.OpError)
        assert (str(error), error.message, error.error_code, error.op, error.node_def) == (
            "went wrong",
            "went wrong",
            code,
            None,
            None,
        )
    assert errors.exception_type_from_error_code(code) is cls
    assert errors.error_code_from_exception_type(cls) == code


def test_positional_arguments_of_tensorflow():
    op = SimpleNamespace(name="div")
    error = errors.InvalidArgumentError("node", op, "bad", {"key": "value"})
    assert (error.node_def, error.op, error.message) == ("node", op, "bad")
    assert error.experimental_payloads == {"key": "value"}
    assert str(error) == "bad\n\nRaised by operation 'div'."
    error = errors.OpError(None, None, "bad", errors.NOT_FOUND)
    assert error.error_code == 5 and str(error) == "bad"


def test_pickles():
    error = pickle.loads(pickle.dumps(errors.NotFoundError("no such file: x.txt")))
    assert isinstance(error, errors.NotFoundError)
    assert error.message == "no such file: x.txt" and error.error_code == errors.NOT_FOUND


def test_code_of_a_foreign_class():
    assert errors.error_code_from_exception_type(ValueError) == errors.UNKNOWN
    with pytest.raises(KeyError):
        errors.exception_type_from_error_code(99)


def test_codes_are_those_of_grpc():
    assert (errors.OK, errors.CANCELLED, errors.UNAUTHENTICATED) == (0, 1, 16)

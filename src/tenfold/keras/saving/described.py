"""Objects made from configurations that may come from anybody: what goes wrong is said of the configuration."""

import contextlib

from tenfold.core.base.errors import OpError


class BadConfiguration(TypeError, ValueError):
    """A configuration that does not describe an object: Keras raises TypeError for a layer's, ValueError elsewhere."""


@contextlib.contextmanager
def described(name, config, errors=(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError)):
    """A block that makes an object of a configuration; its `errors` are the configuration's fault, and say so.

    Those that say more than that (a refusal, ResourceExhaustedError) and those of an object within stay as they are.
    """
    try:
        yield
    except (BadConfiguration, OpError, NotImplementedError):
        raise
    except errors as error:
        said = str(error) if isinstance(error, (TypeError, ValueError)) else f"{type(error).__name__}: {error}"
        raise BadConfiguration(
            f"Error when deserializing class {name!r} using config={shown(config)}.\n\nException encountered: {said}"
        ) from error


def shown(config):
    """A configuration as text for a message: of any length and depth, or circular."""
    try:
        text = str(config)
    except RecursionError:  # nested too deeply to be read, so for being shown
        return "..."
    return text if len(text) <= 1000 else f"{text[:1000]}..."

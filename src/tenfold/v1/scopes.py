"""TensorFlow 1's spellings of name scopes."""

from tenfold.ops.scopes import scope_of


class name_scope_v1:
    """TensorFlow 1's `name_scope`: `default_name` stands in where `name` is None."""

    def __init__(self, name, default_name=None, values=None):
        chosen = default_name if name is None else name
        if not isinstance(chosen, (str, type(None))):
            raise TypeError(f"name_scope: the name must be a string; received {chosen!r}.")
        if name is None and default_name is None and values is not None:
            raise ValueError(f"At least one of name ({name}) and default_name ({default_name}) must be provided.")
        self._name, self._scope = chosen, None

    name = property(lambda self: self._name)

    def __enter__(self):
        self._scope = scope_of(self._name or "")
        return self._scope.__enter__()

    def __exit__(self, *exc):
        return self._scope.__exit__(*exc)


def op_scope(values, name, default_name=None):
    """The oldest spelling of `name_scope`."""
    return name_scope_v1(name, default_name, values)

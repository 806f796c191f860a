"""The words for a public name that is not there."""


class UnknownAttributeError(AttributeError):
    """No such public name. The hint is looked for only when the error is shown, so that `hasattr` stays cheap."""

    def __init__(self, namespace, name, known=(), moved=None):
        super().__init__(namespace, name)
        self._known, self._moved = known, moved or {}

    def __str__(self):
        namespace, name = self.args
        text = f"module '{namespace}' has no attribute '{name}'"
        if name in self._moved:
            return f"{text}: {self._moved[name]}"
        nearest = nearest_name(name, self._known)
        return f"{text}: did you mean '{nearest}'?" if nearest else text


def unknown_attribute(namespace, name, known, moved=None):
    """The `AttributeError` to raise when public `namespace` has no `name`.

    Args:
      namespace: the namespace's public name, such as `"tf.keras.layers"`.
      name: the name that was asked for.
      known: an iterable of the names there are; the nearest is offered.
      moved: a dictionary from removed names to a clause that says where each went, such as `"use tf.random.normal"`.
    """
    return UnknownAttributeError(namespace, name, known, moved)


def nearest_name(name, known):
    """The name in `known` that is most like `name`, capitals and underscores aside; `None` if none is near."""
    import difflib  # costs a millisecond, and only a failing program needs it

    plain = {_plain(candidate): candidate for candidate in known}
    matches = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=0.6)
    return plain[matches[0]] if matches else None


def _plain(name):
    return name.lower().replace("_", "")

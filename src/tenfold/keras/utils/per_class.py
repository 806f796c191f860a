"""What is found out about a class once, and kept as long as the class itself."""

import functools


def per_class(function):
    """Decorator of `function(cls)`: its result stands in the class, so that nothing keeps a class alive."""
    name = f"_kept_{function.__name__.strip('_')}"

    @functools.wraps(function)
    def kept(cls):
        found = cls.__dict__.get(name)
        if found is None:
            found = function(cls)
            type.__setattr__(cls, name, found)
        return found

    return kept

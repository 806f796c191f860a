"""The table of recipes: a public name, and a function that draws one call of it."""

RECIPES = {}  # name -> (make, how many calls it gets in proportion)


def recipe(names, make, times=1.0):
    """Every one of `names` is called with what `make(draw)` gives.

    That is a list of arguments, a dict of options, or both in a tuple; a full call as a dict with "args".
    """
    for name in names.split():
        if name in RECIPES:
            raise ValueError(f"{name} has two recipes")
        RECIPES[name] = (make, times)


def family(name):
    """The family of a name: its namespace."""
    space = name.rpartition(".")[0]
    return space or "tf"


def under(prefix, names):
    return " ".join(prefix + n for n in names.split())

"""Draws lists of calls from the recipes, and says which public functions they reach."""

import collections
import inspect
from pathlib import Path

from agreement.draw import Draw
from agreement.recipes import RECIPES, family

from tenfold.api.namespaces import table

SIGNATURES = Path(__file__).parents[1] / "golden" / "signatures.txt"
NEW = (
    " math nn linalg image signal strings sparse ragged sets random bitwise io audio dtypes random.experimental"
    " math.special experimental.numpy nn.experimental keras.layers keras.activations keras.losses keras.metrics"
    " keras.initializers keras.regularizers keras.constraints keras.optimizers.schedules"
).split(" ")
OLD = " math nn linalg image signal strings sparse ragged sets random bitwise io manip".split(" ")
PER_RECIPE = 22  # calls in a whole list


def resolve(tf, name):
    value = tf
    for part in name.split("."):
        value = getattr(value, part, None)
    return value


def public(tf):
    """Every public function or class of the namespaces: name -> the thing itself."""
    found = {}
    for version, prefix, spaces in (("v2", "", NEW), ("v1", "compat.v1.", OLD)):
        for name in table(version):
            if name.rpartition(".")[0] in spaces and callable(value := resolve(tf, prefix + name)):
                found[prefix + name] = value
    return found


def aliases(names):
    """Recipe name -> all public names of the same thing, those of their own recipe left out."""
    same = collections.defaultdict(list)
    for name, value in names.items():
        same[id(value)].append(name)
    return {n: [a for a in same[id(names[n])] if a == n or a not in RECIPES] for n in RECIPES if n in names}


def signatures():
    """Name -> parameters that may be given by place or by name."""
    found = {}
    for line in SIGNATURES.read_text().splitlines():
        name, *words = line.split()
        found[name.removeprefix("tf.")] = words
    return found


class Source:
    """Calls for the names that `tf` has: one seed, one list."""

    def __init__(self, tf, seed=0):
        self.draw, self.seed = Draw(seed), seed
        self.names = public(tf)
        self.aliases, self.signatures = aliases(self.names), signatures()
        self.recipes = [n for n in RECIPES if n in self.aliases or resolve(tf, n) is not None]

    def list(self, per_recipe=PER_RECIPE):
        """About `per_recipe` calls of each recipe, more where its table says so."""
        calls = []
        for name in self.recipes:
            d = Draw(f"{self.seed} {name}")  # a recipe that changes leaves the calls of others alone
            for _ in range(max(1, round(per_recipe * RECIPES[name][1]))):
                calls.append(self.call(d, name))
        return calls

    def call(self, d, name):
        made = RECIPES[name][0](d)
        if isinstance(made, dict) and "args" in made:
            call = dict(made)
            if "inputs" in call:
                call["gradient"] = d.random() < 0.6
            return call
        args, options = made if isinstance(made, tuple) else (made, {})
        if isinstance(options, list):
            args, options = made, {}
        alias = d.choice(self.aliases.get(name, [name])) if d.rare(0.25) else name
        args, options = self.spelled(d, alias, args, options)
        return {"name": alias, "recipe": name, "args": args, "options": options, "gradient": d.rare(0.25)}

    def spelled(self, d, name, args, options):
        """Some arguments by name instead of by place, as the signature has them."""
        words = self.signatures.get(name) or self.signatures.get(name.removeprefix("compat.v1."), [])
        if d.rare(0.3) and len(words) >= len(args) and not any(w.startswith("*") for w in words[: len(args)]):
            kept = d.randint(0, len(args))
            named = dict(zip(words[kept : len(args)], args[kept:]))
            if not set(named) & set(options):
                return args[:kept], {**named, **options}
        return args, options


def coverage(tf):
    """(reached, all) by namespace, and the names that no recipe reaches; a thing of many names counts once."""
    names = public(tf)
    reached = {id(names[n]) for n in RECIPES if n in names}
    reached |= {id(resolve(tf, n.rpartition(".")[0])) for n in RECIPES}
    counts, missing, seen = collections.Counter(), [], set()
    for name, value in names.items():
        if id(value) in seen or _no_values(name, value):
            continue
        seen.add(id(value))
        counts[family(name)] += 1
        if id(value) not in reached:
            missing.append(name)
    return counts, missing


def _no_values(name, value):
    """What gives no values to compare: classes (layers, losses and the like aside) and exceptions."""
    if not (inspect.isclass(value) or inspect.isfunction(value) or hasattr(value, "infer")):
        return True  # dtypes are called as well, and make none
    return inspect.isclass(value) and not name.startswith("keras.") and "initializer" not in name

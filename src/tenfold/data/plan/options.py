"""`tf.data.Options`: how a dataset runs. Hardly any can change an element; `OPTIONS` in `api/hints.py` says why."""

import enum
from typing import Any, ClassVar, NamedTuple

from tenfold.data.plan.dataset import Dataset, method


class AutoShardPolicy(enum.IntEnum):
    """How workers share a dataset: not at all, by files where it has any, by files, by elements, by placeholders."""

    OFF = -1
    AUTO = 0
    FILE = 1
    DATA = 2
    HINT = 3


class ExternalStatePolicy(enum.Enum):
    """What becomes of a dataset with state of its own when it is saved."""

    WARN = 0
    IGNORE = 1
    FAIL = 2


class AutotuneAlgorithm(enum.Enum):
    """How TensorFlow looks for the number of its threads."""

    DEFAULT = 0
    HILL_CLIMB = 1
    GRADIENT_DESCENT = 2
    MAX_PARALLELISM = 3
    STAGE_BASED = 4


class Field(NamedTuple):
    """The type of an option, and what it is while nobody sets it."""

    type: type
    default: Any = None


class OptionGroup:
    """Options that stand together. They are attributes: of the type of their field, None until they are set.

    Raises:
      AttributeError: an option that is none of `fields`.
      TypeError: a value of another type.
    """

    fields: ClassVar[dict[str, Field]] = {}
    aliases: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        vars(self).update(_set={}, _fixed=False)

    def __getattr__(self, name: str) -> Any:
        name = self.aliases.get(name, name)
        field = self.fields.get(name)
        if field is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        found = self._set.get(name, field.default)
        if found is None and issubclass(field.type, OptionGroup):
            found = self._set[name] = field.type()
            vars(found)["_fixed"] = self._fixed
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        name = self.aliases.get(name, name)
        field = self.fields.get(name)
        if self._fixed:
            raise ValueError(
                "Mutating `tf.data.Options()` returned by `tf.data.Dataset.options()` has no effect. Use "
                "`tf.data.Dataset.with_options(options)` to set or update dataset options."
            )
        if field is None:
            raise AttributeError(
                f"Cannot set the property {name} on {type(self).__name__}; it has {', '.join(self.fields)}."
            )
        if not isinstance(value, field.type):
            raise TypeError(f'Property "{name}" must be of type {field.type}, got: {value!r} (type: {type(value)})')
        self._set[name] = value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.fields, *self.aliases]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(getattr(self, n) == getattr(other, n) for n in self.fields)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def merge(self, options: "OptionGroup") -> Any:
        """Options of both; where both have set one, that of `options`."""
        merged = type(self)()
        for name in self.fields:
            mine, others = self._set.get(name), options._set.get(name)
            if isinstance(mine, OptionGroup) and isinstance(others, OptionGroup):
                merged._set[name] = mine.merge(others)
            elif (found := mine if others is None else others) is not None:
                merged._set[name] = found
        return merged

    def fixed(self) -> None:
        """Have every change refused from now on."""
        vars(self)["_fixed"] = True
        for value in self._set.values():
            if isinstance(value, OptionGroup):
                value.fixed()


def _flags(names: str) -> dict[str, Field]:
    return dict.fromkeys(names.split(), Field(bool))


class AutotuneOptions(OptionGroup):
    """How many resources TensorFlow's search may use."""

    fields: ClassVar[dict[str, Field]] = {
        "autotune_algorithm": Field(AutotuneAlgorithm),
        "cpu_budget": Field(int),
        "enabled": Field(bool),
        "initial_parallelism": Field(int),
        "min_parallelism": Field(int),
        "ram_budget": Field(int),
    }


class DistributeOptions(OptionGroup):
    """How workers share a dataset."""

    fields: ClassVar[dict[str, Field]] = {
        "auto_shard_policy": Field(AutoShardPolicy, AutoShardPolicy.AUTO),
        "num_devices": Field(int),
    }


class OptimizationOptions(OptionGroup):
    """Which rules make plans shorter. `apply_default_optimizations = False` switches ours off; the others name rules of
    TensorFlow's, 2.0 to 2.21, and are hints: no rule changes an element."""

    fields: ClassVar[dict[str, Field]] = _flags(
        """apply_default_optimizations filter_fusion filter_parallelization inject_prefetch map_and_batch_fusion
        map_and_filter_fusion map_fusion map_parallelization noop_elimination parallel_batch seq_interleave_prefetch
        shuffle_and_repeat_fusion autotune autotune_buffers filter_with_random_uniform_fusion hoist_random_uniform
        reorder_data_discarding_ops"""
    ) | {"autotune_cpu_budget": Field(int), "autotune_ram_budget": Field(int)}


class ServiceOptions(OptionGroup):
    """Of TensorFlow's data service."""

    fields: ClassVar[dict[str, Field]] = _flags("pinned")


class ThreadingOptions(OptionGroup):
    """How many threads TensorFlow has."""

    fields: ClassVar[dict[str, Field]] = {
        "max_intra_op_parallelism": Field(int),
        "private_threadpool_size": Field(int),
    }


class Options(OptionGroup):
    """What `with_options` takes."""

    fields: ClassVar[dict[str, Field]] = {
        "autotune": Field(AutotuneOptions),
        "dataset_name": Field(str),
        "deterministic": Field(bool),
        "experimental_distribute": Field(DistributeOptions),
        "experimental_external_state_policy": Field(ExternalStatePolicy),
        "experimental_optimization": Field(OptimizationOptions),
        "experimental_service": Field(ServiceOptions),
        "experimental_slack": Field(bool),
        "experimental_symbolic_checkpoint": Field(bool),
        "experimental_warm_start": Field(bool),
        "framework_type": Field(list),
        "threading": Field(ThreadingOptions),
    }
    aliases: ClassVar[dict[str, str]] = {
        "experimental_deterministic": "deterministic",
        "experimental_threading": "threading",
    }


def unoptimized(options: Options | None) -> bool:
    """Whether plans shall run as they were written."""
    return options is not None and options.experimental_optimization.apply_default_optimizations is False


SWITCHES = {  # of OptimizationOptions: the rule of ours that False switches off; the others switch what is not here
    "filter_fusion": "filters_are_one",
    "inject_prefetch": "next_beside_the_last",
    "map_and_batch_fusion": "map_of_batches",
    "map_fusion": "maps_are_one",
    "noop_elimination": "idle_ones_go",
    "reorder_data_discarding_ops": "map_after_order",
}


def switched_off(options: Options | None) -> frozenset[str]:
    """The names of rules that options switch off one by one."""
    if options is None:
        return frozenset()
    chosen = options.experimental_optimization
    return frozenset(rule for option, rule in SWITCHES.items() if getattr(chosen, option) is False)


class WithOptions(Dataset):
    """The same elements, made as `chosen` says.

    Attributes:
      chosen: Options.
    """

    shown = "_OptionsDataset"

    def __init__(self, source: Dataset, chosen: Options, name: str | None = None) -> None:
        if not isinstance(chosen, Options):
            raise TypeError(f"with_options needs a tf.data.Options; received {chosen!r:.200}.")
        super().__init__(source, spec=source.element_spec, name=name)
        self.chosen = Options().merge(chosen)

    def size(self) -> int:
        return self.inputs[0].size()

    def open(self, run: Any) -> Any:
        return run.open(self.inputs[0])


def options_of(dataset: Dataset) -> Options | None:
    """What a plan says in all of its nodes; of two, the one nearer to the end, or of the later input. None if it says
    nothing."""
    found: Options | None = None
    for source in dataset.inputs:
        if (more := options_of(source)) is not None:
            found = more if found is None else found.merge(more)
    if not isinstance(dataset, WithOptions):
        return found
    return dataset.chosen if found is None else found.merge(dataset.chosen)


@method
def options(self: Dataset) -> Options:
    """The options that hold for this dataset: those of its inputs and its own. They cannot be changed."""
    found: Options = Options().merge(options_of(self) or Options())
    found.fixed()
    return found


@method
def with_options(self: Dataset, options: Options, name: str | None = None) -> Dataset:
    """The same elements, made as `options` say, together with what was said before. `name`: see `Dataset`."""
    return WithOptions(self, options, name)

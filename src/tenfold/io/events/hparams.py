"""TensorBoard's table of hyperparameters: what an experiment varies and measures, what each of its sessions took."""

import dataclasses
import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from tenfold.io import messages
from tenfold.io.events.summaries import metadata

Value = bool | int | float | str
_PLUGIN = "hparams"


class Discrete:
    """A hyperparameter's domain: some values of one type, kept in order.

    Raises:
      ValueError: there are none, and no `dtype` says of which type they would be. TypeError: they are of several types.
    """

    def __init__(self, values: Iterable[Value], dtype: type | None = None) -> None:
        self.values = list(values)
        if dtype is None and not self.values:
            raise ValueError("Empty domain with no dtype specified")
        self.dtype = type(self.values[0]) if dtype is None else dtype
        if self.dtype not in (bool, int, float, str):
            raise ValueError(f"Unsupported dtype: {self.dtype!r}; int, float, bool and str are hyperparameters.")
        for value in self.values:
            if not isinstance(value, self.dtype):
                raise TypeError(f"dtype mismatch: not isinstance({value!r}, {self.dtype.__name__})")
        self.values.sort()

    def describe(self, info: Any) -> None:
        """Fill in the domain of an HParamInfo message."""
        for value in self.values:
            _set(info.domain_discrete.values.add(), value)


@dataclasses.dataclass(frozen=True)
class _Interval:
    min_value: Any
    max_value: Any
    dtype: ClassVar[type]
    _article: ClassVar[str]

    def __post_init__(self) -> None:
        for name in ("min_value", "max_value"):
            if not isinstance(getattr(self, name), self.dtype):
                raise TypeError(f"{name} must be {self._article} {self.dtype.__name__}: {getattr(self, name)!r}")
        if self.min_value > self.max_value:
            raise ValueError(f"{self.min_value!r} > {self.max_value!r}")

    def describe(self, info: Any) -> None:
        """Fill in the domain of an HParamInfo message."""
        info.domain_interval.min_value, info.domain_interval.max_value = self.min_value, self.max_value


class IntInterval(_Interval):
    """A hyperparameter's domain: the integers from `min_value` to `max_value`, both of them among it."""

    dtype, _article = int, "an"


class RealInterval(_Interval):
    """A hyperparameter's domain: the floats from `min_value` to `max_value`."""

    dtype, _article = float, "a"


@dataclasses.dataclass(frozen=True)
class HParam:
    """A hyperparameter: its name, and for the table its domain, the name it is shown by and what it is."""

    name: str
    domain: Discrete | IntInterval | RealInterval | None = None
    display_name: str | None = None
    description: str | None = None

    def message(self) -> Any:
        """An HParamInfo."""
        info = messages.HParamInfo(name=self.name, display_name=self.display_name, description=self.description)
        if self.domain is not None:
            kind = {bool: "BOOL", str: "STRING"}.get(self.domain.dtype, "FLOAT64")
            info.type = f"DATA_TYPE_{kind}"
            self.domain.describe(info)
        return info


@dataclasses.dataclass(frozen=True)
class Metric:
    """A metric of the table: the tag of its scalars, the run below the session's in which they are, and how to show it.

    `dataset_type`: Metric.TRAINING or Metric.VALIDATION.
    """

    TRAINING: ClassVar[int] = 1
    VALIDATION: ClassVar[int] = 2

    tag: str
    group: str | None = None
    display_name: str | None = None
    description: str | None = None
    dataset_type: int | None = None

    def message(self) -> Any:
        """A MetricInfo."""
        return messages.MetricInfo(
            name={"group": self.group, "tag": self.tag},
            display_name=self.display_name,
            description=self.description,
            dataset_type=self.dataset_type,
        )


def experiment(hparams: Iterable[HParam], metrics: Iterable[Metric], time_created_secs: float | None = None) -> Any:
    """A `Summary` that says what an experiment varies and measures; for the folder in which its sessions' are."""
    found = messages.Experiment(
        hparam_infos=[hparam.message() for hparam in hparams],
        metric_infos=[metric.message() for metric in metrics],
        time_created_secs=time.time() if time_created_secs is None else time_created_secs,
    )
    return _summary("experiment", messages.HParamsPluginData(experiment=found))


def session_start(
    hparams: Mapping[str | HParam, Value],
    group_name: str | None = None,
    start_time_secs: float | None = None,
    model_uri: str = "",
    monitor_url: str = "",
) -> Any:
    """A `Summary` that says with which hyperparameters a session runs; for the folder of the session.

    Args:
      hparams: {name or HParam: bool, number or string}.
      group_name: sessions of one name are runs of one trial; by default a digest of the hyperparameters.
      start_time_secs: seconds since 1970; now by default.
      model_uri, monitor_url: of the model and of where it is watched.

    Raises:
      TypeError: a value of another type. ValueError: two values of one name.
    """
    values = _by_name(hparams)
    if group_name is None:
        text = json.dumps(values, sort_keys=True, separators=(",", ":"))
        group_name = hashlib.sha256(text.encode()).hexdigest()
    info = messages.SessionStartInfo(
        group_name=group_name,
        start_time_secs=time.time() if start_time_secs is None else start_time_secs,
        model_uri=model_uri,
        monitor_url=monitor_url,
    )
    for name, value in values.items():
        _set(info.hparams[name], value)
    return _summary("session_start_info", messages.HParamsPluginData(session_start_info=info))


def session_end(status: str = "STATUS_SUCCESS", end_time_secs: float | None = None) -> Any:
    """A `Summary` that says how a session ended: "STATUS_SUCCESS", "STATUS_FAILURE", ...; and when, now by default."""
    end = time.time() if end_time_secs is None else end_time_secs
    info = messages.SessionEndInfo(status=status, end_time_secs=end)
    return _summary("session_end_info", messages.HParamsPluginData(session_end_info=info))


def _by_name(hparams: Mapping[str | HParam, Value]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in hparams.items():
        name = key.name if isinstance(key, HParam) else key
        if name in found:
            raise ValueError(f"multiple values specified for hparam {name!r}")
        plain = value.item() if isinstance(value, np.generic) else value
        if not isinstance(plain, (bool, int, float, str)):
            raise TypeError(f"hparams[{name!r}] = {value!r}, of unsupported type {type(value)}")
        found[name] = plain
    return found


def _set(into: Any, value: Value) -> None:
    """A google.protobuf.Value gets a value; integers are floats in it."""
    kind = "bool" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"
    setattr(into, f"{kind}_value", value)


def _summary(tag: str, data: Any) -> Any:
    """The message stands in the metadata; the tensor has no elements."""
    nothing = messages.TensorProto(dtype=messages.DataType.Value("DT_FLOAT"), tensor_shape={"dim": [{"size": 0}]})
    summary = messages.Summary()
    content = data.SerializeToString(deterministic=True)
    summary.value.add(tag=f"_hparams_/{tag}", tensor=nothing, metadata=metadata(_PLUGIN, content))
    return summary

"""`tf.DeviceSpec`: a device's name in parts."""

import re
from typing import Any

_PARTS: dict[str, type] = {"job": str, "replica": int, "task": int}
_KINDS = "CPU GPU TPU TPU_SYSTEM XLA_CPU XLA_GPU".split()  # which stand by themselves; after "device:" any may


class DeviceSpec:
    """Parts of a device's name, each None where it is left open.

    Args:
      job: name of a group of processes.
      replica, task: numbers within it.
      device_type: "CPU", "GPU", ...
      device_index: number of the device.
    """

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ) -> None:
        self.job, self.replica, self.task = job, replica, task
        self.device_type = None if device_type is None else str(device_type).upper()
        self.device_index = device_index

    @classmethod
    def from_string(cls, spec: str) -> "DeviceSpec":
        """The parts of "/job:worker/task:1/device:GPU:0". ValueError for what is none of them."""
        found: dict[str, Any] = {}
        for part in filter(None, str(spec).split("/")):
            plain = re.fullmatch(r"(job|replica|task):(\w+)", part)
            device = re.fullmatch(r"(device:)?([A-Za-z_]+)(?::(\d+|\*))?", part)
            if plain:
                found[plain[1]] = _PARTS[plain[1]](plain[2])
            elif device and (device[1] or device[2].upper() in _KINDS):
                found["device_type"] = device[2]
                found["device_index"] = None if device[3] in (None, "*") else int(device[3])
            else:
                raise ValueError(f"Unknown attribute '{part}' is encountered while parsing the device spec: '{spec}'.")
        return cls(**found)

    def parse_from_string(self, spec: str) -> "DeviceSpec":
        return self.from_string(spec)

    def _parts(self) -> dict[str, Any]:
        return {n: getattr(self, n) for n in ("job", "replica", "task", "device_type", "device_index")}

    def replace(self, **parts: Any) -> "DeviceSpec":
        """This spec with some parts changed."""
        return DeviceSpec(**{**self._parts(), **parts})

    def make_merged_spec(self, dev: "DeviceSpec") -> "DeviceSpec":
        """This spec with whatever `dev` says in its place."""
        return self.replace(**{n: v for n, v in dev._parts().items() if v is not None})

    def to_string(self) -> str:
        """The name: "/job:worker/task:1/device:GPU:0"."""
        text = "".join(f"/{n}:{getattr(self, n)}" for n in _PARTS if getattr(self, n) is not None)
        if self.device_type is not None:
            text += f"/device:{self.device_type}:{'*' if self.device_index is None else self.device_index}"
        return text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self.to_string())

    def __repr__(self) -> str:
        return f"DeviceSpec({self.to_string()!r})"

    __str__ = to_string

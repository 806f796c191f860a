"""The devices of this machine, and `tf.config` about them. A GPU is found without importing JAX."""

import functools
import importlib.util
import os
import pathlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from tenfold.core.base.process_wide import ProcessWide
from tenfold.runtime import guest
from tenfold.runtime.devices.device_spec import DeviceSpec

KINDS = ("CPU", "GPU")


class PhysicalDevice(NamedTuple):
    """A processor of this machine: its name, such as "/physical_device:CPU:0", and its kind."""

    name: str
    device_type: str


class LogicalDevice(NamedTuple):
    """What a physical device (or a share of it) is called in programs: "/device:CPU:0"."""

    name: str
    device_type: str


class LogicalDeviceConfiguration(NamedTuple):
    """How one logical device is cut out of a physical one. Limits are kept and shown; memory is not rationed here."""

    memory_limit: float | None = None
    experimental_priority: int | None = None
    experimental_device_ordinal: int | None = None


_Device = TypeVar("_Device", PhysicalDevice, LogicalDevice)
_Function = TypeVar("_Function", bound=Callable[..., Any])


class _settings(ProcessWide):
    visible: list[PhysicalDevice] | None = None  # physical devices, None for all
    logical: dict[
        PhysicalDevice, list[LogicalDeviceConfiguration]
    ] = {}  # physical device -> its LogicalDeviceConfigurations
    growth: dict[PhysicalDevice, bool] = {}
    switches: dict[str, Any] = {}  # name -> value of what only TensorFlow's own runtime would act on
    use_threads: Callable[[int], None] | None = None  # tells the native kernels, once they are loaded


@functools.cache
def physical_devices() -> tuple[PhysicalDevice, ...]:
    """All devices: one CPU, and the NVIDIA GPUs that JAX's CUDA plugin could use."""
    return tuple(
        [
            PhysicalDevice("/physical_device:CPU:0", "CPU"),
            *[PhysicalDevice(f"/physical_device:GPU:{i}", "GPU") for i in range(_count_gpus())],
        ]
    )


def _count_gpus() -> int:
    if not any(importlib.util.find_spec(name) for name in ("jax_cuda12_plugin", "jax_cuda13_plugin")):
        return 0
    asked = os.environ.get("CUDA_VISIBLE_DEVICES")
    there = len(list(pathlib.Path("/dev").glob("nvidia[0-9]*")))
    return there if asked is None else min(there, len([d for d in asked.split(",") if d.strip() not in ("", "-1")]))


def _of_kind(devices: Iterable[_Device], device_type: str | None) -> list[_Device]:
    return [d for d in devices if device_type is None or d.device_type == device_type]


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this machine, or those of one kind ("CPU", "GPU")."""
    return _of_kind(physical_devices(), device_type)


def get_visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices that programs see: all, unless `set_visible_devices` said otherwise."""
    return _of_kind(physical_devices() if _settings.visible is None else _settings.visible, device_type)


def set_visible_devices(
    devices: PhysicalDevice | Sequence[PhysicalDevice] | None, device_type: str | None = None
) -> None:
    """Show programs only `devices` (a device, a list, or an empty one) of their kind."""
    devices = [devices] if isinstance(devices, PhysicalDevice) else list(devices or ())
    for d in devices:
        if d not in physical_devices():
            raise ValueError(f"Unrecognized device: {d!r}; this machine has {list(physical_devices())}.")
        if device_type is not None and d.device_type != device_type:
            raise ValueError(f"Unrecognized device type: {d!r} is not of type {device_type}.")
    others = [d for d in get_visible_devices() if device_type is not None and d.device_type != device_type]
    _settings.visible = [*others, *devices]


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """What visible devices are called in programs: one logical device each, unless configured otherwise."""
    counts, found = dict.fromkeys(KINDS, 0), []
    for physical in get_visible_devices():
        for _ in range(len(_settings.logical.get(physical, ())) or 1):
            kind = physical.device_type
            found.append(LogicalDevice(f"/device:{kind}:{counts[kind]}", kind))
            counts[kind] += 1
    return _of_kind(found, device_type)


def set_logical_device_configuration(
    device: PhysicalDevice, logical_devices: Iterable[LogicalDeviceConfiguration]
) -> None:
    """Make several logical devices of one."""
    _known(device)
    _settings.logical[device] = list(logical_devices)


def get_logical_device_configuration(device: PhysicalDevice) -> list[LogicalDeviceConfiguration] | None:
    """The configurations of a device's logical devices; None where it has the one it comes with."""
    _known(device)
    return _settings.logical.get(device)


def _known(device: PhysicalDevice) -> None:
    if device not in physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}; this machine has {list(physical_devices())}.")


def set_memory_growth(device: PhysicalDevice, enable: bool) -> None:
    """Accepted for any device: memory is taken as it is needed."""
    _known(device)
    _settings.growth[device] = bool(enable)


def get_memory_growth(device: PhysicalDevice) -> bool:
    """Whether `set_memory_growth` asked for growth on a device."""
    _known(device)
    return _settings.growth.get(device, False)


def get_device_details(device: PhysicalDevice) -> dict[str, Any]:
    """A dictionary of what is known of a device; empty for a CPU."""
    _known(device)
    return {} if device.device_type == "CPU" else {"device_name": device.name}


def get_memory_info(device: str) -> dict[str, int]:
    """Bytes in use now and at most, of a GPU; ValueError for the CPU, as in TensorFlow."""
    if "GPU" not in device:
        raise ValueError(f"Allocator stats not available for device '{device}'")
    if not list_physical_devices("GPU"):
        raise ValueError(f"Failed parsing device name: '{device}': this machine has no GPU that could be used.")
    return {"current": 0, "peak": 0}


def get_memory_usage(device: str) -> int:
    """Bytes in use on a device; see `get_memory_info`."""
    return get_memory_info(device)["current"]


def reset_memory_stats(device: str) -> None:
    """Checks the device as `get_memory_info` does: no peak is kept that could be reset."""
    get_memory_info(device)


def _switch(name: str, default: Any) -> tuple[Callable[[], Any], Callable[[Any], None]]:
    """A getter and a setter of something that only TensorFlow's own runtime would act on."""

    def get() -> Any:
        return _settings.switches.get(name, default)

    def put(value: Any) -> None:
        _settings.switches[name] = value

    get.__name__, put.__name__ = f"get_{name}", f"set_{name}"
    get.__doc__ = f"What `set_{name}` was told last; {default!r} before."
    put.__doc__ = "Kept and handed back; it could change speed only, and here changes nothing."
    return get, put


get_soft_device_placement, set_soft_device_placement = _switch("soft_device_placement", True)
get_inter_op_parallelism_threads, set_inter_op_parallelism_threads = _switch("inter_op_parallelism_threads", 0)
get_intra_op_parallelism_threads, _put_threads = _switch("intra_op_parallelism_threads", 0)
get_synchronous_execution, set_synchronous_execution = _switch("synchronous_execution", True)
get_device_policy, set_device_policy = _switch("device_policy", "silent")
get_jit, set_jit = _switch("jit", "")
tensor_float_32_execution_enabled, enable_tensor_float_32_execution = _switch("tensor_float_32_execution", True)
get_experimental_options, _put_options = _switch("experimental_options", {})


def set_intra_op_parallelism_threads(num_threads: int) -> None:
    """How many threads the native kernels of first gear use; 0: as many as this process may use cores."""
    _put_threads(num_threads)
    if _settings.use_threads is not None:
        _settings.use_threads(num_threads)


def on_intra_op_threads(use_threads: Callable[[int], None]) -> None:
    """Have `use_threads` called with each number that `set_intra_op_parallelism_threads` is told from now on."""
    _settings.use_threads = use_threads


def set_experimental_options(options: dict[str, Any]) -> None:
    """Options of TensorFlow's graph optimizer: kept, merged and handed back."""
    _put_options({**get_experimental_options(), **options})


def enable_op_determinism() -> None:
    """Nothing to switch on: the same program gives the same numbers on every run."""


def accepted(*_: object, **__: object) -> None:
    """A switch of TensorFlow's own compiler, which is not there to be switched."""


def connect_to_cluster(cluster_spec_or_resolver: object, *_: object, **__: object) -> None:
    """Raises NotImplementedError: processes are not connected to each other."""
    raise NotImplementedError(
        "Connecting to other processes is not supported: tf.distribute strategies use the devices of this machine."
    )


class device:
    """A `with` block for ops of one device. There is one place to run them, so it only checks the name.

    device_name: "/CPU:0", "/device:GPU:0", "cpu", a LogicalDevice, None, or (TensorFlow 1) a function of operations.

    Raises:
      ValueError: no name of a device. One that this machine lacks is none either, as under soft placement.
    """

    def __init__(self, device_name: Any) -> None:
        name = getattr(device_name, "name", device_name)
        if name is not None and not isinstance(name, str) and not callable(name) and not hasattr(name, "to_string"):
            raise ValueError(f"tf.device: expected a device's name such as '/GPU:0'; received {device_name!r}.")
        if isinstance(name, str):
            DeviceSpec.from_string(name)
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exc: object) -> None:
        return None

    def __call__(self, function: _Function) -> _Function:
        return function


def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: object = None) -> bool:
    """Whether there is a GPU that could be used. All that are found are CUDA's, so `cuda_only` leaves none out.

    Raises:
      NotImplementedError: there is one, and it should have a `min_cuda_compute_capability`, which is not known here.
    """
    found = bool(list_physical_devices("GPU"))
    if found and min_cuda_compute_capability is not None:
        raise NotImplementedError(
            f"is_gpu_available: min_cuda_compute_capability={min_cuda_compute_capability!r} is not looked at; leave it "
            "out, and ask `nvidia-smi --query-gpu=compute_cap --format=csv`."
        )
    return found


def gpu_device_name() -> str:
    """ "/device:GPU:0", or an empty string where there is no GPU."""
    return next((d.name for d in list_logical_devices("GPU")), "")


def is_built_with_cuda() -> bool:
    """Whether JAX's CUDA plugin is installed."""
    return any(importlib.util.find_spec(name) is not None for name in ("jax_cuda12_plugin", "jax_cuda13_plugin"))


def is_built_with_rocm() -> bool:
    """False: AMD's GPUs are not supported."""
    return False


def is_built_with_xla() -> bool:
    """Whether JAX is installed, which the second gear runs on."""
    return guest.installed()


def get_build_info() -> dict[str, bool]:
    """A dictionary that says what this installation can use."""
    return {"is_cuda_build": is_built_with_cuda(), "is_rocm_build": False, "is_tensorrt_build": False}

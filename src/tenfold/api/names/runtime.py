"""Names of devices and of `tf.config`."""

_BOTH = "set_visible_devices get_visible_devices list_logical_devices list_physical_devices"

_SWITCHES = "get_synchronous_execution set_synchronous_execution get_device_policy set_device_policy"

_MEMORY = "set_memory_growth get_memory_growth get_memory_info get_memory_usage reset_memory_stats get_device_details"

_FLOAT32 = "enable_tensor_float_32_execution tensor_float_32_execution_enabled enable_op_determinism"

_THREADS = ("inter_op_parallelism_threads", "intra_op_parallelism_threads")

_TEST = "is_gpu_available gpu_device_name is_built_with_cuda is_built_with_rocm is_built_with_xla"

NAMES = {
    "runtime.devices.device_spec": {"DeviceSpec": "DeviceSpec"},
    "runtime.devices.devices": {
        "device": "device",
        "PhysicalDevice": "config.PhysicalDevice",
        "LogicalDevice": "config.LogicalDevice",
        "LogicalDeviceConfiguration": "config.LogicalDeviceConfiguration "
        "config.experimental.VirtualDeviceConfiguration",
        **{n: f"config.{n} config.experimental.{n}" for n in _BOTH.split()},
        **{n: f"config.experimental.{n}" for n in f"{_SWITCHES} {_MEMORY} {_FLOAT32}".split()},
        **{f"{how}_{n}": f"config.threading.{how}_{n}" for n in _THREADS for how in ("get", "set")},
        "get_logical_device_configuration": "config.get_logical_device_configuration "
        "config.experimental.get_virtual_device_configuration",
        "set_logical_device_configuration": "config.set_logical_device_configuration "
        "config.experimental.set_virtual_device_configuration",
        "get_soft_device_placement": "config.get_soft_device_placement",
        "set_soft_device_placement": "config.set_soft_device_placement",
        "get_jit": "config.optimizer.get_jit",
        "set_jit": "config.optimizer.set_jit",
        "get_experimental_options": "config.optimizer.get_experimental_options",
        "set_experimental_options": "config.optimizer.set_experimental_options",
        "connect_to_cluster": "config.experimental_connect_to_cluster config.experimental_connect_to_host",
        "accepted": " ".join(
            f"config.experimental.{how}_{n}"
            for how in ("enable", "disable")
            for n in ("mlir_bridge", "mlir_graph_optimization")
        ),
        **{n: f"test.{n}" for n in _TEST.split()},
        "get_build_info": "sysconfig.get_build_info",
        "is_built_with_cuda": "test.is_built_with_cuda test.is_built_with_gpu_support",
    },
}

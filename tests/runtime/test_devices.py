"""tf.config, tf.device and what tf.test says of devices."""

import pytest

import tenfold as tf
from tenfold.runtime.devices import devices


def test_listing():
    (cpu,) = tf.config.list_physical_devices("CPU")
    assert (cpu.name, cpu.device_type) == ("/physical_device:CPU:0", "CPU")
    assert cpu in tf.config.list_physical_devices() and tf.config.experimental.list_physical_devices("CPU") == [cpu]
    assert tf.config.list_logical_devices("CPU")[0].name == "/device:CPU:0"
    assert tf.test.is_gpu_available() == bool(tf.config.list_physical_devices("GPU")) == bool(tf.test.gpu_device_name())


def test_memory_growth_and_logical_devices():
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)
    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.experimental.set_memory_growth(cpu, True)
    assert tf.config.experimental.get_memory_growth(cpu)
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration(memory_limit=1024)] * 2)
    try:
        assert [d.name for d in tf.config.list_logical_devices("CPU")] == ["/device:CPU:0", "/device:CPU:1"]
    finally:
        tf.config.set_logical_device_configuration(cpu, [])
    with pytest.raises(ValueError, match="Unrecognized device"):
        tf.config.experimental.set_memory_growth("GPU:7", True)


def test_visible_devices():
    everything = tf.config.get_visible_devices()
    tf.config.set_visible_devices([], "GPU")
    assert tf.config.get_visible_devices("GPU") == []
    tf.config.set_visible_devices(everything)
    assert sorted(tf.config.get_visible_devices()) == sorted(everything)
    with pytest.raises(ValueError, match="Unrecognized"):
        tf.config.set_visible_devices([devices.PhysicalDevice("/physical_device:TPU:0", "TPU")])


def test_what_is_kept_and_handed_back():
    tf.config.threading.set_intra_op_parallelism_threads(3)
    assert tf.config.threading.get_intra_op_parallelism_threads() == 3
    tf.config.optimizer.set_experimental_options({"constant_folding": True})
    assert tf.config.optimizer.get_experimental_options()["constant_folding"]
    tf.config.set_soft_device_placement(False)
    assert tf.config.get_soft_device_placement() is False


def test_device_blocks_change_nothing_but_check_the_name():
    with tf.device("/GPU:0"):
        assert (tf.constant(1) + 1).numpy() == 2
    with tf.device(None), tf.device(tf.config.list_logical_devices()[0]):
        assert tf.constant(1).numpy() == 1
    with tf.device("/GPU:7"), tf.device("/job:worker/task:0"), tf.device("/device:XYZ:0"), tf.device("cpu"):
        pass
    with pytest.raises(ValueError, match="device"):
        tf.device(3)
    for name in ("/banana", "banana", "/job:localhost/banana", "/XYZ:0"):
        with pytest.raises(
            ValueError, match="Unknown attribute '(banana|XYZ:0)' is encountered while parsing the device"
        ):
            tf.device(name)


def test_capabilities_of_a_gpu_are_not_known(monkeypatch):
    assert tf.test.is_gpu_available(min_cuda_compute_capability=(7, 0)) is tf.test.is_gpu_available()
    monkeypatch.setattr("tenfold.runtime.devices.devices.list_physical_devices", lambda kind: ["one"])
    assert tf.test.is_gpu_available(cuda_only=True)
    with pytest.raises(NotImplementedError, match=r"min_cuda_compute_capability=\(7, 0\) is not looked at"):
        tf.test.is_gpu_available(min_cuda_compute_capability=(7, 0))


def test_device_specs():
    spec = tf.DeviceSpec.from_string("/job:worker/task:1/device:gpu:0")
    assert (spec.job, spec.task, spec.device_type, spec.device_index, spec.replica) == ("worker", 1, "GPU", 0, None)
    assert spec.replace(task=2).to_string() == "/job:worker/task:2/device:GPU:0"
    assert spec.make_merged_spec(tf.DeviceSpec(device_type="CPU")).to_string() == "/job:worker/task:1/device:CPU:0"
    assert tf.DeviceSpec(device_type="GPU").to_string() == "/device:GPU:*"
    with pytest.raises(ValueError, match="device spec"):
        tf.DeviceSpec.from_string("/a:b:c")
    with tf.device(spec):
        pass

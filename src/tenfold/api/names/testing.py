"""Names of `tf.test`; what the machine has is in `config`."""

NAMES = {
    "testing.tf_test": {"TestCase": "test.TestCase", "main": "test.main", "compute_gradient": "test.compute_gradient"},
    "runtime.devices": {"is_built_with_cuda": "test.is_built_with_gpu_support"},
    "testing.benchmark": {"Benchmark": "test.Benchmark"},
}

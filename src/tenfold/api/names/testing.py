"""Names of `tf.test`."""

NAMES = {
    "testing.tf_test": {"TestCase": "test.TestCase", "main": "test.main", "compute_gradient": "test.compute_gradient"},
    "testing.benchmark": {"Benchmark": "test.Benchmark"},
}

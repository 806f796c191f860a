"""Names of logging, flags and `app.run`."""

NAMES = {
    "v1.logging": {"get_logger": "get_logger"},
}

V1 = {
    "v1.logging": {"": "logging python.platform.tf_logging"},
    "v1.flags": {"": "flags app.flags python.platform.flags"},
    "v1.app": {"run": "app.run python.platform.app.run"},
}

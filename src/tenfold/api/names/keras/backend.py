"""Names of the backend and of settings."""

NAMES = {
    "keras.backend": {
        "clear_session": "keras.backend.clear_session keras.utils.clear_session",
        **{name: f"keras.backend.{name}" for name in ("batch_get_value", "batch_set_value", "get_value", "set_value")},
    },
    "keras.backend_config": {
        "epsilon": "keras.backend.epsilon keras.config.epsilon",
        "floatx": "keras.backend.floatx keras.config.floatx",
        "image_data_format": "keras.backend.image_data_format keras.config.image_data_format",
        "set_epsilon": "keras.backend.set_epsilon keras.config.set_epsilon",
        "set_floatx": "keras.backend.set_floatx keras.config.set_floatx",
        "set_image_data_format": "keras.backend.set_image_data_format keras.config.set_image_data_format",
    },
}

"""Names around saving."""

NAMES = {
    "keras.saving.hdf5.models": {
        "load_model": "keras.models.load_model keras.saving.load_model",
        "model_from_json": "keras.models.model_from_json",
        "model_from_yaml": "keras.models.model_from_yaml",
        "model_from_config": "keras.models.model_from_config",
    },
    "keras.saving.trust": {"enable_unsafe_deserialization": "keras.config.enable_unsafe_deserialization"},
    "keras.saving.writing": {"save_model": "keras.models.save_model keras.saving.save_model"},
    "keras.saving.serialization": {
        "CustomObjectScope": (
            "keras.utils.CustomObjectScope keras.saving.CustomObjectScope keras.utils.custom_object_scope "
            "keras.saving.custom_object_scope "
            "keras.utils.generic_utils.CustomObjectScope keras.utils.generic_utils.custom_object_scope"
        ),
        "deserialize_keras_object": (
            "keras.utils.deserialize_keras_object keras.saving.deserialize_keras_object "
            "keras.utils.legacy.deserialize_keras_object keras.saving.legacy.deserialize_keras_object "
            "keras.utils.generic_utils.deserialize_keras_object"
        ),
        "get_custom_objects": (
            "keras.utils.get_custom_objects keras.saving.get_custom_objects "
            "keras.utils.generic_utils.get_custom_objects"
        ),
        "get_registered_name": "keras.utils.get_registered_name keras.saving.get_registered_name",
        "get_registered_object": "keras.utils.get_registered_object keras.saving.get_registered_object",
        "register_keras_serializable": (
            "keras.utils.register_keras_serializable keras.saving.register_keras_serializable"
        ),
        "serialize_keras_object": (
            "keras.utils.serialize_keras_object keras.saving.serialize_keras_object "
            "keras.utils.legacy.serialize_keras_object keras.saving.legacy.serialize_keras_object "
            "keras.utils.generic_utils.serialize_keras_object"
        ),
    },
}

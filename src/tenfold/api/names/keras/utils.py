"""Names of utilities."""

NAMES = {
    "keras.utils.data_utils": {"get_file": "keras.utils.get_file keras.utils.data_utils.get_file"},
    "keras.utils.np_utils": {
        "to_categorical": "keras.utils.to_categorical keras.utils.np_utils.to_categorical",
        "to_ordinal": "keras.utils.to_ordinal",
        "normalize": "keras.utils.normalize keras.utils.np_utils.normalize",
    },
    "keras.utils.io_utils": {
        name: f"keras.utils.{name}"
        for name in (
            "enable_interactive_logging",
            "disable_interactive_logging",
            "is_interactive_logging_enabled",
        )
    },
    "keras.utils.arguments": {"has_arg": "keras.utils.generic_utils.has_arg"},
    "keras.utils.progbar": {"Progbar": "keras.utils.Progbar keras.utils.generic_utils.Progbar"},
    "keras.utils.sequence": {
        "PyDataset": "keras.utils.Sequence keras.utils.PyDataset keras.utils.data_utils.Sequence",
    },
    "keras.utils.enqueuers": {
        name: f"keras.utils.{name} keras.utils.data_utils.{name}"
        for name in ("SequenceEnqueuer", "OrderedEnqueuer", "GeneratorEnqueuer")
    },
    "keras.training.data.hdf5_matrix": {"HDF5Matrix": "keras.utils.HDF5Matrix"},
    "keras.training.data.samples": {
        "pack": "keras.utils.pack_x_y_sample_weight",
        "unpack": "keras.utils.unpack_x_y_sample_weight",
    },
    "keras.layers.base.context": {"is_keras_tensor": "keras.utils.is_keras_tensor"},
    "keras.utils.random_seed": {"set_random_seed": "keras.utils.set_random_seed"},
}

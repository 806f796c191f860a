"""Names of utilities."""

NAMES = {
    "keras.utils.data_utils": {"get_file": "keras.utils.get_file keras.utils.data_utils.get_file"},
    "keras.utils.np_utils": {
        "to_categorical": "keras.utils.to_categorical keras.utils.np_utils.to_categorical",
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
    "keras.utils.progbar": {"Progbar": "keras.utils.Progbar"},
    "keras.utils.sequence": {
        "PyDataset": "keras.utils.Sequence keras.utils.PyDataset keras.utils.data_utils.Sequence",
    },
    "keras.utils.enqueuers": {
        name: f"keras.utils.{name} keras.utils.data_utils.{name}"
        for name in ("SequenceEnqueuer", "OrderedEnqueuer", "GeneratorEnqueuer")
    },
    "keras.training.data.hdf5_matrix": {"HDF5Matrix": "keras.utils.HDF5Matrix"},
    "keras.utils.random_seed": {"set_random_seed": "keras.utils.set_random_seed"},
}

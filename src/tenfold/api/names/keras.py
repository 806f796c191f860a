"""Names of Keras: layers, models, callbacks, data sets, utilities."""

NAMES = {
    "keras.layers.base.layer": {
        "Layer": "keras.layers.Layer keras.engine.base_layer.Layer keras.engine.topology.Layer"
    },
    "keras.layers.base.input_spec": {"InputSpec": "keras.layers.InputSpec"},
    "keras.layers.core.input_layer": {
        "Input": "keras.Input keras.layers.Input",
        "InputLayer": "keras.layers.InputLayer",
    },
    "keras.layers.core.dense": {"Dense": "keras.layers.Dense"},
    "keras.layers.convolution.conv2d": {"Conv2D": "keras.layers.Conv2D keras.layers.Convolution2D"},
    "keras.layers.pooling.max_pooling2d": {
        "MaxPooling2D": "keras.layers.MaxPooling2D keras.layers.MaxPool2D",
        "GlobalAveragePooling2D": "keras.layers.GlobalAveragePooling2D keras.layers.GlobalAvgPool2D",
    },
    "keras.layers.reshaping.reshape": {"Flatten": "keras.layers.Flatten", "Reshape": "keras.layers.Reshape"},
    "keras.layers.core.simple": {
        "Activation": "keras.layers.Activation",
        "Dropout": "keras.layers.Dropout",
        "Rescaling": "keras.layers.Rescaling keras.layers.experimental.preprocessing.Rescaling",
        "Lambda": "keras.layers.Lambda",
    },
    "keras.layers.merging.merge": {"Add": "keras.layers.Add", "Concatenate": "keras.layers.Concatenate"},
    "keras.layers.merging.functions": {"add": "keras.layers.add", "concatenate": "keras.layers.concatenate"},
    "keras.layers.normalization.batch_normalization": {"BatchNormalization": "keras.layers.BatchNormalization"},
    "keras.models.functional": {"Model": "keras.Model keras.models.Model"},
    "keras.models.cloning": {"clone_model": "keras.models.clone_model"},
    "keras.models.sequential": {"Sequential": "keras.Sequential keras.models.Sequential"},
    "keras.saving.hdf5.models": {
        "load_model": "keras.models.load_model keras.saving.load_model",
        "model_from_json": "keras.models.model_from_json",
        "model_from_config": "keras.models.model_from_config",
    },
    "keras.saving.trust": {"enable_unsafe_deserialization": "keras.config.enable_unsafe_deserialization"},
    "keras.saving.save_model": {"save_model": "keras.models.save_model keras.saving.save_model"},
    "keras.callbacks.callback": {"Callback": "keras.callbacks.Callback"},
    "keras.callbacks.callback_list": {"CallbackList": "keras.callbacks.CallbackList"},
    "keras.callbacks.history": {"History": "keras.callbacks.History"},
    "keras.callbacks.progbar_logger": {"ProgbarLogger": "keras.callbacks.ProgbarLogger"},
    "keras.callbacks.csv_logger": {"CSVLogger": "keras.callbacks.CSVLogger"},
    "keras.callbacks.early_stopping": {"EarlyStopping": "keras.callbacks.EarlyStopping"},
    "keras.callbacks.lambda_callback": {"LambdaCallback": "keras.callbacks.LambdaCallback"},
    "keras.callbacks.learning_rate": {
        "LearningRateScheduler": "keras.callbacks.LearningRateScheduler",
        "ReduceLROnPlateau": "keras.callbacks.ReduceLROnPlateau",
    },
    "keras.callbacks.model_checkpoint": {"ModelCheckpoint": "keras.callbacks.ModelCheckpoint"},
    "keras.callbacks.terminate_on_nan": {"TerminateOnNaN": "keras.callbacks.TerminateOnNaN"},
    "keras.datasets.mnist": {"load_data": "keras.datasets.mnist.load_data"},
    "keras.datasets.fashion_mnist": {"load_data": "keras.datasets.fashion_mnist.load_data"},
    "keras.utils.data_utils": {"get_file": "keras.utils.get_file keras.utils.data_utils.get_file"},
    "keras.utils.np_utils": {
        "to_categorical": "keras.utils.to_categorical keras.utils.np_utils.to_categorical",
        "normalize": "keras.utils.normalize keras.utils.np_utils.normalize",
    },
    "keras.utils.progbar": {"Progbar": "keras.utils.Progbar"},
    "keras.utils.random_seed": {"set_random_seed": "keras.utils.set_random_seed"},
    "keras.backend": {"clear_session": "keras.backend.clear_session"},
}

"""Names of callbacks."""

NAMES = {
    "keras.callbacks.callback": {"Callback": "keras.callbacks.Callback"},
    "keras.callbacks.callback_list": {"CallbackList": "keras.callbacks.CallbackList"},
    "keras.callbacks.history": {"History": "keras.callbacks.History"},
    "keras.callbacks.progbar_logger": {"ProgbarLogger": "keras.callbacks.ProgbarLogger"},
    "keras.callbacks.backup_and_restore": {
        "BackupAndRestore": "keras.callbacks.BackupAndRestore",
        "ExperimentalBackupAndRestore": "keras.callbacks.experimental.BackupAndRestore",
    },
    "keras.callbacks.base_logger": {"BaseLogger": "keras.callbacks.BaseLogger"},
    "keras.callbacks.remote_monitor": {"RemoteMonitor": "keras.callbacks.RemoteMonitor"},
    "keras.callbacks.swap_ema_weights": {"SwapEMAWeights": "keras.callbacks.SwapEMAWeights"},
    "keras.callbacks.csv_logger": {"CSVLogger": "keras.callbacks.CSVLogger"},
    "keras.callbacks.early_stopping": {"EarlyStopping": "keras.callbacks.EarlyStopping"},
    "keras.callbacks.lambda_callback": {"LambdaCallback": "keras.callbacks.LambdaCallback"},
    "keras.callbacks.learning_rate": {
        "LearningRateScheduler": "keras.callbacks.LearningRateScheduler",
        "ReduceLROnPlateau": "keras.callbacks.ReduceLROnPlateau",
    },
    "keras.callbacks.model_checkpoint": {"ModelCheckpoint": "keras.callbacks.ModelCheckpoint"},
    "keras.callbacks.tensorboard": {"TensorBoard": "keras.callbacks.TensorBoard"},
    "keras.callbacks.terminate_on_nan": {"TerminateOnNaN": "keras.callbacks.TerminateOnNaN"},
}

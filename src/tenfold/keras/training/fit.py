"""`Model.fit`."""

from tenfold.keras.training import checks
from tenfold.keras.training.data import ArrayData
from tenfold.keras.training.loop import callback_list, checked, given, run_epoch
from tenfold.keras.training.validation import check_frequency, is_due, validation_arrays
from tenfold.keras.utils.arguments import real_number, refuse_unknown, step_count, whole_number


class Fit:
    """The part of a Model that trains over data."""

    stop_training = False
    history = None

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=1,
        verbose="auto",
        callbacks=None,
        validation_split=0.0,
        validation_data=None,
        shuffle=True,
        class_weight=None,
        sample_weight=None,
        initial_epoch=0,
        steps_per_epoch=None,
        validation_steps=None,
        validation_batch_size=None,
        validation_freq=1,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        **kwargs,
    ):
        """Train for a number of passes over the data.

        Args:
          x, y: inputs and targets: arrays, or lists or dicts of them.
          batch_size: samples per update, 32 by default.
          epochs: passes over the data, counted from `initial_epoch`.
          verbose: 0 silent, 1 progress bar, 2 a line per epoch.
          callbacks: Callback objects.
          validation_split: fraction of the samples, cut from the end, to validate on.
          validation_data: (x, y) or (x, y, sample_weight) to validate on.
          shuffle: new order of the samples in each epoch.
          class_weight: {class: weight}.
          sample_weight: one weight per sample.
          steps_per_epoch, validation_steps: number of batches in an epoch. Without a batch size the samples are cut
            into that many; with one, each epoch goes on where the last ended, until `epochs` passes have been made.
          validation_freq: validate every so many epochs, or after the epochs listed.

        Returns: a History.
        """
        epochs = whole_number(kwargs.pop("nb_epoch", epochs), "epochs")
        refuse_unknown("fit", kwargs, Fit.fit)
        self._must_be_compiled("fit")
        whole_number(initial_epoch, "initial_epoch", least=0)
        steps_per_epoch = step_count(steps_per_epoch, "steps_per_epoch")
        validation_steps = step_count(validation_steps, "validation_steps")
        if validation_batch_size is None:
            validation_batch_size = batch_size
        else:
            whole_number(validation_batch_size, "validation_batch_size")
        check_frequency(validation_freq)
        training, validation = self._fit_data(x, y, sample_weight, class_weight, validation_split, validation_data)
        steps = training.cut(batch_size, steps_per_epoch).count(steps_per_epoch)
        if validation is not None:
            validation.cut(validation_batch_size, validation_steps)
        callbacks = callback_list(self, callbacks, verbose, epochs, steps, add_history=True)
        self.stop_training, logs = False, {}
        callbacks.on_train_begin()
        batches = training.passes(epochs - initial_epoch, shuffle)  # epochs of fewer steps go on where the last ended
        for epoch in range(initial_epoch, epochs):
            callbacks.on_epoch_begin(epoch)
            logs = run_epoch(self, "train", training, batches, steps, (epochs - epoch) * steps, callbacks)
            if validation is not None and is_due(validation_freq, epoch):
                found = self._evaluate(validation, callbacks, validation_steps, (epochs - epoch) * validation.steps)
                logs = {**logs, **{f"val_{k}": v for k, v in found.items()}}
            callbacks.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        self._finish_optimizer()
        callbacks.on_train_end(logs)
        return self.history

    def _fit_data(self, x, y, sample_weight, class_weight, split, validation_data):
        """(training, validation or None) as ArrayData, checked against the model."""
        training, validation = ArrayData(given("fit", x), y, sample_weight), None
        if validation_data is not None:
            validation = checked(self, "fit", *validation_arrays(validation_data, needs_labels=self.loss is not None))
        elif split:
            if not 0 < real_number(split, "validation_split") < 1:
                raise ValueError(f"`validation_split` must be between 0 and 1, received: {split}")
            training, validation = training.split(split)
            checks.before_training(self, validation)
        if class_weight:
            training = training.weighted(class_weight)
        checks.before_training(self, training)
        return training, validation

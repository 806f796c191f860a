"""`Model.fit`."""

from tenfold.keras.training.data.feed import Feed
from tenfold.keras.training.loop import callback_list, logs_in_order, run_epoch
from tenfold.keras.training.older_runs import hand_validation_data, older_params
from tenfold.keras.training.resuming import built, epochs_left
from tenfold.keras.training.validation import check_frequency, is_due, sources
from tenfold.keras.utils.arguments import refuse_unknown, step_count, whole_number
from tenfold.keras.utils.by_era import OF_ERA, by_era


class Fit:
    """The part of a Model that trains over data."""

    stop_training = False
    history = _resumption = None

    def fit(
        self,
        x=None,
        y=None,
        batch_size=None,
        epochs=OF_ERA,
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
          x, y: inputs and targets: arrays, or lists or dicts of them. Or x gives batches, (x, y) or
            (x, y, sample_weight): a `keras.utils.Sequence`, an iterator, or anything that can be iterated over.
          batch_size: samples per update, 32 by default; batches that are given are taken as they come.
          epochs: passes over the data, of which the first `initial_epoch` are left out; 1 by default (10 in Keras 1).
          verbose: 0 silent, 1 progress bar, 2 a line per epoch.
          callbacks: Callback objects.
          validation_split: fraction of the samples, cut from the end, to validate on.
          validation_data: (x, y) or (x, y, sample_weight) to validate on, or what gives batches.
          shuffle: new order of the samples in each epoch; "batch": of the batches. So is that of a Sequence; what other
            things give stays in its order.
          class_weight: {class: weight}.
          sample_weight: one weight per sample.
          steps_per_epoch, validation_steps: number of batches in an epoch. Without a batch size the samples are cut
            into that many; with one, each epoch goes on where the last ended, until `epochs` passes have been made. An
            iterator gives that many in each epoch, without them all it has in the first.
          validation_freq: validate every so many epochs, or after the epochs listed.
          workers, use_multiprocessing, max_queue_size: see `keras/utils/loading.py`; of data in arrays nothing is
            made ahead.

        Returns: a History.
        """
        self._must_be_compiled("fit")
        epochs = _epochs(initial_epoch, epochs, kwargs)
        sizes = _sizes(batch_size, steps_per_epoch, validation_batch_size, validation_steps, validation_freq)
        made = workers, use_multiprocessing, max_queue_size
        data = sources(self, x, y, sample_weight, class_weight, validation_split, validation_data, made)
        return _train(self, _feeds(data, sizes, len(epochs), shuffle), epochs, validation_freq, callbacks, verbose)


def _epochs(initial_epoch, epochs, others):
    """The numbers of the epochs; TypeError where there are `others` among the arguments."""
    epochs = by_era("fit.epochs") if epochs is OF_ERA else epochs
    epochs = whole_number(epochs, "epochs", least=by_era("Model.least_epochs"))
    refuse_unknown("fit", others, Fit.fit)
    return range(whole_number(initial_epoch, "initial_epoch", least=0), epochs)


def _sizes(batch_size, steps, validation_batch_size, validation_steps, validation_freq):
    """((batch size, steps) for training, the same for validation); ValueError where they make no sense."""
    for name, value in (("batch_size", batch_size), ("validation_batch_size", validation_batch_size)):
        if value is not None:
            whole_number(value, name)
    check_frequency(validation_freq)
    training = batch_size, step_count(steps, "steps_per_epoch")
    return training, (validation_batch_size, step_count(validation_steps, "validation_steps"))


def _feeds(data, sizes, epochs, shuffle):
    """(what training takes from its source, the same for validation or None)."""
    (training, validation), ((batch_size, steps), (validation_batch_size, validation_steps)) = data, sizes
    feed = Feed(training.cut(batch_size, steps), steps, epochs, shuffle)
    if validation is None:
        return feed, None
    return feed, Feed(validation.cut(validation_batch_size, validation_steps, otherwise=batch_size), validation_steps)


def _train(model, feeds, epochs, validation_freq, callbacks, verbose):
    """The epochs of a fit, its data and arguments checked."""
    training, validation = feeds
    older = older_params(model, training, validation, epochs.stop)
    callbacks = callback_list(model, callbacks, verbose, epochs.stop, training.steps, add_history=True, **older)
    hand_validation_data(callbacks, validation)
    model.stop_training, logs = False, {}
    with training:
        built(model, training.source, callbacks)
        if model.train_function is None:
            model.make_train_function()  # programs read `train_function` after a fit
        callbacks.on_train_begin()
        for epoch in epochs_left(model, training, epochs):
            callbacks.on_epoch_begin(epoch)
            logs = run_epoch(model, "train", training, callbacks, epochs.stop - epoch)
            if validation is not None and is_due(validation_freq, epoch):
                found = model._evaluate(validation, callbacks, epochs.stop - epoch)
                logs = logs_in_order({**logs, **{f"val_{k}": v for k, v in found.items()}})
            callbacks.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
            training.source.end_epoch()
            if training.ran_out:
                break
            if epoch + 1 < epochs.stop and training.measure():
                callbacks.params["steps"] = training.steps
        model._finish_optimizer()
        callbacks.on_train_end(logs)
    return model.history

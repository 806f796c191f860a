"""`fit_generator`, `evaluate_generator`, `predict_generator`: what `fit`, `evaluate`, `predict` of batches were called.

Keras 1 counted samples where Keras 2 counts batches: `samples_per_epoch`, `nb_val_samples` and `val_samples` are as
many batches as have that many samples, if all are of the size of the first.
"""

from tenfold.keras.training.data.generator import GeneratorBatches
from tenfold.keras.training.data.kinds import batch_source
from tenfold.keras.utils.arguments import real_number, refuse_unknown
from tenfold.keras.utils.by_era import by_era


class GeneratorMethods:
    """The part of a Model that keeps these names."""

    def fit_generator(
        self,
        generator,
        steps_per_epoch=None,
        epochs=1,
        verbose=1,
        callbacks=None,
        validation_data=None,
        validation_steps=None,
        validation_freq=1,
        class_weight=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        shuffle=True,
        initial_epoch=0,
        samples_per_epoch=None,
        nb_val_samples=None,
        **kwargs,
    ):
        """`fit(generator, ...)`.

        Args:
          generator, and all that `fit` has: as for `fit`.
          samples_per_epoch, nb_val_samples: samples in an epoch of training and of validation; Keras 1's, in whose era
            they stand in the places of `steps_per_epoch` and `validation_steps`.
        """
        refuse_unknown("fit_generator", kwargs, GeneratorMethods.fit_generator)
        if by_era("generators.count_samples"):
            samples_per_epoch, steps_per_epoch = _one("samples_per_epoch", samples_per_epoch, steps_per_epoch), None
            nb_val_samples, validation_steps = _one("nb_val_samples", nb_val_samples, validation_steps), None
        made = workers, use_multiprocessing, max_queue_size
        x, steps = _counted("fit_generator", generator, samples_per_epoch, steps_per_epoch, made)
        if nb_val_samples is not None and not isinstance(validation_data, (tuple, list)):
            validation_data, validation_steps = _counted(
                "fit_generator", validation_data, nb_val_samples, validation_steps, made
            )
        return self.fit(
            x,
            epochs=epochs,
            verbose=verbose,
            callbacks=callbacks,
            validation_data=validation_data,
            shuffle=shuffle,
            class_weight=class_weight or None,
            initial_epoch=initial_epoch,
            steps_per_epoch=steps,
            validation_steps=validation_steps,
            validation_freq=validation_freq,
            max_queue_size=max_queue_size,
            workers=workers,
            use_multiprocessing=use_multiprocessing,
        )

    def evaluate_generator(
        self,
        generator,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        verbose=0,
        val_samples=None,
    ):
        """`evaluate(generator, ...)`. `val_samples`: Keras 1's number of samples, which in its era stands there."""
        made = workers, use_multiprocessing, max_queue_size
        return _measured(self.evaluate, generator, val_samples, steps, made, verbose=verbose, callbacks=callbacks)

    def predict_generator(
        self,
        generator,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        verbose=0,
        val_samples=None,
    ):
        """`predict(generator, ...)`. `val_samples`: Keras 1's number of samples, which in its era stands there.

        A list as long as the model has inputs is these, as Keras took it, and no (x, y).
        """
        made, inputs = (workers, use_multiprocessing, max_queue_size), len(getattr(self, "inputs", None) or ())
        if inputs > 1 and GeneratorBatches.accepts(generator):
            generator = (_as_inputs(batch, inputs) for batch in generator)
        return _measured(self.predict, generator, val_samples, steps, made, verbose=verbose, callbacks=callbacks)


def _as_inputs(batch, number):
    """What a generator gives for `number` inputs, in the form that `predict` takes."""
    return (batch,) if isinstance(batch, list) and len(batch) == number else batch


def _measured(method, generator, samples, steps, made, **others):
    """What `method`, a model's `evaluate` or `predict`, gives on what is counted in samples or steps."""
    if by_era("generators.count_samples"):
        samples, steps = _one("val_samples", samples, steps), None
    x, steps = _counted(f"{method.__name__}_generator", generator, samples, steps, made)
    workers, use_multiprocessing, max_queue_size = made
    return method(
        x,
        steps=steps,
        workers=workers,
        use_multiprocessing=use_multiprocessing,
        max_queue_size=max_queue_size,
        **others,
    )


def _counted(method, generator, samples, steps, made):
    """(what to take batches from, how many in an epoch)."""
    if samples is None:
        return generator, steps
    if steps is not None:
        raise TypeError(
            f"{method}() got both a number of samples ({samples}) and of steps ({steps}); give one of them."
        )
    if not real_number(samples, "samples") > 0:
        raise ValueError(f"{method}() needs a number of samples above 0; received {samples!r}.")
    source = batch_source(method, generator, made=made)
    return source, -(-samples // source.preview().size)


def _one(name, value, in_its_place):
    """What was given by name or in its place."""
    if value is not None and in_its_place is not None:
        raise TypeError(f"`{name}` was given twice: {in_its_place!r} and {value!r}.")
    return in_its_place if value is None else value

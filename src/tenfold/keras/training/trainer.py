"""compile, fit, evaluate, predict: loops over a step that users may override."""

import contextlib
import itertools
import logging

import numpy as np

from tenfold.core.calls.tape import GradientTape
from tenfold.core.values import nest
from tenfold.keras import optimizers
from tenfold.keras.callbacks.callback_list import CallbackList
from tenfold.keras.layers.base.symbolic_call import RETURNED_NONE
from tenfold.keras.layers.base.tracking import children, unique
from tenfold.keras.losses.loss import Loss
from tenfold.keras.optimizers.optimizer import Optimizer
from tenfold.keras.training import checks
from tenfold.keras.training.compiled import CompiledLoss, CompiledMetrics
from tenfold.keras.training.data import ArrayData, unpack
from tenfold.keras.training.step import Step
from tenfold.keras.training.validation import check_frequency, is_due, validation_arrays
from tenfold.keras.utils import naming
from tenfold.keras.utils.arguments import real_number, refuse_unknown, step_count, verbosity, whole_number

log = logging.getLogger("tenfold")


class Trainer:
    """The training half of a Model."""

    optimizer = loss = compiled_loss = compiled_metrics = None
    stop_training = False
    history = None
    _steps: dict = {}
    _is_compiled = False
    _compiled_trainable: list = []  # (layer, whether it was trainable when the model was compiled)

    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        metrics=None,
        loss_weights=None,
        weighted_metrics=None,
        run_eagerly=None,
        steps_per_execution=None,
        jit_compile=None,
        sample_weight_mode=None,
        target_tensors=None,
        distribute=None,
        auto_scale_loss=None,
        **kwargs,
    ):
        """Set how the model is trained.

        Args:
          optimizer: name or object.
          loss: name, function or object; a list or dict of them for several outputs.
          metrics, weighted_metrics: what `fit` and `evaluate` report besides the loss.
          loss_weights: numbers by which the outputs' losses are multiplied.
          run_eagerly: run the step as Python instead of tracing it.
          steps_per_execution: only 1 is supported.
          sample_weight_mode: "temporal" or None, for each output; weights say by their shape what they belong to.
          jit_compile: True pins the second gear, False the first; None lets the shifting rule decide.
        """
        from_file = kwargs.pop("from_serialized", False)
        refuse_unknown("compile", kwargs, Trainer.compile)
        given = {"target_tensors": target_tensors, "distribute": distribute}
        refused = [name for name, value in given.items() if value is not None]
        if not {*nest.flatten(sample_weight_mode)} <= {None, "temporal"}:
            refused.append(f"sample_weight_mode={sample_weight_mode!r}")
        if refused or steps_per_execution not in (None, 1):
            what = ", ".join(sorted(refused)) or f"steps_per_execution={steps_per_execution}"
            raise ValueError(f"compile() does not support {what}.")
        optimizer, names = optimizers.get(optimizer), getattr(self, "output_names", None)
        compiled_loss = CompiledLoss(loss, loss_weights, names)
        self.compiled_metrics = CompiledMetrics(metrics, weighted_metrics, names, from_file)
        self.compiled_loss, self.optimizer = compiled_loss, optimizer
        self.loss, self._loss_weights = loss, loss_weights
        self.run_eagerly, self.jit_compile = bool(run_eagerly), jit_compile
        self._compiled_trainable = [(layer, layer._trainable) for layer in self._flatten_layers()]
        self._steps, self._is_compiled = {}, True
        if from_file and getattr(self, "outputs", None):
            self.compiled_loss.expect(self._nested_outputs)
            self.compiled_metrics.expect(self._nested_outputs)

    # the steps, which subclasses may override

    def train_step(self, data):
        """One update of the weights on a batch; gives {name: value} to report."""
        x, y, sample_weight = unpack(data)
        with GradientTape() as tape:
            y_pred = self(x, training=True)
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        if loss is None:
            raise ValueError(
                "No loss found. You may have forgotten to provide a `loss` argument in the `compile()` method."
            )
        self.optimizer.minimize(loss, self.trainable_variables, tape=tape)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def test_step(self, data):
        """Losses and metrics of a batch."""
        x, y, sample_weight = unpack(data)
        y_pred = self(x, training=False)
        self.compute_loss(x, y, y_pred, sample_weight)
        return self.compute_metrics(x, y, y_pred, sample_weight)

    def predict_step(self, data):
        """The model's outputs for a batch."""
        outputs = self(unpack(data)[0], training=False)
        if outputs is None:
            raise ValueError(RETURNED_NONE.format(f"the model {self.name}"))
        return outputs

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
        """The scalar that training minimises."""
        return self.compiled_loss(y, y_pred, sample_weight, regularization_losses=self.losses)

    def compute_metrics(self, x, y, y_pred, sample_weight):
        """Update the compiled metrics and give the values of all."""
        if y is not None:
            self.compiled_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self):
        """{name: value} of `metrics`; a metric whose result is a dict reports that.

        Raises:
          ValueError: `add_metric` was given a name that another metric has.
        """
        found, results = self.metrics, {}
        for m in found:
            value = m.result()
            results.update(value if isinstance(value, dict) else {m.name: value})
        if len(results) < len(found):
            self._refuse_added_twice(found)
        return results

    def _refuse_added_twice(self, metrics):
        names = [m.name for m in metrics]
        for layer in self._flatten_layers():
            for m in layer._metrics:
                if names.count(m.name) > 1:
                    raise ValueError(
                        f"{layer.name} adds a metric '{m.name}', and the model has another metric of that name: only "
                        "one of them would be reported. Give add_metric(name=...) a name of its own."
                    )

    @property
    def metrics(self):
        """Metrics that are reset at the start of an epoch: the compiled ones and those of layers."""
        found = [] if not self._is_compiled else [*self.compiled_loss.metrics, *self.compiled_metrics.metrics]
        return unique(found + super().metrics)

    @property
    def metrics_names(self):
        return [m.name for m in self.metrics]

    def reset_metrics(self):
        for m in self.metrics:
            m.reset_state()

    # the loops

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
        refuse_unknown("fit", kwargs, Trainer.fit)
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
        callbacks = self._callback_list(callbacks, verbose, epochs, steps, add_history=True)
        self.stop_training, logs = False, {}
        callbacks.on_train_begin()
        batches = training.passes(epochs - initial_epoch, shuffle)  # epochs of fewer steps go on where the last ended
        for epoch in range(initial_epoch, epochs):
            callbacks.on_epoch_begin(epoch)
            logs = self._train_epoch(training, batches, steps, (epochs - epoch) * steps, callbacks)
            if validation is not None and is_due(validation_freq, epoch):
                found = self._evaluate(validation, callbacks, validation_steps, (epochs - epoch) * validation.steps)
                logs = {**logs, **{f"val_{k}": v for k, v in found.items()}}
            callbacks.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        self._finish_optimizer()
        callbacks.on_train_end(logs)
        return self.history

    def evaluate(
        self,
        x=None,
        y=None,
        batch_size=None,
        verbose="auto",
        sample_weight=None,
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
        return_dict=False,
        **kwargs,
    ):
        """Loss and metrics over the data: a number, a list in the order of `metrics_names`, or a dict."""
        if "epochs" in kwargs:
            raise TypeError(
                "evaluate() got an unexpected keyword argument 'epochs': evaluate() makes one pass; drop it."
            )
        refuse_unknown("evaluate", kwargs, Trainer.evaluate)
        self._must_be_compiled("evaluate")
        data = self._data("evaluate", x, y, sample_weight, batch_size, steps)
        callbacks = self._callback_list(callbacks, verbose, 1, data.count(steps))
        logs = self._evaluate(data, callbacks, steps)
        return logs if return_dict else self._listed(logs)

    def predict(
        self,
        x,
        batch_size=None,
        verbose="auto",
        steps=None,
        callbacks=None,
        max_queue_size=10,
        workers=1,
        use_multiprocessing=False,
    ):
        """The outputs for all samples, as NumPy arrays in the structure of the model's outputs."""
        data = ArrayData(_given("predict", x), batch_size=batch_size, steps=steps)
        count = min(data.count(steps), data.steps)
        callbacks = self._callback_list(callbacks, verbose, 1, count)
        step, parts, structure = self._step("predict_step"), [], None
        wants = callbacks.wants_batches("predict")
        callbacks.on_predict_begin()
        for i, arrays in enumerate(data.batches()):
            if i == count:
                break
            if wants:
                callbacks.on_predict_batch_begin(i)
            structure, outs = step(data, arrays, count - i - 1)
            outs = [np.array(o) for o in outs]  # they may be views of `x`, or the value of a variable
            parts.append(outs)
            if wants:
                outputs = nest.pack_sequence_as(structure, [o.copy() for o in outs])
                callbacks.on_predict_batch_end(i, {"outputs": outputs})
        callbacks.on_predict_end()
        return nest.pack_sequence_as(structure, [_joined(p) for p in zip(*parts)])

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, reset_metrics=True, return_dict=False):
        """One update on one batch; gives loss and metrics."""
        self._must_be_compiled("train_on_batch")
        data = self._one_batch(x, y, sample_weight, class_weight)
        return self._on_batch("train_step", data, reset_metrics, return_dict)

    def test_on_batch(self, x, y=None, sample_weight=None, reset_metrics=True, return_dict=False):
        """Loss and metrics of one batch."""
        self._must_be_compiled("test_on_batch")
        return self._on_batch("test_step", self._one_batch(x, y, sample_weight), reset_metrics, return_dict)

    def predict_on_batch(self, x):
        """The outputs for one batch."""
        data = self._one_batch(x)
        structure, outs = self._step("predict_step")(data, data.as_one_batch())
        return nest.pack_sequence_as(structure, [np.array(o) for o in outs])

    # what they share

    def _fit_data(self, x, y, sample_weight, class_weight, split, validation_data):
        """(training, validation or None) as ArrayData, checked against the model."""
        training, validation = ArrayData(_given("fit", x), y, sample_weight), None
        if validation_data is not None:
            validation = self._data("fit", *validation_arrays(validation_data, needs_labels=self.loss is not None))
        elif split:
            if not 0 < real_number(split, "validation_split") < 1:
                raise ValueError(f"`validation_split` must be between 0 and 1, received: {split}")
            training, validation = training.split(split)
            checks.before_training(self, validation)
        if class_weight:
            training = training.weighted(class_weight)
        checks.before_training(self, training)
        return training, validation

    def _data(self, method, x, y=None, sample_weight=None, batch_size=None, steps=None):
        data = ArrayData(_given(method, x), y, sample_weight, batch_size, steps)
        checks.before_training(self, data)
        return data

    def _callback_list(self, given, verbose, epochs, steps, add_history=False):
        if isinstance(given, CallbackList):
            return given
        verbose = verbosity(verbose)
        return CallbackList(given, add_history, verbose != 0, self, verbose=verbose, epochs=epochs, steps=steps)

    def _finish_optimizer(self):
        """Variables that an optimizer keeps averages of become these."""
        finish = getattr(self.optimizer, "finalize_variable_values", None)
        if finish is not None:
            with self._trainable_as_compiled():
                finish(self.trainable_variables)

    def _one_batch(self, x, y=None, sample_weight=None, class_weight=None):
        data = ArrayData(x, y, sample_weight)
        return data.weighted(class_weight) if class_weight else data

    def _on_batch(self, name, data, reset, return_dict):
        checks.before_training(self, data)
        if reset:
            self.reset_metrics()
        structure, outs = self._step(name)(data, data.as_one_batch())
        logs = _logs(structure, outs)
        return logs if return_dict else self._listed(logs)

    def _listed(self, logs):
        """The values in the order of `metrics_names`, and after them those that are no metrics', by name; one alone."""
        names = [m.name for m in (*self.compiled_loss.metrics, *self.compiled_metrics.metrics)]
        if list(logs) != names:  # a step of the user's own, or metrics that layers have
            names = [name for name in self.metrics_names if name in logs]
            names += sorted(logs.keys() - {*names})
        values = [logs[name] for name in names]
        return values[0] if len(values) == 1 else values

    def _train_epoch(self, data, batches, steps, ahead, callbacks):
        self.reset_metrics()
        return self._run_epoch(self._step("train_step"), data, batches, steps, ahead, callbacks, "train")

    def _evaluate(self, data, callbacks, steps=None, ahead=None):
        self.reset_metrics()
        steps = data.count(steps)
        callbacks.on_test_begin()
        logs = self._run_epoch(self._step("test_step"), data, data.batches(), steps, ahead or steps, callbacks, "test")
        callbacks.on_test_end(logs)
        return logs

    def _run_epoch(self, step, data, batches, steps, ahead, callbacks, mode):
        """The next `steps` batches; the logs of the last one. Training ends where there are no more."""
        begin, end = getattr(callbacks, f"on_{mode}_batch_begin"), getattr(callbacks, f"on_{mode}_batch_end")
        wants = callbacks.wants_batches(mode)
        structure, outs, training, i = None, [], mode == "train", -1
        try:
            for i, arrays in enumerate(itertools.islice(batches, steps)):
                if wants:
                    begin(i)
                structure, outs = step(data, arrays, ahead - i - 1, wait=False)
                if wants:
                    end(i, lambda s=structure, o=outs: step.settle() or _logs(s, o))
                if training and self.stop_training:
                    break
        finally:
            step.settle()
        if i + 1 < steps and not (training and self.stop_training):
            log.warning(
                "The data ran out after %d of %d steps; interrupting. Give a smaller batch_size, or fewer steps.",
                i + 1,
                steps,
            )
            self.stop_training = training
        return _logs(structure, outs)

    def _step(self, name):
        """The traced step, made anew after `compile`, and when the method or something it has read was replaced."""
        function = getattr(self, name)
        compiled = getattr(self, "jit_compile", None)
        pin = None if compiled is None else "second" if compiled else "first"
        options = getattr(self, "run_eagerly", False), pin
        found = self._steps.get(name)
        if found is None or found[0] != function or found[1].options != options:
            if "_steps" not in self.__dict__:
                self._steps = {}
            naming.check_scope_name(self.name)
            trains = {"state": self._trainable_as_compiled, "but": ["_trainable"]} if name == "train_step" else {}
            found = self._steps[name] = (
                function,
                Step(function, *options, parts=self._step_parts, kept=self._kept_by_steps, **trains),
            )
        found[1].check()
        return found[1]

    def _step_parts(self):
        """What a step is traced from: the layers, and the optimizers and losses that they hold."""
        layers = self._flatten_layers()
        return layers + unique([o for layer in layers for o in children(layer, (Optimizer, Loss))])

    def _kept_by_steps(self):
        """The variables that a step makes otherwise than by building layers: those of optimizers and metrics."""
        optimizers = [part for part in self._step_parts() if isinstance(part, Optimizer)]
        return [v for owner in (*optimizers, *self.metrics) for v in owner.variables]

    @contextlib.contextmanager
    def _trainable_as_compiled(self):
        """A block in which layers are trainable as they were when the model was compiled: `compile` decides what is
        trained, so that one model may train what is frozen in another, as in a GAN."""
        changed = [(layer, was, layer._trainable) for layer, was in self._compiled_trainable if layer._trainable != was]
        for layer, was, _ in changed:
            layer._trainable = was
        try:
            yield
        finally:
            for layer, _, now in changed:
                layer._trainable = now

    def _must_be_compiled(self, method):
        if not self._is_compiled:
            raise RuntimeError(
                "You must compile your model before training/testing. Use `model.compile(optimizer, loss)` before "
                f"{method}()."
            )


def _logs(structure, outs):
    """{name: Python number or array} from a step's results."""
    values = [v.item() if v.ndim == 0 else v.copy() for v in map(np.asarray, outs)]
    packed = nest.pack_sequence_as(structure, values) if structure is not None else {}
    return dict(packed) if isinstance(packed, dict) else {"loss": packed}


def _joined(parts):
    return np.concatenate(parts) if len(parts) > 1 else parts[0]


def _given(method, x):
    """`x`; ValueError where there is none."""
    if x is None:
        raise ValueError(f"{method}() needs data: received x=None. Pass arrays, as in model.{method}(x, ...).")
    return x

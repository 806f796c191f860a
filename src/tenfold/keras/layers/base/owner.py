"""What a layer owns: weights, the losses and metrics it adds, the layers inside it."""

import numpy as np

from tenfold import keras as keras_names  # metrics are layers themselves, and are loaded when one is wanted
from tenfold.core.base import nest
from tenfold.core.base.thread import STATE, PerThread, using
from tenfold.core.graphs.graph import init_scope
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values import dtypes
from tenfold.core.values.shapes import TensorShape
from tenfold.core.values.variable import Variable, trained
from tenfold.keras import constraints, initializers, regularizers
from tenfold.keras.layers.base import saved_parts, tracking
from tenfold.keras.layers.base.changes import Changing
from tenfold.keras.layers.base.context import CALL, CallGraph, KerasGraph
from tenfold.keras.layers.base.tracking import known, of_tree, unique
from tenfold.ops.state.module import Module


class CallLosses(PerThread):
    """The losses that a layer has added in its last call, which each thread sees of its own."""

    now = ()


class Owner(Changing, tracking.Tracked, Module):
    """Weights, losses and metrics, its own and those of the owners among its attributes.

    Attributes that `Layer` sets: name, built, and those with a leading underscore that are read here.
    """

    _results: frozenset[str] = frozenset()
    _noted = frozenset(
        "_losses _callable_losses _metrics _trainable_weights _non_trainable_weights inbound_nodes "
        "_wired _nodes _graph_layers _calls _stack _nested_inputs _nested_outputs inputs outputs input_names "
        "output_names _also _compiled_trainable".split()
    )
    _part_kinds = (Variable, Module, list, tuple, dict)
    _unseen = tracking.HIDDEN.union(tracking.LISTS)  # attributes in which no layers and variables are looked for
    _TF_MODULE_IGNORED_PROPERTIES = tracking.HIDDEN
    _holds_metrics = False  # whether the weights of metrics inside are its own: models' and metrics' are, as in Keras

    def _give_up(self, name, old, new):
        """A layer or variable that replaces another one as an attribute replaces it among `layers` and `weights`."""
        if not isinstance(old, (Variable, Owner, list, tuple, dict)) or name in self._results:
            return
        if name in vars(self):
            vars(self)[name] = vars(self).pop(name)  # what is new comes last
        if isinstance(old, Variable) and not any(v is old for v in vars(self).values()):
            for listed in (self._trainable_weights, self._non_trainable_weights):
                kept = [new if v is old else v for v in listed]
                listed[:] = [v for v in kept if isinstance(v, Variable)]

    def _trackable_children(self):
        return saved_parts.children(self, self._unseen)

    def _parts_changed(self):
        tracking.forget(self)

    def _trained_otherwise(self):
        tracking.trained_otherwise()

    def add_weight(
        self,
        name=None,
        shape=None,
        dtype=None,
        initializer=None,
        regularizer=None,
        trainable=None,
        constraint=None,
        use_resource=None,
        synchronization=None,
        aggregation=None,
        getter=None,
        collections=None,
        partitioner=None,
        caching_device=None,
        experimental_autocast=None,
        autocast=None,
    ):
        """A new variable of this layer.

        Args:
          name: its name within the layer.
          shape: () by default.
          dtype: the layer's variable dtype by default.
          initializer: name, object or function; glorot_uniform for floats, zeros for integers and booleans by default.
          regularizer: gives a loss that `losses` lists.
          trainable: True by default, but where `synchronization` is ON_READ.
          constraint: function of the value, applied after an optimizer's update.
          experimental_autocast: whether a `call` reads a floating point weight in the layer's compute dtype; it does by
            default. Also spelt `autocast`.
          use_resource, synchronization, aggregation, collections, caching_device: see `tf.Variable`.
        """
        if getter is not None or partitioner is not None:
            raise ValueError(
                "add_weight: getter and partitioner belong to TensorFlow 1's variable scopes and are not supported."
            )
        dtype = dtypes.as_dtype(dtype or self._dtype)
        dims = tuple(TensorShape(shape if shape is not None else ()).as_list())
        if None in dims:
            raise ValueError(
                f"Weight '{name}' of layer {self.name} needs a fully defined shape; received {dims}. The layer's "
                "input has an unknown dimension that the weight depends on: declare it, for example with Input(shape)."
            )
        if initializer is None:
            initializer = "glorot_uniform" if dtype.is_floating else "zeros"
        initializer = initializers.get(initializer)
        if trainable and not trained(None, synchronization):
            raise ValueError(
                f"Weight '{name}' of layer {self.name}: synchronization ON_READ goes with trainable=False."
            )
        trainable = trained(trainable, synchronization)
        casts = autocast if autocast is not None else experimental_autocast is not False
        with init_scope(), using(scope=STATE.scope if CALL.building is None else CALL.outside):
            variable = self._variable_class(dtype, casts)(
                lambda: initializer(dims, dtype=dtype),
                trainable=trainable,
                dtype=dtype,
                name=CALL.scope + (name or "Variable"),
                constraint=constraints.get(constraint),
                use_resource=use_resource,
                synchronization=synchronization,
                aggregation=aggregation,
                collections=collections,
                caching_device=caching_device,
            )
        variable._regularizer, variable._weight_name = regularizers.get(regularizer), name
        (self._trainable_weights if trainable else self._non_trainable_weights).append(variable)
        self._note_change("_trainable_weights")
        return variable

    add_variable = add_weight

    @known
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        for layer in self._flatten_layers():
            layer._trainable = bool(value)

    def _sublayers(self, modules=False):
        """The layers and metrics directly inside; among them, if asked for, modules that are neither."""
        found = tracking.parts(self)
        return [*(found.members if modules else found.owners)]

    def _sublayers_with_weights(self):
        """The layers and modules inside whose weights are among those of this one."""
        inside = self._sublayers(modules=True)
        return inside if self._holds_metrics else [s for s in inside if not is_metric(s)]

    def _flatten_layers(self, recursive=True, include_self=True):
        """This layer and all layers inside, depth first."""
        below = tracking.tree(self).below if recursive else unique(self._sublayers())
        return [self, *below] if include_self else [*below]

    def _own_weights(self, trainable):
        """Variables of its own, in the order in which they were made."""
        listed = self._trainable_weights if trainable else self._non_trainable_weights
        found = [v for v in tracking.parts(self).variables if v.trainable is trainable]
        return sorted([*listed, *found], key=lambda v: v._key) if found else [*listed]

    @of_tree
    def trainable_weights(self):
        """Variables that training changes: none where `trainable` is False."""
        if not self.trainable:
            return []
        return unique(
            self._own_weights(True) + [w for s in self._sublayers(modules=True) for w in s.trainable_variables]
        )

    @of_tree
    def non_trainable_weights(self):
        """Variables that training leaves alone."""
        if not self.trainable:
            inner = [w for s in self._sublayers_with_weights() for w in s.variables]
            return unique(self._own_weights(True) + self._own_weights(False) + inner)
        return unique(
            self._own_weights(False) + [w for s in self._sublayers_with_weights() for w in s.non_trainable_variables]
        )

    @of_tree
    def weights(self):
        """All variables, trainable ones first."""
        return unique(self.trainable_weights + self.non_trainable_weights)

    updates = property(lambda self: [])  # in TensorFlow 1 the ops to be run beside a step; here the step makes them
    variables = property(lambda self: self.weights)
    trainable_variables = property(lambda self: self.trainable_weights)
    non_trainable_variables = property(lambda self: self.non_trainable_weights)

    def get_weights(self):
        """Values of `weights` as NumPy arrays of the caller's own; behind them the vocabularies that layers learn."""
        return [*[np.array(w.array()) for w in self.weights], *[layer._learned() for layer in self._learners()]]

    def set_weights(self, weights):
        """Set what `get_weights` gives, from a list like it, of which vocabularies may be left out.

        Raises:
          ValueError: number or shapes differ; nothing is changed.
        """
        own, learners = self.weights, self._learners()
        if len(weights) not in (len(own), len(own) + len(learners)):
            raise ValueError(
                f'You called `set_weights(weights)` on layer "{self.name}" with a weight list of length '
                f"{len(weights)}, but "
                f"the layer was expecting {len(own)} weights. Provided weights: {str(weights)[:50]}..."
            )
        for w, value in zip(own, weights):
            if not w.shape.is_compatible_with(np.shape(value)):
                raise ValueError(
                    f"Layer {self.name} weight shape {tuple(w.shape)} is not compatible with provided weight shape "
                    f"{np.shape(value)}."
                )
        learn = [layer._to_learn(tokens) for layer, tokens in zip(learners, weights[len(own) :])]
        values = [np.asarray(value, w.dtype.numpy) for w, value in zip(own, weights)]
        for w, value in zip(own, values):
            w.assign(value)
        for take in learn:
            take()
        self._weights_were_set()

    def _learners(self):
        """The layers inside that learn what is not among their weights."""
        return [layer for layer in self._flatten_layers() if layer._learns_apart]

    def _weights_were_set(self):
        """Layers inside that make something of their weights make it anew."""
        for layer in self._flatten_layers():
            layer.finalize_state()

    def finalize_state(self):
        """Make of weights what `call` uses, where that is another thing; called once they were set from outside."""

    def count_params(self):
        """Number of values in all weights."""
        if not self.built:
            raise ValueError(
                f"You tried to call `count_params` on layer {self.name}, but the layer isn't built. You can build it "
                "manually via: `layer.build(batch_input_shape)`."
            )
        return sum(w.shape.num_elements() or 0 for w in self.weights)  # what has no fixed shape does not count

    # losses and metrics

    def add_loss(self, losses, **kwargs):
        """Add to the model's loss: a tensor made in `call`, or a function of no arguments."""
        inputs = kwargs.pop("inputs", None)
        if kwargs:
            raise TypeError(f"Unknown keyword arguments: {sorted(kwargs)}")
        del inputs  # TensorFlow 1 used it to find out when a loss applies; here that is always when the layer is called
        losses = [v for v in nest.flatten(losses) if v is not None]
        self._losses.now += tuple([v for v in losses if not callable(v)])
        CALL.adds_losses = True
        functions = [v for v in losses if callable(v)]
        if functions:
            self._callable_losses = [*self._callable_losses, *functions]

    def _clear_losses(self):
        for layer in self._flatten_layers():
            if layer._losses.now:
                layer._losses.now = ()

    @property
    def losses(self):
        """Losses added in the last call, and those of regularizers."""
        found, before = [], CALL.reads_as
        regularized = tracking.tree(self).kept("regularized", self._regularized)
        try:
            CALL.reads_as = None  # what regularizers sum up is too much for 16 bits
            for layer in self._flatten_layers():
                found += [v for v in layer._losses.now if _is_of_now(v)] + [v() for v in layer._callable_losses]
                found += [w._regularizer(w) for w in regularized.get(id(layer), ())]
        finally:
            CALL.reads_as = before
        return found

    def _regularized(self):
        """Per layer, by its identity, its own weights that have a regularizer."""
        return {
            id(layer): [
                w
                for w in layer._own_weights(True) + layer._own_weights(False)
                if getattr(w, "_regularizer", None) is not None
            ]
            for layer in self._flatten_layers()
        }

    def add_metric(self, value, name=None, aggregation=None, **kwargs):
        """Report `value` under `name` in training: its mean over the epoch, or the Metric whose call gave it.

        Raises:
          ValueError: an `aggregation` other than "mean", or None for what a metric gives.
        """
        if kwargs:
            raise TypeError(f"Unknown keyword arguments: {sorted(kwargs)}")
        if aggregation not in (None, "mean"):
            raise ValueError(
                f"add_metric: aggregation is None or 'mean'; received {aggregation!r}. For another, call a metric: "
                "`self.add_metric(keras.metrics.Sum()(value))`."
            )
        given = getattr(value, "_metric", None)
        if given is not None:
            self._metrics += [given] if given not in self._metrics else []
            return
        if name is None:
            raise ValueError('add_metric needs a name, as in `self.add_metric(tf.reduce_sum(inputs), name="mean")`.')
        metric = next((m for m in self._metrics if m.name == name), None)
        if metric is None:
            metric = keras_names.metrics.Mean(name=name)
            self._metrics.append(metric)
        metric.update_state(value)

    @property
    def metrics(self):
        """Metrics that are attributes of this layer or of layers inside, and after them those made by `add_metric`."""
        return [*tracking.tree(self).kept("metrics", self._found_metrics)]

    def _found_metrics(self):
        found = [self] if is_metric(self) else []
        for layer in self._flatten_layers():
            found += [m for m in layer._sublayers() if is_metric(m)] + layer._metrics
        return unique(found)


def is_metric(part):
    """Whether a part of a layer is a metric: it takes values in, as layers that adapt do, and has a result."""
    return hasattr(part, "update_state") and hasattr(part, "result")


def _is_of_now(tensor):
    """Whether a tensor can be used here: it is eager, or of the graph being written (outside: of a call on Inputs)."""
    if not isinstance(tensor, SymbolicTensor):
        return True
    return tensor.graph is STATE.graph if STATE.graph is not None else isinstance(tensor.graph, (CallGraph, KerasGraph))

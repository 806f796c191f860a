"""Functional models: a graph of layer calls, replayed on real tensors."""

import contextlib
import inspect

from tenfold.core.base import nest
from tenfold.core.calls.slips import nearest
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.core.values.convert import convert
from tenfold.core.values.tensor import Tensor
from tenfold.keras.layers.base import saved_parts
from tenfold.keras.layers.base.added import AddLoss, AddMetric
from tenfold.keras.layers.base.calling import with_mask
from tenfold.keras.layers.base.context import history, is_keras_tensor, is_keras_value, keras_tensors
from tenfold.keras.layers.base.input_spec import InputSpec, no_tensor
from tenfold.keras.layers.base.op_layer import layers_of_ops
from tenfold.keras.layers.base.tracking import unique
from tenfold.keras.layers.core.input_layer import Input, InputLayer
from tenfold.keras.models.given import of_kind, values_of_parts
from tenfold.keras.models.model import Model
from tenfold.keras.models.ordering import calls_between
from tenfold.keras.saving.model_config import functional_config
from tenfold.ops.arrays.basics import cast, expand_dims, squeeze
from tenfold.ops.structures.specs import type_spec_from_value as spec_of


class Functional(Model):
    """A model made of the layer calls between `inputs` and `outputs`.

    Args:
      inputs, outputs: Keras tensors, in any nested structure.
      name: "model" by default.
      trainable: whether its layers are trained.
    """

    _wired = None  # once it is wired: (inputs, calls, structure of outputs, whether all inputs are dense)
    _also = ()  # Keras tensors that are computed besides the outputs: losses and metrics

    def __init__(self, inputs, outputs, name=None, trainable=True, **kwargs):
        super().__init__(name=name, trainable=trainable, **kwargs)
        self._autocast = False  # each input has a dtype of its own, and each layer casts what it is given
        _check_ends("inputs", nest.flatten(inputs))
        _check_ends("outputs", nest.flatten(outputs))
        self._wire(*_from_inputs(_unwrapped(inputs), _unwrapped(outputs)))

    def _wire(self, inputs, outputs):
        """Find the calls between `inputs` and `outputs`. Where that fails the model stays as it was."""
        ends = nest.flatten(inputs), nest.flatten(outputs)
        nodes, layers = calls_between(*map(keras_tensors, ends))
        for tensor in self._also:  # losses and metrics come last, each with what it needs
            for found, more in zip((nodes, layers), calls_between(keras_tensors(ends[0]), [tensor])):
                found += [call_or_layer for call_or_layer in more if call_or_layer not in found]
        input_names = [history(t).layer.name for t in ends[0]]
        output_names = _unique_names([history(t).layer.name for t in ends[1]])
        names = [layer.name for layer in layers]
        twice = next((n for n in names if names.count(n) > 1), None)
        if twice is not None:
            raise ValueError(
                f'The name "{twice}" is used {names.count(twice)} times in the model. All layer names should be unique.'
            )
        self._nested_inputs, self._nested_outputs = inputs, outputs
        self.inputs, self.outputs = ends
        self.input_names, self.output_names = input_names, output_names
        self._graph_layers, self._nodes = layers, nodes
        calls = [node for node in nodes if node.inputs or not isinstance(node.layer, InputLayer)]
        # read at once by a call: another thread may wire anew
        self._wired = self.inputs, calls, outputs, all(type(t) is SymbolicTensor for t in self.inputs)
        self.built = True

    def add_loss(self, losses, **kwargs):
        """Add to the model's loss: Keras tensors computed from its inputs, or what `Layer.add_loss` takes."""
        losses = nest.flatten(losses)
        symbolic = [t for t in losses if is_keras_tensor(t)]
        super().add_loss([v for v in losses if not is_keras_tensor(v)], **kwargs)
        self._compute_also([AddLoss()(t) for t in symbolic])

    def add_metric(self, value, name=None, aggregation=None, **kwargs):
        """Report `value`, a Keras tensor computed from the model's inputs, under `name`; or see `Layer.add_metric`."""
        if not is_keras_tensor(value):
            return super().add_metric(value, name, aggregation, **kwargs)
        self._compute_also([AddMetric(aggregation, name)(value)])

    def _compute_also(self, tensors):
        if tensors:
            self._also = (*self._also, *tensors)
            self._wire(self._nested_inputs, self._nested_outputs)

    _unseen = Model._unseen | set(
        "_graph_layers _nodes _wired _also _nested_inputs _nested_outputs inputs outputs input_names "
        "output_names".split()
    )

    def _trackable_children(self):
        return {**saved_parts.numbered(self.layers), **super()._trackable_children()}

    def _sublayers(self, modules=False):
        """The layers of the graph, and after them those among the attributes, which a `train_step` may use."""
        others = super()._sublayers(modules)
        return unique(self._graph_layers + others) if others else [*self._graph_layers]

    def _groups_with_weights(self):
        others = super()._groups_with_weights()
        return [*self._graph_layers, *others] if others else self._graph_layers

    def _described_layers(self):
        return self._graph_layers if type(self) is Functional else self.layers  # a class makes its attributes itself

    def call(self, inputs, training=None, mask=None):
        wanted, calls, outputs, are_dense = self._wired
        given = self._arranged(inputs, wanted)
        if mask is not None:
            given = self._masked_inputs(given, self._in_order(mask))
        values = dict(zip(map(id, wanted), given)) if are_dense else values_of_parts(wanted, given)
        for node in calls:
            node.replay(values)
        if type(outputs) is SymbolicTensor:
            return values[id(outputs)]
        return nest.map_structure(lambda t: values[id(t)], outputs, expand_composites=True)

    def _arranged(self, inputs, wanted):
        """The inputs in the order of the Keras tensors `wanted`, each with the dtype and rank that was declared."""
        if type(inputs) is Tensor and len(wanted) == 1 and type(wanted[0]) is SymbolicTensor:
            return [self._conformed(inputs, wanted[0])]
        if isinstance(inputs, dict):
            missing = [key for key in self._input_keys() if key not in inputs]
            if missing:
                spare = [key for key in inputs if key not in self._input_keys()]
                near = nearest(str(missing[0]), map(str, spare))
                raise ValueError(
                    f'Missing data for input "{missing[0]}". You passed a data dictionary with keys {list(inputs)}. '
                    f"Expected the following keys: {self._input_keys()}"
                    + (f'. Did you mean "{missing[0]}" by "{near}"?' if near else "")
                )
        flat = self._in_order(inputs)
        if len(flat) != len(wanted):
            raise ValueError(
                f'Layer "{self.name}" expects {len(wanted)} input(s), but it received {len(flat)} input tensors. '
                f"Inputs received: {flat}"
            )
        return [self._conformed(t, w) for t, w in zip(flat, wanted)]

    def _masked_inputs(self, inputs, masks):
        if len(masks) != len(inputs):
            raise ValueError(f'Layer "{self.name}" has {len(inputs)} inputs, but received {len(masks)} masks: {masks}')
        return [with_mask(t, m) for t, m in zip(inputs, masks)]

    def _in_order(self, structure):
        """What is given for the inputs, in a dict or in any other structure, as a list."""
        return (
            [structure.get(k) for k in self._input_keys()] if isinstance(structure, dict) else nest.flatten(structure)
        )

    def _input_keys(self):
        """What dicts of data call the inputs, in their order: their keys where they are a dict, else their names."""
        inputs = self._nested_inputs
        by_key = isinstance(inputs, dict) and not any(nest.is_nested(t) for t in inputs.values())
        return sorted(inputs) if by_key else self.input_names

    def _conformed(self, tensor, wanted):
        is_dense = type(wanted) is SymbolicTensor
        if (
            is_dense
            and type(tensor) is Tensor
            and tensor.dtype is wanted.dtype
            and _fits(tensor._array.shape, wanted._dims)
        ):
            return tensor
        if not is_dense or nest.is_composite(tensor):
            return self._of_kind(tensor, wanted)
        if not hasattr(tensor, "shape"):
            raise no_tensor(tensor, self.name)
        tensor = tensor if isinstance(tensor, Tensor) else convert(tensor)
        mask = getattr(tensor, "_keras_mask", None)
        if tensor.dtype is not wanted.dtype:
            tensor = cast(tensor, wanted.dtype)
        have, want = tensor._dims, wanted._dims
        if have is not None and len(have) == len(want) - 1 and want[-1] == 1:
            tensor = expand_dims(tensor, -1)
        elif have is not None and len(have) == len(want) + 1 and have[-1] == 1:
            tensor = squeeze(tensor, -1)
        dims = tensor._dims
        if dims is not None and not _fits(dims, want):
            raise ValueError(
                f'Input 0 of layer "{self.name}" is incompatible with the layer: expected shape={want}, found '
                f"shape={have}{_batch_of_one(have, want)}"
            )
        if mask is not None:
            tensor._keras_mask = mask
        return tensor

    def _of_kind(self, value, wanted):
        """Of a ragged or sparse input: `value` as such a one, with the dtype and rank that was declared."""
        value = of_kind(value, wanted, self.name)
        if isinstance(value, Tensor):
            return self._conformed(value, wanted)
        have, want = value.shape.as_list(), wanted.shape.as_list()
        if not _fits(have, want):
            raise ValueError(
                f'Input 0 of layer "{self.name}" is incompatible with the layer: expected shape={tuple(want)}, found '
                f"shape={tuple(have)}"
            )
        return value

    _conforms = True
    _input_spec = None  # one that was set

    @property
    def input_spec(self):
        """A list of an InputSpec per input; another may be set."""
        if self._input_spec is not None or self._wired is None:
            return self._input_spec
        names = self._input_keys() if isinstance(self._nested_inputs, dict) else [None] * len(self.inputs)
        dims = [t.shape.as_list() for t in self.inputs]
        return [InputSpec(shape=(None, *d[1:]), ndim=len(d), name=name) for d, name in zip(dims, names)]

    @input_spec.setter
    def input_spec(self, value):
        self._input_spec = value
        self._conforms = value is None

    def compute_mask(self, inputs, mask=None):
        """The outputs carry their masks already."""
        return None

    def _masked(self, inputs, outputs, masks):
        return outputs

    @property
    def input(self):
        return self._nested_inputs

    @property
    def output(self):
        return self._nested_outputs

    @property
    def input_shape(self):
        return nest.map_structure(lambda t: tuple(t.shape), self._nested_inputs)

    @property
    def output_shape(self):
        return nest.map_structure(lambda t: tuple(t.shape), self._nested_outputs)

    def get_build_config(self):
        """The shape of the inputs."""
        return {"input_shape": self.input_shape} if self._wired is not None else None

    def get_config(self):
        """The graph of layers; of a subclass whose constructor makes the graph itself, the constructor's arguments."""
        if "_plain_class" in vars(type(self)) and not _takes_ends(type(self)):
            with contextlib.suppress(NotImplementedError):  # there are arguments that JSON cannot hold
                return self._with_arguments(self._base_config(), Functional.get_config)
        return functional_config(self)

    # copying and pickling: the calls between the inputs and the outputs come along

    def _keeps(self, tensor):
        history = getattr(tensor, "_keras_history", None)
        return history is not None and history.node in self._nodes

    def _to_copy_first(self):
        return [*super()._to_copy_first(), *(self._nodes or ())]

    def __setstate__(self, state):
        super().__setstate__(state)
        for layer in self._graph_layers:  # which had their calls in another order than that of their depth
            layer.inbound_nodes.sort(key=lambda node: node.number)


Model.functional = Functional


def _batch_of_one(have, want):
    """What makes a batch of one sample, as a sentence; "" where it is none."""
    lone = len(have) == len(want) - 1 and _fits(have, want[1:])
    return ". One sample alone becomes a batch by numpy.expand_dims(x, 0)." if lone else ""


def _fits(dims, wanted):
    """Whether a batch may have these dimensions where `wanted` are declared."""
    if len(dims) != len(wanted):
        return False
    for found, declared in zip(dims[1:], wanted[1:]):
        if found != declared and found is not None and declared is not None:
            return False
    return True


def _takes_ends(cls):
    """Whether a constructor is called with inputs and outputs, as that of functional models."""
    parameters = inspect.signature(cls.__init__).parameters.values()
    return any(p.kind is p.VAR_POSITIONAL for p in parameters) or {"inputs", "outputs"} <= {p.name for p in parameters}


def made_from_ends(cls):
    """The class that makes a model like those of `cls` from inputs and outputs."""
    return cls.__dict__.get("_plain_class", cls) if _takes_ends(cls) and cls is not Functional else Functional


def _check_ends(what, tensors):
    """ValueError unless all are Keras tensors, no input twice; results of bare ops become layer calls."""
    for t in tensors:
        if not is_keras_value(t):
            raise ValueError(
                f"`{what}` of a functional model must be Keras tensors: the results of Input() and of layers called on "
                f"them. Received: {t!r}"
            )
    layers_of_ops(keras_tensors(tensors))
    if what == "inputs" and len({id(t) for t in tensors}) < len(tensors):
        raise ValueError(
            f"The list of inputs passed to the model contains the same input multiple times. Received: {tensors}"
        )


def _unwrapped(structure):
    """What a list of one tensor holds: Keras takes `Model([x], [y])` for `Model(x, y)`, but keeps tuples and dicts."""
    return structure[0] if isinstance(structure, list) and len(nest.flatten(structure)) == 1 else structure


def _from_inputs(inputs, outputs):
    """(inputs, outputs) where every input is that of an InputLayer.

    For a tensor in the middle of a graph a new Input stands in, from which the calls up to the outputs are made again.
    """
    flat = nest.flatten(inputs)
    stand = [t if isinstance(history(t).layer, InputLayer) else Input(type_spec=spec_of(t)) for t in flat]
    if all(a is b for a, b in zip(stand, flat)):
        return inputs, outputs
    nodes, _ = calls_between(keras_tensors(flat), keras_tensors(outputs))
    values = values_of_parts(flat, stand)
    for node in nodes:
        if node.inputs:
            node.replay(values)
    of_now = lambda t: values[id(t)]  # noqa: E731
    return tuple(nest.map_structure(of_now, ends, expand_composites=True) for ends in (inputs, outputs))


def _unique_names(names):
    out = []
    for n in names:
        out.append(n if n not in out else f"{n}_{sum(o.startswith(n) for o in out)}")
    return out

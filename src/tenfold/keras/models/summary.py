"""A model as rows of its summary table."""

from tenfold.core.base import nest
from tenfold.core.values.variable import Variable
from tenfold.keras.layers.base.context import history, is_keras_value
from tenfold.keras.layers.base.layer import Layer
from tenfold.keras.models.ordering import depths
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.summary import SummaryRow, SummaryTotals, print_summary


def print_model(model, layout=None, **options):
    """See `Model.summary`."""
    layout = layout or by_era("summary.layout")
    if layout != "keras3" and not _is_built(model):
        raise ValueError(
            "This model has not yet been built. Build the model first by calling `build()` or by calling the model "
            "on a batch of data."
        )
    chain = is_chain(model)
    nodes = set(getattr(model, "_nodes", None) or ())
    row = _row_of_keras3 if layout == "keras3" else _row
    rows = [row(layer, nodes, chain) for layer in model.layers]
    print_summary(model.name, rows, _totals(model, layout), layout=layout, sequential_like=chain, **options)


def is_chain(model):
    """Whether a list of layers says it all: Sequential and subclassed models, and graphs that never branch."""
    nodes = getattr(model, "_nodes", None)
    if nodes is None or hasattr(model, "_stack"):
        return True
    node_depth, _ = depths(nodes)
    one_a_depth = len(set(node_depth.values())) == len(nodes)
    return one_a_depth and all(len(_places(n)) <= 1 for n in nodes) and len({n.layer for n in nodes}) == len(nodes)


def _row(layer, nodes, chain):
    inner = getattr(layer, "layers", ())
    return SummaryRow(
        layer.name,
        type(layer).__name__,
        _output_shape(layer),
        _params(layer),
        () if chain else _connections(layer, nodes),
        trainable=layer.trainable,
        has_weights=bool(layer.weights),
        nested=[_row(part, set(getattr(layer, "_nodes", None) or ()), True) for part in inner],
    )


def _row_of_keras3(layer, nodes, chain):
    inner = getattr(layer, "layers", ())
    return SummaryRow(
        layer.name,
        type(layer).__name__,
        _last_shapes(layer),
        _params_of_keras3(layer),
        () if chain else _connections(layer, nodes),
        trainable=layer.trainable,
        has_weights=_is_built(layer) and bool(layer.weights),
        nested=[_row_of_keras3(part, set(getattr(layer, "_nodes", None) or ()), True) for part in inner],
    )


def _is_built(layer):
    return layer.built or not hasattr(layer, "_stack") and bool(layer.weights)


def _last_shapes(layer):
    """The shapes that the last call on Keras tensors gave; without one, those that graph or weights are made for."""
    tensors = layer.inbound_nodes[-1].flat_outputs if layer.inbound_nodes else getattr(layer, "outputs", None) or ()
    shapes = [tuple(t.shape) for t in tensors if t is not None]
    if shapes:
        return shapes[0] if len(shapes) == 1 else shapes
    built_for = getattr(layer, "_build_input_shape", None)
    if built_for is None or not _is_built(layer) or not layer.weights or not _says_its_shape(type(layer)):
        return "?"
    return tuple(layer.compute_output_shape(built_for))


def _says_its_shape(cls):
    return cls.__module__.startswith("tenfold.") or cls.compute_output_shape is not Layer.compute_output_shape


def _params_of_keras3(layer):
    if _is_built(layer):
        return layer.count_params()
    return "0 (unbuilt)" if hasattr(layer, "layers") or type(layer).build is not Layer.build else 0


def _params(layer):
    return layer.count_params() if layer.built or layer.weights else "0 (unused)"


def _output_shape(layer):
    try:
        return layer.output_shape
    except AttributeError:
        return "multiple"


def _connections(layer, nodes):
    """`name[node][tensor]` of each input of each call inside the model."""
    return [
        f"{h.layer.name}[{h.node_index}][{h.tensor_index}]"
        for n in layer.inbound_nodes
        if n in nodes
        for h in _places(n)
    ]


def _places(node):
    """Where the inputs of a call came from; ragged and sparse ones are one each, whatever they are made of."""
    given = [t for t in nest.flatten((node.args, node.kwargs)) if is_keras_value(t)]
    return [history(t) for t in given]


def _totals(model, layout):
    trainable, non_trainable = ((), ()) if not _is_built(model) else _weights_of(model)
    optimizer = [*_optimizer_variables(model, layout)]
    sizes = _count(trainable), _count(non_trainable)
    own = _count(optimizer) if optimizer else (None, 0)
    return SummaryTotals(sizes[0][0], sizes[1][0], sizes[0][1], sizes[1][1], own[0], own[1])


def _weights_of(model):
    return model.trainable_weights, model.non_trainable_weights


def _optimizer_variables(model, layout):
    """Its slots and iteration count; Keras 3 has the learning rate among them."""
    optimizer = getattr(model, "optimizer", None)
    found = getattr(optimizer, "variables", None)
    found = [*(found() if callable(found) else found or ())]
    rate = getattr(optimizer, "_learning_rate", None)
    return [*found, rate] if layout == "keras3" and found and isinstance(rate, Variable) else found


def _count(weights):
    """(number of values, bytes)."""
    sizes = [(w.shape.num_elements() or 0, w.dtype.size) for w in weights]
    return sum(n for n, _ in sizes), sum(n * b for n, b in sizes)

"""A model as rows of its summary table."""

from tenfold.core.base import nest
from tenfold.keras.models.ordering import depths
from tenfold.keras.utils.by_era import by_era
from tenfold.keras.utils.summary import SummaryRow, SummaryTotals, print_summary


def print_model(model, layout=None, **options):
    """See `Model.summary`."""
    if not model.built and not model.weights:
        raise ValueError(
            "This model has not yet been built. Build the model first by calling `build()` or by calling the model "
            "on a batch of data."
        )
    chain = is_chain(model)
    nodes = set(getattr(model, "_nodes", None) or ())
    rows = [_row(layer, nodes, chain) for layer in model.layers]
    layout = layout or by_era("summary.layout")
    print_summary(model.name, rows, _totals(model), layout=layout, sequential_like=chain, **options)


def is_chain(model):
    """Whether a list of layers says it all: Sequential and subclassed models, and graphs that never branch."""
    nodes = getattr(model, "_nodes", None)
    if nodes is None or hasattr(model, "_stack"):
        return True
    node_depth, _ = depths(nodes)
    one_a_depth = len(set(node_depth.values())) == len(nodes)
    return one_a_depth and all(len(n.inputs) <= 1 for n in nodes) and len({n.layer for n in nodes}) == len(nodes)


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
        for t in n.inputs
        for h in [t._keras_history]
    ]


def _totals(model):
    def count(weights):
        sizes = [(int(nest.flatten(w.shape.num_elements())[0]), w.dtype.size) for w in weights]
        return sum(n for n, _ in sizes), sum(n * b for n, b in sizes)

    trainable, non_trainable = count(model.trainable_weights), count(model.non_trainable_weights)
    optimizer = getattr(getattr(model, "optimizer", None), "variables", None)
    optimizer = optimizer() if callable(optimizer) else optimizer
    own = count(optimizer) if optimizer else (None, 0)
    return SummaryTotals(trainable[0], non_trainable[0], trainable[1], non_trainable[1], own[0], own[1])

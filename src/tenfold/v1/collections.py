"""TensorFlow 1's collections: named lists of a graph's variables, losses, summaries."""

from tenfold.core.base.thread import STATE
from tenfold.ops.state.sources import no_op
from tenfold.runtime.sessions import modes


class GraphKeys:
    """Names of the usual collections."""

    GLOBAL_VARIABLES = "variables"
    LOCAL_VARIABLES = "local_variables"
    METRIC_VARIABLES = "metric_variables"
    MODEL_VARIABLES = "model_variables"
    TRAINABLE_VARIABLES = "trainable_variables"
    SUMMARIES = "summaries"
    QUEUE_RUNNERS = "queue_runners"
    TABLE_INITIALIZERS = "table_initializer"
    ASSET_FILEPATHS = "asset_filepaths"
    MOVING_AVERAGE_VARIABLES = "moving_average_variables"
    REGULARIZATION_LOSSES = "regularization_losses"
    CONCATENATED_VARIABLES = "concatenated_variables"
    SAVERS = "savers"
    WEIGHTS = "weights"
    BIASES = "biases"
    ACTIVATIONS = "activations"
    UPDATE_OPS = "update_ops"
    LOSSES = "losses"
    SAVEABLE_OBJECTS = "saveable_objects"
    RESOURCES = "resources"
    LOCAL_RESOURCES = "local_resources"
    TRAINABLE_RESOURCE_VARIABLES = "trainable_resource_variables"
    INIT_OP = "init_op"
    LOCAL_INIT_OP = "local_init_op"
    READY_OP = "ready_op"
    READY_FOR_LOCAL_INIT_OP = "ready_for_local_init_op"
    SUMMARY_OP = "summary_op"
    GLOBAL_STEP = "global_step"
    EVAL_STEP = "eval_step"
    TRAIN_OP = "train_op"
    COND_CONTEXT = "cond_context"
    WHILE_CONTEXT = "while_context"
    VARIABLES = GLOBAL_VARIABLES


def add_to_collection(name, value):
    """Append `value` to collection `name` of the default graph."""
    modes.get_default_graph().add_to_collection(name, value)


def add_to_collections(names, value):
    """Append `value` to each collection of the default graph that `names` lists."""
    modes.get_default_graph().add_to_collections(names, value)


def get_collection(key, scope=None):
    """A copy of collection `key`; with `scope`, the items whose names match that regular expression from the start."""
    return modes.get_default_graph().get_collection(key, scope)


def get_collection_ref(key):
    """Collection `key` itself: what is appended to it stays."""
    return modes.get_default_graph().get_collection_ref(key)


def global_variables(scope=None):
    """Variables of the default graph that its sessions keep; `scope` as in `get_collection`."""
    return get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


def local_variables(scope=None):
    """Variables of the default graph that are not saved: counters, metrics' totals."""
    return get_collection(GraphKeys.LOCAL_VARIABLES, scope)


def model_variables(scope=None):
    """Variables of the default graph that inference needs, as those who made them said."""
    return get_collection(GraphKeys.MODEL_VARIABLES, scope)


def trainable_variables(scope=None):
    """Variables of the default graph that optimizers change."""
    return get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def moving_average_variables(scope=None):
    """Variables of the default graph that have a moving average."""
    return get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)


def variables_initializer(var_list, name="init"):
    """An op that gives each variable of `var_list` its initial value; None when eager, where they have it already."""
    return None if STATE.graph is None else _all([v.initializer for v in var_list], name)


def global_variables_initializer():
    """An op that initialises all global variables of the default graph."""
    return variables_initializer(global_variables())


def local_variables_initializer():
    """An op that initialises all local variables of the default graph."""
    return variables_initializer(local_variables())


def tables_initializer(name="init_all_tables"):
    """An op that runs the initialisers of all lookup tables of the default graph."""
    return None if STATE.graph is None else _all(get_collection(GraphKeys.TABLE_INITIALIZERS), name)


def _all(operations, name):
    """One op that waits for several, of which there may be none."""
    with STATE.graph.control_dependencies(operations):
        return STATE.graph.write(no_op, [], {"nodes": ()}, name)

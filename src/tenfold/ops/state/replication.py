"""How copies of a variable on several devices are kept together: what `tf.Variable` takes and strategies read."""

import enum


class VariableSynchronization(enum.Enum):
    """When copies of a variable are brought together."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


class VariableAggregation(enum.Enum):
    """How values that several devices assign to a variable become one."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3
    ONLY_FIRST_TOWER = 3  # as TensorFlow 1 called it

"""Sources that TensorFlow has and that are not here. Each says what to do in place of it."""

from typing import Any, NoReturn


class SqlDataset:
    """Rows of a database, which Python's own drivers read."""

    def __init__(self, driver_name: Any, data_source_name: Any, query: Any, output_types: Any) -> None:
        raise NotImplementedError(
            f"SqlDataset({driver_name!r}, ...): there is no database client here. Read the rows with Python's sqlite3 "
            "(or another driver) in tf.data.Dataset.from_generator: lambda: connection.execute(query)."
        )


def from_variant(variant: Any, structure: Any) -> NoReturn:
    """The dataset that a tensor of dtype variant holds, as functions have it inside of themselves."""
    raise NotImplementedError(
        "from_variant: a dataset is no tensor outside of functions. Hand the dataset itself over; functions "
        "take it as an argument."
    )


def to_variant(dataset: Any) -> NoReturn:
    """A tensor of dtype variant that holds a dataset: likewise."""
    raise NotImplementedError(
        "to_variant: a dataset is no tensor outside of functions. Hand the dataset itself over; functions "
        "take it as an argument."
    )


def _no_service(*args: Any, **kwargs: Any) -> NoReturn:
    """The tf.data service, which is not here."""
    raise NotImplementedError(
        "The tf.data service (processes that make elements for others) is not here. Give each process its own part of "
        "the dataset with dataset.shard(num_shards, index), and let num_parallel_calls use the cores of a machine."
    )


distribute = from_dataset_id = register_dataset = distributed_save = _no_service


class DispatchServer:
    """A server of the tf.data service, which is not here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _no_service()


class WorkerServer(DispatchServer):
    """Likewise."""

"""The data of TensorFlow 1's tutorials, under the paths of the modules that held it."""

_HERE = (
    "examples.tutorials.mnist.input_data",
    "contrib.learn.datasets.mnist",
    "contrib.learn.python.learn.datasets.mnist",
)
_BASE = "contrib.learn.datasets.base", "contrib.learn.python.learn.datasets.base"
_ROOTS = "contrib.learn.datasets", "contrib.learn.python.learn.datasets"


def _in(places, name):
    return " ".join(f"{place}.{name}" for place in places)


V1 = {
    "v1.tutorial_digits": {
        **{
            name: _in(_HERE, name)
            for name in (
                "read_data_sets",
                "DataSet",
                "extract_images",
                "extract_labels",
                "dense_to_one_hot",
                "SOURCE_URL",
            )
        },
        "maybe_download": _in((_HERE[0], *_BASE), "maybe_download"),
        "Datasets": _in(_BASE, "Datasets"),
        "load_mnist": _in(_HERE[1:], "load_mnist"),
        "load_dataset": _in(_ROOTS, "load_dataset"),
    }
}

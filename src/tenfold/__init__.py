"""Tenfold: TensorFlow 1, TensorFlow 2 and Keras programs, on a core small enough to read.

import tenfold as tf
"""

import sys as _sys
import warnings as _warnings

import tenfold.io.when_wanted as _codecs  # noqa: F401  (file formats, read when an op wants one)
from tenfold import ops as _ops  # noqa: F401  (operators on tensors)
from tenfold.api import loadable as _loadable  # noqa: F401  (installs itself)
from tenfold.api import namespaces as _namespaces
from tenfold.runtime.kernels import when_wanted as _when_wanted  # noqa: F401  (native code, loaded when an op wants it)
from tenfold.v1 import dimension as _dimension  # noqa: F401  (TensorFlow 1's dimensions, `shape.dims`)
from tenfold.v1 import graph_face as _graph_face  # noqa: F401  (TensorFlow 1's methods of graphs)

__version__ = "2.15.0"  # of the API spoken; `tf.version.TENFOLD` is our own

_warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"tenfold\.")  # NumPy's overflow and division notes


_sys.modules[__name__].__class__ = _namespaces.Root


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    value = globals()[name] = _namespaces.resolve("v2", "", name, "tenfold")
    return value


def __dir__():
    return sorted({*globals(), *_namespaces.members("v2", "")})

"""What `import tenfold` brings along, and that importing a floor of the house changes no public name."""

import subprocess
import sys


def python(code):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


# the ops that tensors' own operators and methods need; every other family waits until one of its names is asked for
COMMON = {
    "known_values": "",
    "infer": "",
    "failing": "",
    "scopes": "",
    "public": "",
    "arrays": "basics broadcasting casting creation dynamic_index gathering joining scattering selecting shaping "
    "slicing",
    "math": "arithmetic comparison complex_numbers elementwise logic operators powers",
    "structures": "dispatch indexed_slices kept_whole row_gradients specs",
    "linalg": "blas products",
    "state": "evaluate sources variables",
}

# TensorFlow 1's methods of graphs, dimensions of shapes, and which ops' native kernels wait to be wanted
FACE = """
    tenfold.runtime.kernels tenfold.runtime.kernels.when_wanted tenfold.v1.dimension tenfold.v1.graph_face
    tenfold.io.when_wanted
    tenfold.runtime.sessions tenfold.runtime.sessions.graph_elements tenfold.runtime.sessions.open_sessions
"""


def test_import_loads_the_common_ops_and_nothing_heavy():
    loaded = set(python("import sys, tenfold; print(*sys.modules)"))
    below = {name for name in loaded if name.startswith(("tenfold.runtime.", "tenfold.v1.", "tenfold.io."))}
    assert below == set(FACE.split())
    floors = {name.split(".")[1] for name in loaded - below if name.startswith("tenfold.")}
    assert floors == {"core", "ops", "api", "runtime", "v1", "io"}
    common = {f"{family}.{file}" for family, files in COMMON.items() for file in files.split()}
    ops = {name.removeprefix("tenfold.ops.") for name in loaded if name.startswith("tenfold.ops.")}
    assert ops <= {*COMMON, *common, "graphdef", "scoped", "memory", "choosing"}
    assert not loaded & {
        "jax",
        "jaxlib",
        "h5py",
        "google.protobuf",
        "PIL",
        "scipy",
        "inspect.getsource",
        "tenfold.api.names.ops.math",
        "difflib",
    }


def test_importing_a_floor_does_not_hide_a_name():
    python(
        "import tenfold as tf\n"
        "import tenfold.function, tenfold.data, tenfold.io\n"
        "from tenfold.function import function as module\n"
        "assert callable(tf.function) and tf.function(lambda: 1) is not None\n"
        "import tenfold.runtime, tenfold.v1\n"
        "assert not hasattr(type(tf.function), '__path__')\n"
    )


def test_a_first_use_loads_its_family():
    python(
        "import sys, tenfold as tf\n"
        "assert 'tenfold.ops.signal.fourier' not in sys.modules\n"
        "tf.signal.fft\n"
        "assert 'tenfold.ops.signal.fourier' in sys.modules and 'jax' not in sys.modules\n"
    )


def test_a_namespace_inside_another_may_be_the_first_that_a_program_asks_for():
    assert python("import tenfold as tf; print(tf.compat.v1.mixed_precision.experimental.FixedLossScale(2).__class__)")

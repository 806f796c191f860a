"""What the core needs of lower floors, which install it: so `core` imports nothing below itself."""

from tenfold.core.base.process_wide import ProcessWide
from tenfold.core.base.types import NOT_YET, Any

OP: Any = None  # an op, whose class is that of a later room


class hooks(ProcessWide):
    """Ops that the core itself needs; `ops` installs them, so that `core` imports nothing below its floor."""

    add = subtract = pack = shape = zeros = zeros_like = ones_like = identity = dense_slices = NOT_YET
    const = placeholder = read = reread = assign = OP
    rows = NOT_YET  # rows of a tensor by number
    carry_value = NOT_YET  # notes what is known of the integers that a node gives
    dimension: Any = None  # the class of TensorFlow 1's dimensions; `v1` installs it
    shape_message = NOT_YET  # the class of shapes' messages; `io` installs the way to it
    slices: Any = None  # the class of a gradient that is slices of a tensor
    fill_run_metadata = NOT_YET  # (RunMetadata message, recording, nodes) writes what was recorded there; `io` installs
    evaluate = NOT_YET  # symbolic tensor -> the value that it has whatever a function's arguments are
    accumulate = NOT_YET  # the sum of two parts of a gradient, each a tensor or slices of one
    aliases = NOT_YET  # () -> (function, *arguments) by which another process's imports find Tenfold; None if not here
    why_python: Any = str  # () -> why code that asks for a tensor's truth runs as Python; `function` installs it
    image_data_format: Any = "channels_last".__str__  # () -> the order of an image's axes; `keras` installs its own
    by_era = NOT_YET  # name of a default -> its value in the era of this process; `api` installs it
    on_host = NOT_YET  # cell -> NumPy array of a value that second gear left; `runtime` installs it
    spellings: dict[str, tuple[str, ...]] = {}  # old argument name -> what it may be called today; `api` fills it
    layer_hints: dict[str, dict[str, str]] = {}  # class of layers -> {argument: why it changes nothing}; `api` fills it

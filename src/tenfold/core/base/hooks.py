"""What the core needs of lower floors, which install it: so `core` imports nothing below itself."""

from tenfold.core.base.process_wide import ProcessWide


class hooks(ProcessWide):
    """Ops that the core itself needs; `ops` installs them, so that `core` imports nothing below its floor."""

    add = subtract = pack = shape = zeros = ones_like = identity = dense_slices = None
    const = placeholder = read = reread = assign = None
    rows = None  # rows of a tensor by number
    carry_value = None  # notes what is known of the integers that a node gives
    dimension = None  # the class of TensorFlow 1's dimensions; `v1` installs it
    slices = None  # the class of a gradient that is slices of a tensor
    accumulate = None  # the sum of two parts of a gradient, each a tensor or slices of one
    on_host = None  # cell -> NumPy array of a value that second gear left; `runtime` installs it
    spellings: dict[str, tuple] = {}  # old argument name -> what it may be called today; `api` fills it

"""Kernels for both gears that call the compiled library; all are registered when this is first imported, if it is here.

They take float32 arrays on a CPU. Whatever else an op may be given goes to what would run it without them.
"""

from tenfold.runtime.native import library
from tenfold.runtime.unbroken import unbroken

with unbroken():  # half of them would be worse than none
    if library.available():
        from tenfold.runtime.kernels.native import conv, losses, optimizers, pool, products, recurrence, rows

ALL_HERE = True  # who finds this missing has found the import half way

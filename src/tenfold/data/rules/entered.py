"""The rules in force, in the order in which they are asked."""

from tenfold.data.rules.beside import next_beside_the_last
from tenfold.data.rules.fusion import filters_are_one, maps_are_one
from tenfold.data.rules.gathered import slices_are_rows
from tenfold.data.rules.idle import idle_ones_go
from tenfold.data.rules.maps import map_after_order, map_of_batches
from tenfold.data.rules.windows import windows_are_views
from tenfold.data.run.shorter import RULES, WHOLE

RULES += [
    idle_ones_go,
    windows_are_views,
    map_after_order,
    map_of_batches,
    slices_are_rows,
    maps_are_one,
    filters_are_one,
]
WHOLE.append(next_beside_the_last)

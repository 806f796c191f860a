"""How long a loop may go round in first gear before the run is given up and begun again in second.

How often a loop goes round is not known before it has. So a run in first gear counts what second gear would have saved
so far, by the estimates of the shifting rule, and no clock: once that is more than compiling takes, the run is given
up. Nothing of it shows, since a run's writes are held back to its end.
"""

from tenfold.ops.control.body import Body
from tenfold.runtime.gears import shifting


class TakesLong(Exception):
    """Raised in a loop: the run is to begin again in second gear."""


class Patience:
    """What is left to a run in first gear.

    Args:
      seconds: that second gear may save before the run is given up.
      leading: the length taken for unknown dimensions.
    """

    def __init__(self, seconds: float, leading: int) -> None:
        self.seconds, self.leading = seconds, leading
        self._costs: dict[Body, float] = {}

    def spend(self, turns: int, bodies: tuple[Body, ...]) -> None:
        """A loop has gone round `turns` times more, through these bodies. TakesLong if that is too much."""
        self.seconds -= turns * sum([self._cost(body) for body in bodies])
        if self.seconds < 0:
            raise TakesLong

    def _cost(self, body: Body) -> float:
        """The seconds that a turn through `body` is estimated to save in second gear."""
        found = self._costs.get(body)
        if found is None:
            elements = shifting.own_work(body.nodes, self.leading)
            found = self._costs[body] = shifting.saved_by_run(len(body.nodes), elements) + shifting.CALL_COST
        return found

"""A function of elements from one of its tensors on: for what makes that tensor beforehand."""

from collections.abc import Callable
from functools import cache
from operator import itemgetter
from typing import Any

import numpy as np

from tenfold.core.base.env import itself
from tenfold.core.graphs.symbolic import SymbolicTensor
from tenfold.data.plan.draws import PassCounters
from tenfold.data.plan.functions import ElementFunction
from tenfold.data.plan.structure import Element

_given = itemgetter(slice(None, -1))


class FromWithin(ElementFunction):
    """`whole` of elements behind whose leaves `tensor` of its graph stands; None there has it computed.

    Nothing that it gives lies in the memory of that: the tensors of many elements may lie together.
    """

    def __init__(self, whole: ElementFunction, tensor: SymbolicTensor) -> None:
        vars(self).update(vars(whole))
        self.whole, self.inputs = whole, [*whole.inputs, tensor]
        self.executable = self._executable(itself)

    def _runner(self, counters: PassCounters) -> Callable[[Element], Element]:
        whole, rest = cache(lambda: self.whole._runner(counters)), super()._runner(counters)

        def call(element: Element) -> Element:
            tensor = element[-1]
            if tensor is None:
                return whole()(_given(element))
            made, memory = rest(element), tensor if tensor.base is None else tensor.base
            return tuple([leaf.copy() if _lies_in(leaf, memory) else leaf for leaf in made])

        return call

    def _before(self) -> Callable[[Element], Element]:
        return _given


def _lies_in(leaf: Any, memory: Any) -> bool:
    return leaf is memory or type(leaf) is np.ndarray and leaf.base is memory

"""TensorFlow 1's face of sessions."""

from tenfold.runtime.sessions.session import Session


class InteractiveSession(Session):
    """A Session that is the default one from its making until it is closed: for shells and notebooks."""

    def __init__(self, target="", graph=None, config=None):
        super().__init__(target, graph, config)
        self._contexts = [self.graph.as_default() if graph is not None else None, self.as_default()]
        for context in self._contexts:
            if context is not None:
                context.__enter__()

    def close(self):
        super().close()
        contexts, self._contexts = self._contexts, []
        for context in reversed(contexts):
            if context is not None:
                context.__exit__(None, None, None)

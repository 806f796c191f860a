"""LocallyConnected2D."""

from tenfold.keras.layers.convolution.locally_connected import LocallyConnected


class LocallyConnected2D(LocallyConnected):
    """(n, h, w, c) -> (n, h', w', filters). See `LocallyConnected`."""

    rank = 2

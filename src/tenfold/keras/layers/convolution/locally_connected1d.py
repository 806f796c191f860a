"""LocallyConnected1D."""

from tenfold.keras.layers.convolution.locally_connected import LocallyConnected


class LocallyConnected1D(LocallyConnected):
    """(n, steps, c) -> (n, steps', filters). See `LocallyConnected`."""

    rank = 1

"""The single kernels that are measured: convolutions and pooling with their gradients, channels last, float32.

Six sizes stand in the prototype's README (the networks' own among them); the rest are layers of known networks.
"""

from dataclasses import dataclass

FORWARD, FILTER, INPUT = "forward", "filter gradient", "input gradient"


@dataclass(frozen=True)
class Conv:
    """A convolution.

    Attributes:
      title: whose layer it is.
      x: (batch, *spatial, channels) of the input.
      filters: how many.
      kernel: its size, along each spatial axis.
      padding: "VALID" or "SAME".
      groups: of channels; as many as there are channels is depthwise.
    """

    title: str
    x: tuple[int, ...]
    filters: int
    kernel: int
    padding: str
    stride: int = 1
    dilation: int = 1
    groups: int = 1

    whats = FORWARD, FILTER, INPUT
    n = property(lambda self: len(self.x) - 2)
    depthwise = property(lambda self: self.groups == self.x[-1] > 1)

    @property
    def w(self) -> tuple[int, ...]:
        """(*kernel, channels / groups, filters); of a depthwise one (*kernel, channels, filters / channels)."""
        last = (
            (self.groups, self.filters // self.groups) if self.depthwise else (self.x[-1] // self.groups, self.filters)
        )
        return (*(self.kernel,) * self.n, *last)

    @property
    def y(self) -> tuple[int, ...]:
        """(batch, *spatial, filters) of the result."""
        span = (self.kernel - 1) * self.dilation
        return (self.x[0], *(windows(size, span + 1, self.stride, self.padding) for size in self.x[1:-1]), self.filters)

    @property
    def name(self) -> str:
        more = [f"stride {self.stride}"] if self.stride > 1 else []
        more += [f"dilation {self.dilation}"] if self.dilation > 1 else []
        more += ["depthwise"] if self.depthwise else [f"{self.groups} groups"] if self.groups > 1 else []
        size = "x".join([str(self.kernel)] * self.n)
        return " ".join([f"{','.join(map(str, self.x))} to {self.filters}, {size} {self.padding}", *more])


@dataclass(frozen=True)
class Pool:
    """Pooling of images: `kind` "max" or "average", windows of `window` by `window`."""

    title: str
    kind: str
    x: tuple[int, int, int, int]
    window: int
    stride: int
    padding: str

    whats = FORWARD, INPUT

    @property
    def y(self) -> tuple[int, ...]:
        sizes = [windows(size, self.window, self.stride, self.padding) for size in self.x[1:-1]]
        return (self.x[0], *sizes, self.x[-1])

    @property
    def name(self) -> str:
        size = f"{self.window}x{self.window} {self.padding} stride {self.stride}"
        return f"{','.join(map(str, self.x))}, {self.kind} pooling {size}"


def windows(size: int, span: int, stride: int, padding: str) -> int:
    """How many windows there are along an axis."""
    return -(-size // stride) if padding == "SAME" else (size - span) // stride + 1


CASES = [
    Conv("cnn_mnist, 2nd", (64, 12, 12, 32), 64, 5, "VALID"),
    Conv("cnn_cats, 1st", (20, 150, 150, 3), 32, 3, "VALID"),
    Conv("cnn_cats, 2nd", (20, 74, 74, 32), 64, 3, "VALID"),
    Conv("cnn_cats, 3rd", (20, 36, 36, 64), 128, 3, "VALID"),
    Conv("autoencoder", (256, 28, 28, 16), 16, 3, "SAME"),
    Conv("VGG", (8, 56, 56, 128), 128, 3, "SAME"),
    Conv("ResNet-50, expand", (8, 56, 56, 64), 256, 1, "VALID"),
    Conv("ResNet-50, halve", (8, 56, 56, 128), 128, 3, "SAME", stride=2),
    Conv("MobileNetV2", (8, 56, 56, 144), 144, 3, "SAME", groups=144),
    Conv("DeepLab", (8, 28, 28, 128), 128, 3, "SAME", dilation=2),
    Conv("ResNeXt-50", (8, 28, 28, 256), 256, 3, "SAME", groups=32),
    Conv("WaveNet's 1-D", (32, 1024, 64), 128, 5, "SAME"),
    Conv("video, 3-D", (4, 16, 32, 32, 16), 32, 3, "SAME"),
    Pool("cnn_cats, 1st", "max", (20, 148, 148, 32), 2, 2, "VALID"),
    Pool("ResNet, overlapping", "max", (8, 112, 112, 64), 3, 2, "SAME"),
    Pool("DenseNet", "average", (8, 56, 56, 128), 2, 2, "VALID"),
]


def arrays(case):
    """The input, the filters (None for pooling) and a gradient of the result, float32."""
    import numpy as np

    rng = np.random.default_rng(0)
    shapes = [case.x, getattr(case, "w", None), case.y]
    return [None if shape is None else rng.standard_normal(shape, dtype=np.float32) for shape in shapes]

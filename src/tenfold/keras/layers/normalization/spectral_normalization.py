"""SpectralNormalization (Miyato et al. 2018, https://arxiv.org/abs/1802.05957)."""

from tenfold.keras.initializers import TruncatedNormal
from tenfold.keras.layers.core.wrapper import Wrapper
from tenfold.keras.utils.arguments import whole_number
from tenfold.ops.arrays.basics import cast, reshape
from tenfold.ops.linalg.products import matmul
from tenfold.ops.math.clipping import l2_normalize


class SpectralNormalization(Wrapper):
    """A layer whose kernel is divided, at each call in training, by its largest singular value.

    The value is found by power iteration, v = normalised(u @ kernel^T), u = normalised(v @ kernel), with the kernel as
    a matrix of its outputs' columns; the weight `vector_u` keeps u from call to call.

    Args:
      layer: one with a `kernel` or `embeddings`.
      power_iterations: iterations at each call.
    """

    def __init__(self, layer, power_iterations=1, **kwargs):
        super().__init__(layer, **kwargs)
        self.power_iterations = whole_number(power_iterations, "power_iterations")

    def build(self, input_shape):
        super().build(input_shape)
        kernel = self._kernel()
        self.vector_u = self.add_weight(
            "vector_u",
            (1, kernel.shape[-1]),
            dtype=kernel.dtype,
            initializer=TruncatedNormal(stddev=0.02),
            trainable=False,
            experimental_autocast=False,
        )

    def _kernel(self):
        for name in ("kernel", "embeddings"):
            if getattr(self.layer, name, None) is not None:
                return getattr(self.layer, name)
        raise ValueError(
            f"{type(self.layer).__name__} object has no attribute 'kernel' nor 'embeddings', of which "
            "SpectralNormalization divides one."
        )

    def call(self, inputs, training=None):
        if training:
            self.normalize_weights()
        return self.layer(inputs)

    def normalize_weights(self):
        """Divide the kernel by its largest singular value, as far as the iterations have found it."""
        kernel = self._kernel()
        value = cast(kernel, self.vector_u.dtype)
        matrix, u = reshape(value, [-1, kernel.shape[-1]]), cast(self.vector_u, self.vector_u.dtype)
        for _ in range(self.power_iterations):
            v = l2_normalize(matmul(u, matrix, transpose_b=True))
            u = l2_normalize(matmul(v, matrix))
        sigma = matmul(matmul(v, matrix), u, transpose_b=True)
        self.vector_u.assign(u)
        kernel.assign(reshape(matrix / sigma, kernel.shape))

    def compute_output_shape(self, input_shape):
        return tuple(self.layer.compute_output_shape(input_shape))

    def get_config(self):
        return {**super().get_config(), "power_iterations": self.power_iterations}

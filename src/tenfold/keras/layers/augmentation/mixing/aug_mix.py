"""AugMix (Hendrycks et al., ICLR 2020)."""

from tenfold.core.values import dtypes
from tenfold.keras.layers.augmentation.mixing.choosing_layer import ChoosingLayer
from tenfold.keras.utils.arguments import check_numbers, whole_number
from tenfold.ops.arrays.basics import cast
from tenfold.ops.control.branches import cond
from tenfold.ops.math.comparison import less
from tenfold.ops.math.reduce import reduce_sum
from tenfold.ops.random.stateless import stateless_gamma


class AugMix(ChoosingLayer):
    """In training: m image + (1 - m) (w1 chain1 + w2 chain2 + ...); each chain is a number of changes to the image.

    m is drawn from Beta(alpha, alpha) and w from Dirichlet(alpha).

    Args:
      num_chains: how many chains.
      chain_depth: the most changes in one, each chosen at random.
      alpha: above 0.
      all_ops: whether brightness, contrast, colour and sharpness are among the changes.
      value_range, factor, interpolation, seed, data_format: see `ChoosingLayer`.
    """

    def __init__(
        self,
        value_range=(0, 255),
        num_chains=3,
        chain_depth=3,
        factor=0.3,
        alpha=1.0,
        all_ops=True,
        interpolation="bilinear",
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(value_range, factor, interpolation, seed, data_format, **kwargs)
        self.num_chains = whole_number(num_chains, "num_chains")
        self.chain_depth = whole_number(chain_depth, "chain_depth")
        check_numbers(alpha=alpha)
        if alpha <= 0:
            raise ValueError(f"`alpha` of AugMix must be above 0. Received: alpha={alpha}")
        self.alpha, self.all_ops = alpha, bool(all_ops)
        self.set_choice(self.all_ops)

    def augment(self, images):
        shares = cast(self._shares(self.num_chains), images.dtype)
        own = cast(self._shares(2), images.dtype)
        mixed = sum(self._chain(images) * shares[i] for i in range(self.num_chains))
        return images * own[0] + mixed * own[1]

    def _shares(self, n):
        """Numbers above 0 that sum to 1, from Dirichlet(alpha)."""
        seed = self._random_generator.make_seed_for_stateless_op()
        drawn = stateless_gamma([n], seed, float(self.alpha), dtype=dtypes.float32) + 1e-30
        return drawn / reduce_sum(drawn)

    def _chain(self, images):
        """The images changed up to `chain_depth` times."""
        depth = self._random_generator.random_uniform([], 1, self.chain_depth + 1, dtypes.int32)
        for i in range(self.chain_depth):
            before = images
            images = cond(less(i, depth), lambda now=before: self.changed_once(now), lambda now=before: now)
        return images

    def get_config(self):
        kept = ("num_chains", "chain_depth", "alpha", "all_ops")
        return {**super().get_config(), **{name: getattr(self, name) for name in kept}}

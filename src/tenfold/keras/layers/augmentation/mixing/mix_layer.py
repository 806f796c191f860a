"""What layers share that mix each image of a batch with another, and their labels."""

from tenfold.core.values import dtypes
from tenfold.core.values.convert import convert
from tenfold.keras.layers.augmentation.labelled_layer import LabelledLayer
from tenfold.ops.arrays.basics import cast, reshape, shape
from tenfold.ops.arrays.gathering import gather
from tenfold.ops.arrays.ranges import range as counted
from tenfold.ops.random.stateless import stateless_gamma, stateless_shuffle


class MixLayer(LabelledLayer):
    """In training: each image and its label mixed with those of another one of the batch.

    Subclasses write `mixed(images, others)`, which gives the mixed images and how much of each is its own, [batch].
    The layer is called on images, or on a dict of "images" and "labels"; labels are vectors, as of `tf.one_hot`.
    """

    def call(self, inputs, training=True):
        if not isinstance(inputs, dict):
            return self._mix({"images": inputs})["images"] if training else self.as_computed(inputs)
        self._check_keys(inputs)
        return self._mix(inputs) if training else {**inputs, "images": self.as_computed(inputs["images"])}

    def _mix(self, inputs):
        images, own = self.as_computed(inputs["images"]), []
        if len(images._dims) != 4:
            raise ValueError(
                f"Layer {self.name} ({type(self).__name__}) mixes the images of a batch; it received one image of "
                f"shape {images.shape}. Call it on batches, in a dataset after `.batch(n)`."
            )
        seed = self._random_generator.make_seed_for_stateless_op()
        order = stateless_shuffle(counted(shape(images)[0]), seed)

        def mixed(batch):
            found, share = self.mixed(batch, gather(batch, order))
            own.append(share)
            return found

        found = {**inputs, "images": self.on_batch(mixed, images)}
        if "labels" in inputs:
            found["labels"] = self._mixed_labels(convert(inputs["labels"]), order, own[0])
        return found

    def _mixed_labels(self, labels, order, share):
        if labels._dims is None or len(labels._dims) < 2:
            raise ValueError(
                f"Layer {self.name} ({type(self).__name__}) mixes labels and needs them as vectors, [batch, classes]. "
                f"Received shape {labels.shape}. Use tf.one_hot(labels, classes)."
            )
        labels = labels if labels.dtype.is_floating else cast(labels, dtypes.float32)
        share = cast(reshape(share, [-1] + [1] * (len(labels._dims) - 1)), labels.dtype)
        return labels * share + gather(labels, order) * (1 - share)

    def beta(self, n, alpha):
        """Draws from Beta(alpha, alpha), [n], where alpha is a number above 0 or [n]."""
        first, second = (self.gamma([n], alpha) for _ in range(2))
        return first / (first + second)

    def gamma(self, dims, alpha):
        """Draws from Gamma(alpha), kept off 0."""
        seed = self._random_generator.make_seed_for_stateless_op()
        return stateless_gamma(dims, seed, alpha, dtype=dtypes.float32) + 1e-30

    def mixed(self, images, others):
        """(the mixed images, how much of each is its own)."""
        raise NotImplementedError(f"{type(self).__name__} must implement `mixed(images, others)`.")

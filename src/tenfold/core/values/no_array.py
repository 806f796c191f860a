"""What is said where a program asks a tensor for what NumPy's arrays have: `x.T`, `x.reshape`, `x.astype`."""

from tenfold.core.base.types import Any, NoReturn

# what arrays have -> what does it here
CURES = {
    "T": "tf.transpose(x)",
    "astype": "tf.cast(x, dtype)",
    "copy": "tf.identity(x)",
    "fill": "tf.fill(tf.shape(x), value)",
    "flatten": "tf.reshape(x, [-1])",
    "ravel": "tf.reshape(x, [-1])",
    "reshape": "tf.reshape(x, shape)",
    "size": "tf.size(x)",
    "squeeze": "tf.squeeze(x)",
    "transpose": "tf.transpose(x, perm)",
    "clip": "tf.clip_by_value(x, low, high)",
    "dot": "tf.tensordot(x, y, 1)",
    "argmax": "tf.argmax(x, axis)",
    "argmin": "tf.argmin(x, axis)",
    "argsort": "tf.argsort(x)",
    "repeat": "tf.repeat(x, repeats, axis)",
    "cumsum": "tf.cumsum(x, axis)",
    "max": "tf.reduce_max(x)",
    "mean": "tf.reduce_mean(x)",
    "min": "tf.reduce_min(x)",
    "prod": "tf.reduce_prod(x)",
    "std": "tf.math.reduce_std(x)",
    "sum": "tf.reduce_sum(x)",
    "item": "x.numpy().item()",
    "tolist": "x.numpy().tolist()",
    # what PyTorch's tensors have
    "detach": "tf.stop_gradient(x)",
    "view": "tf.reshape(x, shape)",
    "permute": "tf.transpose(x, perm)",
    "unsqueeze": "tf.expand_dims(x, axis)",
}


class Absent:
    """Stands in a class for an attribute that its instances lack: AttributeError with what does it instead."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> NoReturn:
        raise AttributeError(
            f"'{owner.__name__}' object has no attribute '{self.name}': a tensor is not an array. Write "
            f"{CURES[self.name]}; tf.experimental.numpy.experimental_enable_numpy_behavior() gives tensors NumPy's "
            "methods."
            if instance is not None
            else f"type object '{owner.__name__}' has no attribute '{self.name}'"
        )


def explain_absent(cls: type) -> None:
    """Have instances of `cls` say what does what arrays have and they lack."""
    for name in CURES.keys() - {n for c in cls.__mro__ for n in vars(c)}:
        absent = Absent()
        absent.__set_name__(cls, name)
        setattr(cls, name, absent)

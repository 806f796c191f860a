"""Arguments that every optimizer takes: what they may be, and the name that it has without one."""

from tenfold.keras.utils import naming
from tenfold.keras.utils.by_era import by_era


def check_arguments(clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, decay):
    """ValueError for arguments that make no sense."""
    limits = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
    exclude = [*limits] if by_era("Optimizer.is_newer") else ["clipnorm", "global_clipnorm"]
    if sum(limits[name] is not None for name in exclude) > 1:
        raise ValueError(f"At most one of {' and '.join(map('`{}`'.format, exclude))} can be set; received {limits}.")
    for name, value in limits.items():
        if value is not None and value < 0:
            raise ValueError(f"`{name}` must not be negative; received {value}.")
    if decay < 0:
        raise ValueError(f"decay cannot be less than 0. Received: decay={decay}.")
    if use_ema and not 0 <= ema_momentum <= 1:
        raise ValueError(f"`ema_momentum` must be in the range [0, 1]. Received: ema_momentum={ema_momentum}")
    if (
        use_ema
        and ema_overwrite_frequency
        and (not isinstance(ema_overwrite_frequency, int) or ema_overwrite_frequency < 1)
    ):
        raise ValueError(
            f"`ema_overwrite_frequency` must be an integer > 1 or None. Received: {ema_overwrite_frequency}"
        )


def default_name(cls, root):
    """Keras 3's automatic name; before it, that of the class of Keras's that `cls` is or was made from.

    Args:
      root: the base of all optimizers, whose name is none.
    """
    if by_era("Optimizer.is_newer"):
        return naming.auto_name(cls.__name__)
    ours = (
        base.__name__ for base in cls.__mro__ if base.__module__.startswith(__package__) and not issubclass(root, base)
    )
    return next(ours, cls.__name__)

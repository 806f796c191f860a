"""Forwards for second gear that need `jax.lax`, a file per family; all are registered when JAX first starts."""

import importlib
import pkgutil

for _info in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_info.name}")

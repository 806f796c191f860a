"""Names that say which version this is; `tf.compat` is the package `tenfold.compat` itself."""

NAMES = {
    "compat": {"": "compat"},
    "api.version": {"": "version"},
}

V1 = {
    "api.version": {"VERSION": "VERSION", "GIT_VERSION": "GIT_VERSION", "COMPILER_VERSION": "COMPILER_VERSION"},
}

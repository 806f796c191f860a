"""Names that say which version this is."""

NAMES = {"api.version": {"": "version"}}

V1 = {"api.version": {"VERSION": "VERSION", "GIT_VERSION": "GIT_VERSION", "COMPILER_VERSION": "COMPILER_VERSION"}}

"""Input pipelines."""


def __getattr__(name):
    from tenfold.api.namespaces import attribute

    return attribute(__name__, name)


def __dir__():
    from tenfold.api.namespaces import listing

    return listing(__name__)

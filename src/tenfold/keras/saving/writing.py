"""`save_model`, the function form of `model.save`."""


def save_model(
    model,
    filepath,
    overwrite=True,
    include_optimizer=True,
    save_format=None,
    signatures=None,
    options=None,
    save_traces=True,
):
    """Write `model` to an HDF5 file, see `Model.save`."""
    model.save(filepath, overwrite, include_optimizer, save_format, signatures, options, save_traces)

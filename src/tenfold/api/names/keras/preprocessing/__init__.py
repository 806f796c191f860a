"""Names of what stands before a model: a table per folder of `tenfold/keras/preprocessing`."""

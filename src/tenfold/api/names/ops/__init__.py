"""Names of ops: a table per family, as the folders under `tenfold/ops`."""

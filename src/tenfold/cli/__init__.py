"""The command line: `tenfold run`, `tenfold doctor`."""

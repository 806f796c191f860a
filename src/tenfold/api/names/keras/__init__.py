"""Names of Keras: a table per folder of `tenfold/keras`."""

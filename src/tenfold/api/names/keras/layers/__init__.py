"""Names of layers, a file for each family."""

"""What a value is: dtype, shape, tensor, variable."""

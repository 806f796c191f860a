"""What a training step does to variables, one op each: optimizers' and metrics' steps, first values."""

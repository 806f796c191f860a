"""What is done to each element."""

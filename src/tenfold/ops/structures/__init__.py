"""Values made of several tensors, and what is known of a value before it is there."""

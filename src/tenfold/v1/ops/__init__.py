"""TensorFlow 1's spellings of ops: other orders of arguments, other names."""

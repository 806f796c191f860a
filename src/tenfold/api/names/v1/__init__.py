"""Names that only TensorFlow 1 has, or has for something else."""

"""TensorFlow's random numbers: seeds, Philox words, distributions, stateful and stateless functions."""

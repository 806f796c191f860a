"""TensorFlow 1's sessions and what is fetched and fed there."""

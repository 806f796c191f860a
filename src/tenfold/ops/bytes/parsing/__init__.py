"""Serialised `tf.train.Example` and `tf.train.SequenceExample` messages as tensors."""

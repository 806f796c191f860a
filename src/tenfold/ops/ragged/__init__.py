"""RaggedTensor and what can be done with it."""

"""Event files, which TensorBoard reads: a stream of `Event` messages, and the summaries that they carry."""

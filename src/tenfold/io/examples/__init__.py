"""Serialised Examples and SequenceExamples as columns of values (example.proto): the codec of `ops/bytes/parsing`."""

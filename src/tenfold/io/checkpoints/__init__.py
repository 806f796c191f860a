"""Checkpoints as programs meet them without objects around: readers, the state file, what is on the disk."""

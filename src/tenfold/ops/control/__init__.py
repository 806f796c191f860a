"""Calls, branches, loops, lists of tensors, and Python on the host."""

"""Public names of TensorFlow and Keras that are not here: what stands in for each, or why there is nothing.

One table in four files: `renamed`, `elsewhere` (something else does it), `planned`, `left_out`; `companions` is for
packages that programs import beside TensorFlow. Attribute access, imports and `tools/coverage.py` read it by `lookup`.
"""

"""`tf.data`: a dataset is a plan of how elements are made; iterating over it makes the plan shorter, then runs it.

| room | what is there |
| --- | --- |
| `plan` | `Dataset`, what its elements are, functions traced for elements, tensors of a graph that a plan waits for |
| `run` | iterators, and the threads that work for them |
| `sources` `elements` `batching` `order` `mixing` | a transformation a file: its method of `Dataset` and its node |
| `storage` | elements that are kept in memory and in files |
| `rules` | the optimiser: each rule gives a shorter plan for the same elements |
| `directories` | datasets of folders of files |
| `graphs` | datasets in a graph: TensorFlow 1's iterators, loops of `tf.function` over elements |
"""

from tenfold.ops.public import public_names

__getattr__, __dir__ = public_names(__name__)

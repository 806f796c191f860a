"""What a tensor is: dtypes, shapes, ops, graphs, gradients."""

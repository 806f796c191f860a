"""What a graph is: nodes, symbolic tensors, bodies, inference, the plan that runs it."""

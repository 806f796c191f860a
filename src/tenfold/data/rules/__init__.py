"""The optimiser: each rule gives a shorter plan for the same elements."""

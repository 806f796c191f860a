"""Matrices: products, decompositions, solutions, norms."""

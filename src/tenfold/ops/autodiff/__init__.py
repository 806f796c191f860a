"""Derivatives: of graphs, of functions with rules of their own, Jacobians."""

"""Arithmetic, functions of numbers, comparisons, reductions, counts."""

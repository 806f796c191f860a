"""Assertions on values, shapes and types, and printing."""

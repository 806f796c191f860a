"""Datasets in a graph."""

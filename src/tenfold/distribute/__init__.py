"""Distribute."""

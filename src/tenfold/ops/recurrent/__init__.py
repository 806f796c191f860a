"""Recurrences over time, each one op with a gradient rule of its own."""

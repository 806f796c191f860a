"""Strings: editing, splitting, numbers, hashes, regular expressions, Unicode."""

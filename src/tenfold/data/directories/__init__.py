"""Datasets of folders of files."""

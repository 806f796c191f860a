"""Layers that change colours and leave every pixel at its place."""

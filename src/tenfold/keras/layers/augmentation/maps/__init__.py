"""Layers that move the pixels of images by a projective map."""

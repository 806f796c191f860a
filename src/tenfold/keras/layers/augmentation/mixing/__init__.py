"""Layers that mix images with others, and layers made of several layers."""

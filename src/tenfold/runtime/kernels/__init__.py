"""Kernels that replace the forwards of ops in one gear."""

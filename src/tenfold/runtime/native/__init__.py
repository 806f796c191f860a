"""Kernels in C++ for both gears: their sources, how they are compiled, and the library that comes of it."""

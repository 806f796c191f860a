"""Elements put together, and taken apart."""

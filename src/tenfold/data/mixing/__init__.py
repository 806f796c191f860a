"""Elements of several datasets."""

"""What a dataset is before anything runs."""

"""Which elements, how often, in which order."""

"""Name tables, one file per family: module -> attribute -> the public names it answers to."""

"""What a recording becomes: a trace in a file, statistics of a step, a timeline."""

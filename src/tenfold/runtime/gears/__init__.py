"""Running a graph: traced callables, the rule that chooses a gear, plans made smaller, programs lowered."""

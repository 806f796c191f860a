"""What lasts between runs: variables, tables, modules; and where graphs begin."""

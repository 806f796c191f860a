"""Where batches come from: one protocol (`source`), a file per kind of source, and who takes from them (`feed`)."""

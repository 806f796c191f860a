"""What everything stands on: the state of a thread, cells, scopes, errors."""

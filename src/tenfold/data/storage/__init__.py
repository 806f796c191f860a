"""Elements that are kept, in memory and in files, for passes and programs to come."""

"""Files and messages read and written by ops."""

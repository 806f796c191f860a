"""What threads share when graphs run: cells, and programs that one of them compiles."""

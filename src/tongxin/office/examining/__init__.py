"""What a file is and whether it is sound, told from its content. Plain Python: it can run in a process of its own."""

"""Products and selling rounds with their frozen lines."""

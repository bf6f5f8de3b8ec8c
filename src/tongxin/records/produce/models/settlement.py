"""Lines of platform sheets as they were told."""

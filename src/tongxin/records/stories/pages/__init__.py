"""Pages of stories: of those who work on them, and of everybody."""

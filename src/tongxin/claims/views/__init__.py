"""Pages of 核数."""

"""Pages of produce."""

"""Template tags of room `access`."""

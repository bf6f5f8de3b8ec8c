"""What anybody sees of produce."""

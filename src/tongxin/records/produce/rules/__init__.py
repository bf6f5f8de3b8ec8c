"""Rules of produce that need no database."""

"""Backup and restore: everything the product keeps, encrypted, by content, on either database (docs/adr/0042)."""

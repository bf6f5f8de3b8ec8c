"""The public face: what anyone may read without signing in."""

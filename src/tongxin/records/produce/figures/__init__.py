"""What produce says in figures."""

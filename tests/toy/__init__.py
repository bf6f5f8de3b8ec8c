"""A capability that exists only in the tests: visits 走访 to households. It proves what one declaration brings."""

"""Rules of checking that need no database: what sources are enough, what a claim must not carry, what two claims share."""

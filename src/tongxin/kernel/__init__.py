"""Words every room shares: periods, quantities, Chinese numerals, place paths, scopes, errors. Plain Python only."""

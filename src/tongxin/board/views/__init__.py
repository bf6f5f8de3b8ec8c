"""Pages of the board: dashboard, measure catalogue, figure page with its tables as Excel files."""

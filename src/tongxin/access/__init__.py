"""Who may do what where: accounts, roles over place paths, guarded managers, the journal of every write, and jobs."""

"""The installation: settings, addresses, command line and the one list of capabilities. Imports all, imported by none."""

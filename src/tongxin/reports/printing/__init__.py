"""The printers: one paper as Word, PDF and HTML. What is said is decided once here; a printer only sets it."""

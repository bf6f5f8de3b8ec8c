"""The API door: every record type that has a form can be read and written by a program, through that same form."""

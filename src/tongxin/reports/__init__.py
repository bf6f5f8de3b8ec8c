"""Work reports: compose a text whose numbers are figures, issue it frozen, and let anyone verify it afterwards."""

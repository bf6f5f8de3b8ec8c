"""How records come in: web form, Excel and API pass the same form and end in the same action."""

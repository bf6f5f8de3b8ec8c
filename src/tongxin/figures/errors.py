"""Faults of declarations: found at start-up, never shown to a user."""


class DeclarationError(ValueError):
    """A fact or measure contradicts itself."""


class RegistryError(ValueError):
    """Declarations do not fit together: a double code, an unknown fact, column or value."""

"""What rooms declare to each other and to the product, so that every call upward is visible and none is an import.

A capability hands up one `Room`; rooms below it learn of its figures, activity, personal data and citations from there.
"""

"""What every kind of record has: a page with its files, and what may be done with it in which state. Here so far: evidence files.

A photo of the day, the scanned list of signatures, the receipt: a record shows what it rests on, and figures say how many
records of a kind show anything at all. The room knows no capability; each says for itself which of its records carry files.
"""

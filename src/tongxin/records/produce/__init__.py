"""Produce 助农产销: the board of offers and wishes, selling rounds and their settlement."""

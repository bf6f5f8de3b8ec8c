"""Tables of produce: products and selling rounds, lines of settlement sheets, offers and wishes."""

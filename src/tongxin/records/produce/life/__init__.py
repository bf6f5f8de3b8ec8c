"""Lives of products, rounds, offers and wishes."""

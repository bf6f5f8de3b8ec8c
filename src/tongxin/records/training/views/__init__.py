"""Pages of training: those that show classes and those that write them."""

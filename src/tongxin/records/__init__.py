"""What the network does: capabilities that are strangers to each other."""

"""辟谣: what people ask about, checked by two of us against sources, and published with every later change on record."""

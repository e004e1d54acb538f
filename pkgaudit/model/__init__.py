"""The nouns: frozen values without I/O that every stage hands to the next."""

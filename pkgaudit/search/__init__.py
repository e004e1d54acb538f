"""One pass over a member's bytes for all patterns of all rules together."""

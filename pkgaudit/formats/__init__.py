"""One module per artifact format: what it is, told by content, and what it claims."""

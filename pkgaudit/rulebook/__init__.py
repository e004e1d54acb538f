"""rules/ to a checked set; a rule to its page."""

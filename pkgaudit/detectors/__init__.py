"""Shared mechanisms: each says what is there; none knows a rule, a severity or a sentence."""

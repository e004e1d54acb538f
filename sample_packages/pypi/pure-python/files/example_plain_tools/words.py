"""Counts words."""

from collections import Counter


def count(text: str) -> Counter[str]:
    """Return how often each word occurs."""
    return Counter(text.split())

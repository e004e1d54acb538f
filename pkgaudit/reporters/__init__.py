"""Report to text: pure, deciding nothing."""

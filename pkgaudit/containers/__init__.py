"""Strict streaming readers of archives: every entry any installer would see, and what lies outside the profile."""

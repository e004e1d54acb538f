"""Edits of a project's packing configuration that keep a file from shipping: found, and proved by packing again."""

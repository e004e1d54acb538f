"""A Python project, built by its own backend in a copy, so that what is published can be judged before it is."""

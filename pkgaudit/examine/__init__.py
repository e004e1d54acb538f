"""The only place where a rule meets an artifact, and the only catcher of a detector's faults."""

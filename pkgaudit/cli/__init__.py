"""Flags in, exit code out: one module per command, heavy imports inside the command."""


def main() -> None:
    """Run pkgaudit."""

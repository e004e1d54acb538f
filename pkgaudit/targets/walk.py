"""Lists the files below a directory: bounded, following no link to a directory."""

# ruff: noqa: PTH118 -- paths stay as the user typed them; Path would rewrite them

from __future__ import annotations

import os

from msgspec import Struct, field


class Walk(Struct, kw_only=True):
    """What is below a directory.

    Attributes:
        files: Relative paths of everything that is no directory, links and devices included, sorted.
        unreadable: Relative paths of directories that could not be listed, with the reason.
        cut: Whether the walk stopped at the ceiling.
    """

    files: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    cut: bool = False


def walk(root: str, ceiling: int) -> Walk:
    """List everything below a directory.

    Args:
        root: The directory; a link to one is followed here, and nowhere below.
        ceiling: Entries looked at, directories included.
    """
    found = Walk()
    waiting = [""]
    seen = 0
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(os.path.join(root, folder) if folder else root) as entries:
                for entry in entries:
                    seen += 1
                    if seen > ceiling:
                        found.cut = True
                        break
                    relative = os.path.join(folder, entry.name)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(relative)
                    else:
                        found.files.append(relative)
        except OSError as error:
            found.unreadable.append((folder, error.strerror or type(error).__name__))
        if found.cut:
            break
    found.files.sort()
    found.unreadable.sort()
    return found

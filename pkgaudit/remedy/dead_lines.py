"""Takes out the lines and entries that exclude nothing."""

from __future__ import annotations

from collections.abc import Iterable

from pkgaudit.remedy.aims import DeadLine
from pkgaudit.remedy.edit import Contents, EditError
from pkgaudit.remedy.npm_candidates import Read
from pkgaudit.remedy.package_json import edit_files

_LISTS_OF_LINES = (".npmignore", ".gitignore", "MANIFEST.in")


def without_dead_lines(dead: Iterable[DeadLine], read: Read) -> Contents:
    """Return the files that hold them, without them; what cannot be taken out stays.

    Args:
        dead: What goes.
        read: Gives what a file of the package's folder holds.
    """
    edited: dict[str, bytes] = {}
    # From the last line up, so that the numbers of the others stay right.
    for each in sorted(set(dead), key=lambda one: -(one.line or 0)):
        content = edited[each.file] if each.file in edited else read(each.file)
        if content is None:
            continue
        if each.file.rpartition("/")[2] == "package.json":
            try:
                edited[each.file] = edit_files(content, add=(), remove={each.entry})
            except EditError:
                continue
        elif each.file.rpartition("/")[2] in _LISTS_OF_LINES and each.line is not None:
            lines = content.splitlines(keepends=True)
            at = each.line - 1
            if at < len(lines) and lines[at].strip() == each.entry.encode().strip():
                edited[each.file] = b"".join([*lines[:at], *lines[at + 1 :]])
    return edited

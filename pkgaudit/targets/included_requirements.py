"""Finds the requirements files that another one includes, on this machine and below its own folder."""

# ruff: noqa: PTH113, PTH118, PTH119, PTH120, PTH123 -- paths stay as the user typed them; Path would rewrite them

from __future__ import annotations

import os
from collections.abc import Iterator

from pkgaudit.dependencies.recognise import is_requirements

_BYTES = 16 * 1024 * 1024
_MOST = 200


def included_requirements(path: str) -> Iterator[tuple[str, str]]:
    """Yield every file that a requirements file leads to, each once, and why it cannot be read or an empty text.

    Addresses and names that are no requirements file's are left to the reader, which notes them.
    """
    top = os.path.join(os.path.realpath(os.path.dirname(path) or "."), "")
    seen = {os.path.realpath(path)}
    waiting = [path]
    for current in waiting:
        for value in _included(current):
            found = os.path.normpath(os.path.join(os.path.dirname(current), value))
            real = os.path.realpath(found)
            if real in seen or not is_requirements(value):
                continue
            seen.add(real)
            if len(waiting) > _MOST:
                yield found, f"more than {_MOST} files are included"
            elif not real.startswith(top):
                yield found, f"it lies outside the folder of {os.path.basename(path)}, which includes it"
            elif not os.path.isfile(real):
                yield found, f"{os.path.basename(current)} includes it and it is not there"
            else:
                waiting.append(found)
                yield found, ""


def _included(path: str) -> tuple[str, ...]:
    from pkgaudit.dependencies.requirement_includes import included  # noqa: PLC0415 -- only where there is such a file

    try:
        with open(path, "rb") as file:
            return tuple(value for value in included(file.read(_BYTES)) if "\0" not in value and "://" not in value)
    except OSError:
        return ()

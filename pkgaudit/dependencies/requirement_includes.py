"""Which other files a requirements file includes."""

from __future__ import annotations

from pkgaudit.dependencies.requirement_lines import decoded, requirement_lines

INCLUDES = frozenset(("--requirement", "--constraint"))
_MOST = 100


def included(content: bytes) -> tuple[str, ...]:
    """Return the paths and addresses behind ``-r`` and ``-c`` as written, each once, at most a hundred."""
    found: dict[str, None] = {}
    for line in requirement_lines(decoded(content)):
        found.update((value, None) for name, value in line.options if name in INCLUDES and value)
        if len(found) > _MOST:
            break
    return tuple(found)[:_MOST]

"""On which line of a TOML file a key stands: near enough for an error to be found."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.expression import Expression
from pkgaudit.policy.configuration_check import Path

_HEAD = Expression(r"[ \t]*\[(\[?)([^\[\]#]{1,500})\]")
_KEY = Expression(r"""[ \t]*([\w\-."' \t]{1,500}?)[ \t]*=""")


class Lines:
    """The lines of the keys and tables of a TOML document.

    What looks like a key inside a text of several lines is taken for one.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        head, key = _HEAD.compiled, _KEY.compiled
        seen: dict[Path, int] = {}
        table: Path = ()
        for number, line in enumerate(text.split("\n"), 1):
            if found := head.match(line):
                table = _within(_parts(found[2]), seen)
                if found[1]:
                    seen[table] = seen.get(table, -1) + 1
                    table = (*table, seen[table])
                self._lines.setdefault(table, number)
            elif found := key.match(line):
                self._lines.setdefault((*table, *_parts(found[1])), number)

    def line(self, path: Path) -> int | None:
        """Return the line of a key, else of what it is in, else None."""
        for length in range(len(path), 0, -1):
            found = self._lines.get(path[:length])
            if found is not None:
                return found
        return None


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


def _within(parts: list[str], seen: Mapping[Path, int]) -> Path:
    """Return the path of a head: a table below a list of tables belongs to the last of them."""
    path: Path = ()
    for number, part in enumerate(parts):
        path = (*path, part)
        if number < len(parts) - 1 and path in seen:
            path = (*path, seen[path])
    return path

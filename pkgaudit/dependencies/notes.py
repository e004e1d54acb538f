"""What could not be understood of one file, bounded."""

from __future__ import annotations

from pkgaudit.manifests.lenient_json import quoted

_MOST = 20


class Notes:
    """Collects sentences about one file."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}
        self._more = 0

    def add(self, problem: str) -> None:
        """Note one problem, once."""
        if problem in self._said:
            return
        if len(self._said) < _MOST:
            self._said[problem] = None
        else:
            self._more += 1

    def odd(self, where: str, expected: str) -> None:
        """Note that something is not what its format says."""
        self.add(f"{quoted(where)} is not {expected}: it was not looked at")

    def all(self) -> tuple[str, ...]:
        """Return them in the order they were noted, the surplus as a number."""
        return (*self._said, *((f"and {self._more:,} more",) if self._more else ()))


def table_at(value: object, key: str, notes: Notes) -> dict[str, object]:
    """Return a mapping with text keys below ``key``, empty when there is none; anything else is noted."""
    found = value.get(key) if isinstance(value, dict) else None
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        notes.odd(key, "a table")
        return {}
    return {name: each for name, each in found.items() if isinstance(name, str)}


def text_at(value: object, key: str) -> str:
    """Return a text below ``key``, empty when there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""

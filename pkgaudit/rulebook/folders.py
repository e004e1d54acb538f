"""Where rule files lie, and which there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from pkgaudit.kept_from_files import StampedFile, stamp
from pkgaudit.own_folder import own_folder

INCIDENTS = "incidents"
"""The folder beside our own families that holds the incident table, not rules."""

MOST = 1_000
"""Entries of one directory, and rules of one folder."""

_NO_RULE = "is not a rule; a rule is a file whose name ends in .toml"


class RuleFile(StampedFile, frozen=True, kw_only=True):
    """One file of a rule folder, not yet read.

    Attributes:
        relative: ``family/name.toml``.
        folder: The user's folder that it is in, as a user would type it; empty for ours.
    """

    relative: str
    folder: str = ""


def rule_files(folders: Sequence[Path], errors: list[str], named_by: str = "") -> list[RuleFile]:
    """Return every rule file of these folders, sorted within each; what cannot be one becomes an error.

    Args:
        folders: Ours, if it is among them, is the first.
        errors: Where errors go.
        named_by: The key that names the user's folders, to begin their errors with; empty when an option does.
    """
    found: list[RuleFile] = []
    seen: dict[str, Path] = {}
    own = own_folder()
    theirs = 0
    for path in folders:
        if path == own:
            found.extend(_Folder(path, path.name, "", errors).files())
            continue
        shown = path.as_posix()
        place = f"{named_by}[{theirs}]: {shown}" if named_by else shown
        theirs += 1
        real = os.path.realpath(path)
        if real in seen:
            errors.append(f"{place}: is the same folder as {seen[real].as_posix()}; name it once")
            continue
        seen[real] = path
        before = len(errors)
        files = list(islice(_Folder(path, place, shown, errors).files(), MOST + 1))
        if len(files) > MOST:
            errors.append(f"{place}: holds more than {MOST:,} rules; take some out")
        elif not files and len(errors) == before:
            errors.append(f"{place}: there is no rule in it; put one there as FAMILY/NAME.toml, or do not name it")
        found.extend(files[:MOST])
    return found


class _Folder:
    """Lists one folder of rules.

    Args:
        path: Where it is.
        place: How errors name it.
        shown: How the names of its files begin; empty for ours, which the folder's own name stands for.
        errors: Where errors go.
    """

    def __init__(self, path: Path, place: str, shown: str, errors: list[str]) -> None:
        self._path = path
        self._place = place
        self._shown = shown
        self._errors = errors

    def files(self) -> Iterator[RuleFile]:
        """Yield its rule files: those of its families, and the user's that lie in it directly."""
        for entry in self._entries(str(self._path), self._place):
            if not self._shown and entry.name == INCIDENTS:
                continue
            if _leads_to(entry.is_dir):
                if not self._is_hidden(entry) and self._stays_inside(entry, entry.name):
                    for inner in self._entries(entry.path, f"{self._place}/{entry.name}"):
                        yield from self._file(inner, entry.name, f"{entry.name}/{inner.name}")
            elif self._shown:
                family = os.path.basename(os.path.realpath(self._path))  # noqa: PTH119 -- a name, not a file to open
                yield from self._file(entry, family, entry.name)
            elif entry.name.endswith(".toml"):
                self._wrong(entry.name, "a rule lies in a folder named after its family; move it into one")

    def _entries(self, path: str, place: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(path) as listing:
                # Ours are as many as we have written.
                entries = list(islice(listing, MOST + 1 if self._shown else None))
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            self._errors.append(f"{place}: cannot be read as a folder of rules: {why}; name an existing folder")
            return []
        if self._shown and len(entries) > MOST:
            self._errors.append(f"{place}: holds more than {MOST:,} entries; name a folder of rules and nothing else")
            return []
        return sorted(entries, key=lambda entry: entry.name)

    def _file(self, entry: os.DirEntry[str], family: str, inside: str) -> Iterator[RuleFile]:
        if self._is_hidden(entry) or entry.name == "README.md":
            return
        if not entry.name.endswith(".toml") or not _leads_to(entry.is_file):
            self._wrong(inside, _NO_RULE)
        elif self._stays_inside(entry, inside):
            yield RuleFile(
                name=f"{self._shown or self._path.name}/{inside}",
                relative=f"{family}/{entry.name}",
                path=entry.path,
                stamp=stamp(entry),
                folder=self._shown,
            )

    def _is_hidden(self, entry: os.DirEntry[str]) -> bool:
        return entry.name.startswith(".")

    def _stays_inside(self, entry: os.DirEntry[str], inside: str) -> bool:
        """Return whether a link stays within the folder; whoever reviews the folder would not see what is outside."""
        if not entry.is_symlink():
            return True
        top, target = os.path.realpath(self._path), os.path.realpath(entry.path)
        if os.path.commonpath([top, target]) == top:
            return True
        self._wrong(inside, "is a link out of the folder of rules; put what it leads to there")
        return False

    def _wrong(self, inside: str, sentence: str) -> None:
        self._errors.append(f"{self._shown or self._path.name}/{inside}: {sentence}")


def _leads_to(kind: Callable[[], bool]) -> bool:
    try:
        return kind()
    except OSError:
        return False  # a link in a circle

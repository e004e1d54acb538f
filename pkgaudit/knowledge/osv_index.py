"""Looks releases up in the compact index of OSV's malicious-package records, without reading all of it."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pkgaudit.knowledge.data_folder import OSV_FILE, data_folder
from pkgaudit.knowledge.osv_file import OsvEntry, OsvFacts, OsvIndexError, OsvTables, open_tables
from pkgaudit.knowledge.version_span import EVERY, covers
from pkgaudit.knowledge.versions import is_placeholder, normal_name
from pkgaudit.model.grades import Ecosystem


class OsvIndex:
    """Look-ups in the index; every part of it is checked when it is read.

    Names are taken in any spelling their registry takes, and so are versions. Withdrawn records are not in it, and
    placeholders that npm puts in the place of what it took down (``0.0.1-security``) never match.

    Attributes:
        path: The file.
        size: Its length in bytes.
        facts: Where it comes from, of which day it is, what is in it.
    """

    def __init__(self, path: Path, tables: OsvTables) -> None:
        self.path = path
        self.facts: OsvFacts = tables.facts
        self.size = tables.size
        self._tables = tables
        self._find = tables.find

    @property
    def as_of(self) -> date:
        """The day up to which the data is known to be whole."""
        return self.facts.as_of

    @property
    def counts(self) -> Mapping[Ecosystem, int]:
        """How many records there are of each ecosystem."""
        return self.facts.counts

    def lookup(self, ecosystem: Ecosystem, name: str, version: str) -> str | None:
        """Return the id of the record that says this release is malicious, or None.

        Raises:
            OsvIndexError: The part of the index that would say so is damaged.
        """
        known = self._find(ecosystem, normal_name(ecosystem, name))
        if not known or is_placeholder(version):
            return None
        for entry in known:
            if version in entry.words:
                return entry.id
        return next(
            (entry.id for entry in known if any(covers(ecosystem, word, version) for word in entry.words)), None
        )

    def every(self, ecosystem: Ecosystem, name: str) -> str | None:
        """Return the id of the record that says every version of this name is malicious, or None.

        Raises:
            OsvIndexError: The part of the index that would say so is damaged.
        """
        known = self._find(ecosystem, normal_name(ecosystem, name))
        return next((entry.id for entry in known if EVERY in entry.words), None)

    def bad_versions(self, ecosystem: Ecosystem, name: str) -> Mapping[str, str]:
        """Return the record's id by bad version; the key ``*`` is every version, ``>=V``, ``<V`` and such a span.

        Raises:
            OsvIndexError: The part of the index that would say so is damaged.
        """
        found: dict[str, str] = {}
        for entry in self._find(ecosystem, normal_name(ecosystem, name)):
            for word in entry.words:
                found.setdefault(word, entry.id)
        return found

    def entries(self) -> Iterator[OsvEntry]:
        """Yield everything that is in the index.

        Raises:
            OsvIndexError: It is damaged.
        """
        yield from self._tables.entries()


@cache
def osv_index(folder: Path | None = None) -> OsvIndex | None:
    """Return the index, or None when no data was fetched.

    Args:
        folder: Where fetched data lies; the user's own data folder by default.

    Raises:
        OsvIndexError: There is an index and it cannot be read, is damaged, or others may write to it.
    """
    return open_index((folder or data_folder()) / OSV_FILE)


def open_index(path: Path) -> OsvIndex | None:
    """Return the index in this file, or None when there is no such file.

    Raises:
        OsvIndexError: It cannot be read, is damaged, or others may write to it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise OsvIndexError(path, f"cannot be read: {error.strerror}") from None
    try:
        index = OsvIndex(path, open_tables(path, descriptor))
    except OsvIndexError:
        os.close(descriptor)
        raise
    weakref.finalize(index, os.close, descriptor)
    return index

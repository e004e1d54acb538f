"""From a finding and the configuration in use to the edit that waives it, checked before anything is written."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from pkgaudit.policy.configuration import read_policy
from pkgaudit.policy.configuration_search import ConfigurationFile, Place, Search, with_content
from pkgaudit.policy.policy import Policy, PolicyError
from pkgaudit.policy.waiver import Waiver
from pkgaudit.remedy.edit import Edit, EditError
from pkgaudit.search.glob import GlobError, glob_expression
from pkgaudit.search.pattern import Pattern
from pkgaudit.search.searcher import Searcher
from pkgaudit.waiving.entry import Entry
from pkgaudit.waiving.json_waiver import add_to_package_json
from pkgaudit.waiving.known_finding import KnownFinding
from pkgaudit.waiving.toml_waiver import add_to_toml

_NEW = "# Configuration of pkgaudit; `pkgaudit init` shows one with every setting explained.\n"


class Planned(Struct, frozen=True, kw_only=True):
    """An edit that is ready to be written.

    Attributes:
        top: The folder that the edit's path is relative to.
        edit: Of the configuration file.
    """

    top: Path
    edit: Edit


def plan(entry: Entry, findings: Sequence[KnownFinding], policy: Policy, search: Search, start: Path) -> Planned:
    """Return the edit that writes a waiver into the configuration in use, or makes a ``pkgaudit.toml``.

    Args:
        entry: The waiver.
        findings: The finding that it is about; in several artifacts, all of them.
        policy: As the configuration in use states it.
        search: Where that is.
        start: Where the user is: a new file goes to the root of the repository, else here.

    Raises:
        PolicyError: The waiver is there already, its path is wrong, or the file cannot be edited.
    """
    _refuse_second(entry, policy)
    if entry.path is not None:
        _check_path(entry.path, findings)
    in_repository = os.path.lexists(search.root / ".git")
    file = search.file or _new_file(search.root if in_repository else start.resolve())
    before = file.path.read_bytes() if search.file is not None else None
    try:
        after = _edited(file, before, entry)
    except EditError as error:
        raise PolicyError([f"{file.shown}: {error}"]) from error
    _check_result(with_content(file, after), entry, policy)
    inside = in_repository and file.path.is_relative_to(search.root)
    top = search.root if inside else file.path.resolve().parent
    path = file.path.relative_to(top).as_posix() if inside else file.path.resolve().name
    return Planned(top=top, edit=Edit(path=path, before=before, after=after))


def _new_file(folder: Path) -> ConfigurationFile:
    path = folder / Place.OWN
    shown = os.path.relpath(path).replace(os.sep, "/")
    return ConfigurationFile(path=path, shown=shown, place=Place.OWN, document={}, text="")


def _edited(file: ConfigurationFile, before: bytes | None, entry: Entry) -> bytes:
    if before is None:
        return add_to_toml(_NEW.encode(), (), entry)
    if file.place is Place.PACKAGE_JSON:
        return add_to_package_json(before, entry)
    return add_to_toml(before, file.place.table, entry)


def _refuse_second(entry: Entry, policy: Policy) -> None:
    for waiver in policy.waivers:
        if (waiver.rule, waiver.fingerprint, waiver.path) == (entry.rule, entry.fingerprint, entry.path):
            why = "waives the same already" if waiver.expires >= entry.expires else f"ends on {waiver.expires}"
            raise PolicyError([f"{waiver.place}: {why}: change its date and its reason there"])


def _check_path(glob: str, findings: Sequence[KnownFinding]) -> None:
    try:
        searcher = Searcher([Pattern(name=glob, expression=glob_expression(glob))])
    except GlobError as error:
        raise PolicyError([f"--path: {error}"]) from error
    for finding in findings:
        inside = "/".join(finding.inside)
        # A finding about a folder is covered by what matches everything below it.
        if not any(searcher.scan(path.encode("utf-8", "surrogatepass")) for path in (inside, f"{inside}/x")):
            why = f"{glob!r} does not match {inside or 'the artifact itself'!r}, where the finding is"
            raise PolicyError([f"--path: {why}: correct it, or leave --path out"])


def _check_result(file: ConfigurationFile, entry: Entry, before: Policy) -> None:
    after = read_policy(file)
    added = [waiver for waiver in after.waivers if _says(waiver, entry)]
    if len(after.waivers) != len(before.waivers) + 1 or not added:
        raise PolicyError([f"{file.shown}: the waiver would not be read back as it is meant: write it there yourself"])


def _says(waiver: Waiver, entry: Entry) -> bool:
    said = (waiver.rule, waiver.fingerprint, waiver.path, waiver.reason, waiver.expires, waiver.owner)
    return said == (entry.rule, entry.fingerprint, entry.path, entry.reason, entry.expires, entry.owner)

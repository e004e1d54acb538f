"""What an edit changed: in the list of what ships, in what files hold, and in what is found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pkgaudit.model.finding import Verdict
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Standing
from pkgaudit.model.report import Report
from pkgaudit.remedy.packages import Package, PackageKey, Shipped, inner_path

Place = tuple[str, tuple[str, ...]]
"""A rule, and where in the artifact, without the artifact's own name and version."""

_FOLLOWING = (".dist-info/RECORD", ".egg-info/SOURCES.txt", "pyproject.toml.orig")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What differs between one artifact and the same one packed with an edit.

    Attributes:
        location: The artifact, as reports name it.
        removed: Members that no longer ship, with their bytes, those that were meant to go.
        also_removed: Other members that no longer ship, with their bytes.
        added: Members that ship now; an edited file that is new is not among them.
        changed: Members that hold something else; edited files and what lists members are not among them.
        files: How many files ship with the edit.
    """

    location: Location
    removed: Mapping[str, int]
    also_removed: Mapping[str, int]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    files: int


def compare(
    before: Package, after: Package | None, *, unwanted: Collection[str], edited: Collection[str]
) -> tuple[Difference, ...] | str:
    """Return what differs in each artifact of a package, or why there is nothing to compare.

    Args:
        before: As packed from the project.
        after: As packed from the copy with the edit.
        unwanted: Files that are meant to go, relative to the package's folder.
        edited: Files that were edited, spelled alike.
    """
    if after is None or len(after.artifacts) != len(before.artifacts):
        return "with it the package is not packed any more"
    pairs = zip(before.artifacts, after.artifacts, strict=True)
    return tuple(_difference(old, new, unwanted, edited) for old, new in pairs)


def _difference(old: Shipped, new: Shipped, unwanted: Collection[str], edited: Collection[str]) -> Difference:
    # Names of folders hold the version, which a dirty repository changes: what is inside is compared.
    then = {inner_path(member, is_wheel=old.is_wheel): member for member in old.contents.files}
    now = {inner_path(member, is_wheel=new.is_wheel): member for member in new.contents.files}
    gone = {inner: member for inner, member in then.items() if inner not in now}
    sizes = {member: old.contents.files[member].size for member in gone.values()}
    meant = {member for member in gone.values() if old.sources.get(member) in unwanted}
    return Difference(
        location=old.location,
        removed={member: size for member, size in sizes.items() if member in meant},
        also_removed={member: size for member, size in sizes.items() if member not in meant},
        added=tuple(sorted(now[inner] for inner in now.keys() - then.keys() if inner not in edited)),
        changed=tuple(sorted(then[inner] for inner in _changed(old, then, new, now) if not _follows(inner, edited))),
        files=len(now),
    )


def _changed(old: Shipped, then: Mapping[str, str], new: Shipped, now: Mapping[str, str]) -> Iterator[str]:
    for inner in then.keys() & now.keys():
        if old.contents.files[then[inner]] != new.contents.files[now[inner]]:
            yield inner


def _follows(inner: str, edited: Collection[str]) -> bool:
    return inner in edited or inner.endswith(_FOLLOWING)


def places(
    report: Report, packages: Mapping[PackageKey, Package], *, open_only: bool = False
) -> Iterator[tuple[PackageKey, Place, Verdict]]:
    """Yield every finding in a package with its place there, spelled so that it is the same in a copy."""
    owners = [
        (artifact.location, key, artifact.is_wheel)
        for key, package in packages.items()
        for artifact in package.artifacts
    ]
    for verdict in report.verdicts:
        if verdict.standing is Standing.WAIVED or (open_only and verdict.standing is not Standing.OPEN):
            continue
        location = verdict.finding.location
        for own, key, wheel in owners:
            if location[: len(own)] == own:
                inside = location[len(own) :]
                first = (inner_path(inside[0], is_wheel=wheel) or "", *inside[1:]) if inside else ()
                detail = str(verdict.finding.facts.get("kind", "")) if verdict.finding.family == "packaging" else ""
                yield key, (f"{verdict.finding.rule} {detail}", (str(wheel), *first)), verdict
                break

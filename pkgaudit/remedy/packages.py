"""The packages of a project as they were packed, and from which of its files each part was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pkgaudit.model.gap import Location
from pkgaudit.model.ship_list import Origin
from pkgaudit.model.target import Target
from pkgaudit.targets.building.contents import WHEEL_SUFFIX, Contents, read_contents

PackageKey = tuple[str, str]
"""Which package of a project one is: its folder, relative to what is copied, and the ecosystem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """One artifact of a package.

    Attributes:
        location: As reports name it.
        is_wheel: Whether it is a wheel.
        contents: What is in it.
        sources: By member, as in the artifact, the file in the project that it was made from, relative to the
            package's folder; members that the packer made are not in here.
    """

    location: Location
    is_wheel: bool
    contents: Contents
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is published from one folder to one ecosystem.

    Attributes:
        folder: Relative to what is copied, ``/`` between components; empty for that itself.
        path: The folder, absolute.
        origin: How it was packed.
        artifacts: A tarball, or an sdist and a wheel.
    """

    folder: str
    path: Path
    origin: Origin
    artifacts: tuple[Shipped, ...]

    @property
    def sources(self) -> frozenset[str]:
        """Every file of the project that ships in one of the artifacts."""
        return frozenset(source for artifact in self.artifacts for source in artifact.sources.values())

    def within(self, relative: str) -> str:
        """Return a path of the package's folder as a path of what is copied."""
        return f"{self.folder}/{relative}" if self.folder else relative


def packages_of(targets: Iterable[Target], top: Path) -> dict[PackageKey, Package]:
    """Return the packages by folder, relative to ``top``, and ecosystem.

    Raises:
        OSError: An artifact cannot be read.
    """
    grouped: dict[PackageKey, list[tuple[Target, Origin, Path]]] = {}
    for target in targets:
        if target.origin is not None:
            path = Path(target.origin.root, target.origin.folder)
            folder = path.relative_to(top).as_posix()
            key = ("" if folder == "." else folder, target.origin.ecosystem.value)
            grouped.setdefault(key, []).append((target, target.origin, path))
    return {
        key: Package(
            folder=key[0],
            path=found[0][2],
            origin=found[0][1],
            artifacts=_artifacts([target for target, _, _ in found], found[0][2]),
        )
        for key, found in grouped.items()
    }


def inner_path(member: str, *, is_wheel: bool) -> str:
    """Return a member's path without the folder that holds everything in a tarball."""
    return member if is_wheel else member.partition("/")[2]


def is_wheel(target: Target) -> bool:
    """Return whether a packed artifact is a wheel."""
    return target.path.endswith(WHEEL_SUFFIX)


def _artifacts(targets: Iterable[Target], path: Path) -> tuple[Shipped, ...]:
    # The wheel is made from the sdist, so what is in the sdist tells where a wheel's files come from.
    ordered = sorted(targets, key=is_wheel)
    made: list[Shipped] = []
    for target in ordered:
        contents = read_contents(Path(target.path))
        wheel = is_wheel(target)
        sources = _sources_of_wheel(contents, made) if wheel else _sources(contents, path)
        made.append(Shipped(location=target.location, is_wheel=wheel, contents=contents, sources=sources))
    return tuple(made)


def _sources(contents: Contents, path: Path) -> dict[str, str]:
    found = {}
    for member in contents.files:
        source = inner_path(member, is_wheel=False)
        if source and (path / source).is_file():
            found[member] = source
    return found


def _sources_of_wheel(contents: Contents, before: Iterable[Shipped]) -> dict[str, str]:
    """Return for each file of a wheel the file of the sdist that is called alike and holds the same."""
    named: dict[str, list[tuple[str, str]]] = {}
    for sdist in before:
        for member, source in sdist.sources.items():
            named.setdefault(source.rpartition("/")[2], []).append((source, sdist.contents.files[member].sha256))
    found = {}
    for member, content in contents.files.items():
        alike = [
            source
            for source, digest in named.get(member.rpartition("/")[2], ())
            if digest == content.sha256 and f"/{source}".endswith(f"/{member}")
        ]
        if alike:
            found[member] = min(alike, key=len)
    return found

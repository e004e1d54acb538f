"""What makes a registry refuse a package, though installers might take it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors.own_manifests import OwnManifests, package_json_path
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.telling import TOLD_FACTS, told
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem, Format, Listing
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule
from pkgaudit.search.pattern import Marks, Pattern


class Refusing(StrEnum):
    """Who refuses; each value is usable as a rule's parameter."""

    NPM = "npm"
    PYPI = "pypi"
    AUTHOR = "author"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        by: Who refuses: ``npm`` for its registry, ``pypi``, or ``author`` for a package that is marked as private.
    """

    by: Refusing


NEEDS = frozenset((Need.MANIFEST, Need.PACKED))
FACTS: Mapping[str, str] = TOLD_FACTS
PARAMS = Params
VISITS = True

_FORMATS = (Format.WHEEL, Format.SDIST)
_ENTRY_POINTS = ".dist-info/entry_points.txt"
_METADATA = (".dist-info/METADATA", "/PKG-INFO")

_Refusal = tuple[Location, str, str]
"""Where it is said, what is refused, and the edit."""


class _Check:
    """Keeps Python's manifests, and judges at the end."""

    patterns: tuple[Pattern, ...] = ()

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._asked = [(rule.name, params_of(rule, Params).by) for rule in rules]
        self._manifests = OwnManifests(lambda path: path.endswith((_ENTRY_POINTS, *_METADATA)) and path.count("/") == 1)

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:  # noqa: ARG002 -- the Protocol's signature
        """Keep a manifest."""
        self._manifests.visit(member)
        return ()

    def conclude(self, artifact: Artifact) -> Iterator[Hit]:
        """Say what is refused, once for each place and rule."""
        for name, refusing in self._asked:
            places: dict[Location, list[_Refusal]] = {}
            for each in self._refusals(artifact, refusing):
                places.setdefault(each[0], []).append(each)
            for location, found in places.items():
                yield Hit(rule=name, location=location, facts=told([what for _, what, _ in found], found[0][2]))

    def _refusals(self, artifact: Artifact, refusing: Refusing) -> Iterator[_Refusal]:
        if refusing is Refusing.AUTHOR:
            yield from _by_author(artifact)
        elif refusing is Refusing.NPM and artifact.format is Format.NPM_TARBALL and artifact.claims.name:
            from pkgaudit.manifests.npm_refusals import name_refusals  # noqa: PLC0415 -- npm only

            for what, edit in name_refusals(artifact.claims.name):
                yield _manifest(artifact), what, edit
        elif refusing is Refusing.PYPI and artifact.format in _FORMATS:
            yield from self._by_pypi(artifact)

    def _by_pypi(self, artifact: Artifact) -> Iterator[_Refusal]:
        from pkgaudit.manifests.entry_points_txt import read_entry_points  # noqa: PLC0415 -- Python only
        from pkgaudit.manifests.pypi_refusals import file_name_refusals, metadata_refusals  # noqa: PLC0415 -- as above

        released = artifact.listing is not Listing.BUILT
        for path, content in self._manifests.of(artifact).items():
            location = (*artifact.location, path)
            if path.endswith(_METADATA):
                for what, edit in metadata_refusals(content, released=released):
                    yield location, what, edit
            elif artifact.format is Format.WHEEL:
                for what in read_entry_points(content).problems:
                    edit = "Correct [project.scripts] or [project.entry-points] in pyproject.toml, and build again."
                    yield location, what, edit
        name = artifact.location[-1].replace("\\", "/").rpartition("/")[2]
        for what, edit in file_name_refusals(name, artifact.claims.name, artifact.claims.version, released=released):
            yield artifact.location, what, edit


def prepare(rules: Sequence[Rule]) -> _Check:
    """Return a check for all rules about refusals."""
    return _Check(rules)


def _by_author(artifact: Artifact) -> Iterator[_Refusal]:
    if not artifact.claims.marked_private:
        return
    if artifact.claims.ecosystem is Ecosystem.PYPI:
        edit = 'Remove the classifier "Private ::" from pyproject.toml if it is to be on PyPI, else do not upload it.'
        yield artifact.location, 'the classifier "Private ::" says that it is not to be published', edit
    elif artifact.format is Format.NPM_TARBALL:
        edit = 'Remove "private" from package.json if it is to be published, else do not pack it.'
        yield _manifest(artifact), '"private": true says that it is not to be published', edit


def _manifest(artifact: Artifact) -> Location:
    path = package_json_path(artifact)
    return artifact.location if path is None else (*artifact.location, path)

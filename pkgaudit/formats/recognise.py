"""Tells what an artifact is and what it says about itself, while its members pass by."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.registry import recognise
from pkgaudit.formats.sightings import Manifest, ManifestKind, Sightings
from pkgaudit.model.claims import Claims
from pkgaudit.model.gap import Gap, Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member, MemberRecord

__all__ = ["Recogniser", "Recognition"]

_ENDINGS = ("package.json", "METADATA", "WHEEL", "PKG-INFO", "extension.vsixmanifest")
_MANIFESTS = 100


class Recogniser:
    """Watches the members of one artifact; keeps what its manifests claim, not their bytes.

    Args:
        location: The artifact's own location.
        kind: The container it came in.
        limits: The ceilings in force.
    """

    def __init__(self, location: Location, kind: ContainerKind, limits: Limits) -> None:
        self._location = location
        self._kind = kind
        self._limits = limits
        self._depth = len(location)
        self._manifests: dict[ManifestKind, list[Manifest]] = {}
        self._misplaced: Manifest | None = None
        self._dotted = False

    def visit(self, member: Member) -> None:
        """Look at one member; only a manifest costs anything."""
        if member.path.endswith(_ENDINGS):
            self._look(member)

    def conclude(self, members: Sequence[MemberRecord]) -> Recognition:
        """Return what the artifact is, after its last member.

        Args:
            members: All of them in archive order, nested ones included.
        """
        own_depth = self._depth + 1
        return recognise(
            Sightings(
                location=self._location,
                kind=self._kind,
                manifests=self._manifests,
                own=[member for member in members if len(member.location) == own_depth],
                misplaced=self._misplaced,
                dotted=self._dotted,
            )
        )

    def _look(self, member: Member) -> None:
        if member.content is None or len(member.container) != self._depth or self._kind is ContainerKind.DIRECTORY:
            return
        zipped = self._kind is ContainerKind.ZIP
        kind = _kind_in_zip(member.path) if zipped else _kind_in_tar(member)
        if kind is ManifestKind.PACKAGE_JSON and member.raw_name[:2] == b"./":
            self._dotted = True
        if kind is None:
            if not zipped and member.path.strip("/").partition("/")[2] == "package.json":
                self._misplaced = self._read(member, member.content, ManifestKind.PACKAGE_JSON)
            return
        kept = self._manifests.setdefault(kind, [])
        if len(kept) == _MANIFESTS:
            del kept[1]  # the first and the last are the ones that may count
        kept.append(self._read(member, member.content, kind))

    def _read(self, member: Member, content: bytes, kind: ManifestKind) -> Manifest:
        location = member.location
        gap: Gap | None = None
        claims = Claims()
        if kind in (ManifestKind.PACKAGE_JSON, ManifestKind.EXTENSION_PACKAGE_JSON):
            from pkgaudit.manifests.package_json import package_json_gap, read_package_json  # noqa: PLC0415 -- npm only

            claims = read_package_json(content, location, self._limits)
            gap = package_json_gap(content, location, self._limits) if claims.problems else None
        elif kind in (ManifestKind.CORE_METADATA, ManifestKind.PKG_INFO):
            from pkgaudit.manifests.core_metadata import core_metadata_gap, read_core_metadata  # noqa: PLC0415 -- PyPI only

            claims = read_core_metadata(content, location, self._limits)
            gap = core_metadata_gap(content, location)
        elif kind is ManifestKind.VSIX:
            claims, gap = _read_vsix(content, location, self._limits)
        return Manifest(top=member.path.partition("/")[0], location=location, claims=claims, gap=gap)


def _kind_in_zip(path: str) -> ManifestKind | None:
    """Return which manifest a member of a zip is by the place it stands at."""
    if path == "extension/package.json":
        return ManifestKind.EXTENSION_PACKAGE_JSON
    if path == "extension.vsixmanifest":
        return ManifestKind.VSIX
    top, _, rest = path.partition("/")
    if top.endswith(".dist-info"):
        return {"METADATA": ManifestKind.CORE_METADATA, "WHEEL": ManifestKind.WHEEL}.get(rest)
    return ManifestKind.PKG_INFO if rest == "PKG-INFO" else None


def _kind_in_tar(member: Member) -> ManifestKind | None:
    """Return which manifest a member of a tar is by the place it stands at."""
    if _npm_path(member.raw_name) == b"package.json":
        return ManifestKind.PACKAGE_JSON
    return ManifestKind.PKG_INFO if member.path.partition("/")[2] == "PKG-INFO" else None


def _npm_path(raw_name: bytes) -> bytes:
    """Return where npm puts a member: one component goes, also when it is ``.`` or empty."""
    parts = raw_name.split(b"/")[1:]
    return b"/".join(part for part in parts if part not in (b"", b"."))


def _read_vsix(content: bytes, location: Location, limits: Limits) -> tuple[Claims, Gap | None]:
    from pkgaudit.manifests.vsix_manifest import read_vsix_manifest, vsix_manifest_gap  # noqa: PLC0415 -- loads expat

    return read_vsix_manifest(content, location, limits), vsix_manifest_gap(content, location)

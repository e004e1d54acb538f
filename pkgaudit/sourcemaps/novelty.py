"""Shipped, third-party or novel: decided for every embedded source once the whole artifact was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from pkgaudit.model.gap import Location
from pkgaudit.model.member import MemberKind, MemberRecord
from pkgaudit.model.source_map import EmbeddedSource, Novelty, SourceMap
from pkgaudit.sourcemaps import ownership


class Judge:
    """Knows what is shipped and whose names are foreign.

    Args:
        members: Every member of the artifact.
        maps: Every map of the artifact.
        package_name: As the manifest says, None when it does not.
    """

    def __init__(self, members: Iterable[MemberRecord], maps: Sequence[SourceMap], package_name: str | None) -> None:
        self._shipped: dict[tuple[int, int], Location | None] = {}
        for member in members:
            if member.kind is MemberKind.FILE and member.text_key is not None:
                several = member.text_key in self._shipped
                self._shipped[member.text_key] = None if several else member.location
        self._foreign = _foreign_namespaces(maps, package_name)

    def decide(self, found: SourceMap) -> SourceMap:
        """Return the map with the novelty of each of its sources."""
        if not found.embedded:
            return found
        vendored = ownership.lies_among_vendored(found.location[-1])
        embedded = tuple(
            EmbeddedSource(
                path=source.path,
                bytes=source.bytes,
                lines=source.lines,
                text_key=source.text_key,
                novelty=self._novelty(source, found.location, vendored=vendored),
            )
            for source in found.embedded
        )
        return replace(found, embedded=embedded)

    def _novelty(self, source: EmbeddedSource, map_location: Location, *, vendored: bool) -> Novelty:
        if self._shipped.get(source.text_key, map_location) != map_location:
            return Novelty.SHIPPED
        if vendored or ownership.is_third_party(source.path):
            return Novelty.THIRD_PARTY
        if self._foreign and ownership.namespace(source.path) in self._foreign:
            return Novelty.THIRD_PARTY
        return Novelty.NOVEL


def _foreign_namespaces(maps: Sequence[SourceMap], package_name: str | None) -> frozenset[str]:
    """Return the namespaces of ``webpack://NAME/`` that are other packages'.

    A namespace that is not the package's name proves nothing by itself: it is the name of the project that was built,
    and a product is often published under another one. Beside the package's own namespace it is another package's.
    """
    if package_name is None:
        return frozenset()
    spaces = {ownership.namespace(source.path) for found in maps for source in found.embedded} - {None}
    foreign = {space for space in spaces if space is not None and not ownership.is_own_namespace(space, package_name)}
    return frozenset(foreign) if len(foreign) < len(spaces) else frozenset()

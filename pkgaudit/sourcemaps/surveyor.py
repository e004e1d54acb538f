"""The survey of an artifact's source maps: each member is looked at once, while its bytes are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member, MemberKind, MemberRecord
from pkgaudit.model.source_map import Atlas, DebugIdComment, MapReference, SourceMap, UnreadableMap
from pkgaudit.search.pattern import Marks, Pattern
from pkgaudit.sourcemaps import marks as our
from pkgaudit.sourcemaps.encoding import as_utf8, foreign_encoding

_WASM = b"\0asm"


class Surveyor:
    """Measures every source map of one artifact and keeps nothing of their contents.

    Args:
        limits: ``json_depth`` and ``sections_depth`` apply to each map.
    """

    patterns: tuple[Pattern, ...] = our.PATTERNS

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._maps: list[SourceMap] = []
        self._references: list[MapReference] = []
        self._debug_ids: list[DebugIdComment] = []
        self._unreadable: list[UnreadableMap] = []

    def visit(self, member: Member, marks: Marks) -> None:
        """Look at a member.

        Args:
            member: Members without content are passed over.
            marks: What the one pass saw in it, for `patterns` and perhaps for others.
        """
        content = member.content
        if not content:
            return
        encoding = foreign_encoding(content)
        if encoding is not None:
            text = as_utf8(content, encoding)
            self._survey(member, text, our.search(text), encoding)
        elif (marks and not our.NAMES.isdisjoint(marks)) or content.startswith(_WASM):
            self._survey(member, content, marks, None)

    def conclude(self, members: Sequence[MemberRecord], package_name: str | None) -> Atlas:
        """Return everything found, with what only the whole artifact can decide.

        Args:
            members: Every member, nested ones included, with its `text_key`.
            package_name: As the manifest says; None when it does not.
        """
        if not (self._maps or self._references or self._debug_ids or self._unreadable):
            return Atlas()
        from pkgaudit.sourcemaps.novelty import Judge  # noqa: PLC0415 -- most packages have no map

        judge = Judge(members, self._maps, package_name)
        files = {member.location for member in members if member.kind is MemberKind.FILE}
        by_debug_id: defaultdict[str, list[Location]] = defaultdict(list)
        for found in self._maps:
            if found.debug_id:
                by_debug_id[found.debug_id].append(found.location)
        return Atlas(
            maps=tuple(judge.decide(found) for found in self._maps),
            references=tuple(_resolved(reference, files) for reference in self._references),
            debug_ids=tuple(
                replace(comment, maps=tuple(by_debug_id.get(comment.debug_id, ()))) for comment in self._debug_ids
            ),
            unreadable=tuple(self._unreadable),
        )

    def _survey(self, member: Member, text: bytes, marks: Marks, encoding: str | None) -> None:
        from pkgaudit.sourcemaps.finder import Found, find  # noqa: PLC0415 -- most packages have no map
        from pkgaudit.sourcemaps.measure import measured  # noqa: PLC0415 -- as above
        from pkgaudit.sourcemaps.raw_map import with_problems  # noqa: PLC0415 -- as above

        for found in find(text, marks, member.location, self._limits):
            if isinstance(found, Found):
                raw = found.raw if encoding is None else with_problems(found.raw, f"encoded as {encoding}")
                self._maps.append(measured(raw, found.spot))
            elif isinstance(found, MapReference):
                self._references.append(found)
            elif isinstance(found, DebugIdComment):
                self._debug_ids.append(found)
            else:
                self._unreadable.append(found)


def _resolved(reference: MapReference, files: set[Location]) -> MapReference:
    if reference.target is None or (*reference.location[:-1], reference.target) not in files:
        return reference
    return replace(reference, resolved=True)

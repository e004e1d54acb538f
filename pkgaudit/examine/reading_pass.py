"""One pass over the members of one artifact: recorded, searched, surveyed and shown to every check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from pkgaudit.containers.events import ContainerKind, Events
from pkgaudit.detectors.protocol import Need
from pkgaudit.examine.checks import FencedCheck
from pkgaudit.examine.document_shelf import DocumentShelf
from pkgaudit.formats.recognise import Recogniser, Recognition
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Anomaly, AnomalyKind, Member, MemberKind, MemberRecord
from pkgaudit.model.target import Target
from pkgaudit.search.pattern import Pattern
from pkgaudit.search.searcher import Searcher
from pkgaudit.sourcemaps.surveyor import Surveyor
from pkgaudit.sourcemaps.text_key import text_key

# A header can claim any size; every reader of JSON can read this one. https://www.rfc-editor.org/rfc/rfc8259#section-6
_LARGEST_SIZE = 2**53 - 1


def marked_patterns(checks: Sequence[FencedCheck], limits: Limits) -> tuple[Pattern, ...]:
    """Return every pattern that anything wants marked."""
    wanted = list(Surveyor(limits).patterns)
    for check in checks:
        wanted.extend(check.patterns)
    return tuple(wanted)


class ReadingPass:
    """What builds up while the members of one artifact pass by."""

    def __init__(
        self,
        target: Target,
        kind: ContainerKind,
        limits: Limits,
        searcher: Searcher,
        checks: list[FencedCheck],
        *,
        digests: bool = False,
    ) -> None:
        self.target = target
        self.checks = checks
        self.gaps: list[Gap] = []
        self.examined = 0
        self.recognition: Recognition | None = None
        self._kind = kind
        self._searcher = searcher
        self._visiting = [check for check in checks if check.looks_at_members]
        self._surveyor = Surveyor(limits)
        self._recogniser = Recogniser(target.location, kind, limits)
        self._shelf = DocumentShelf(target.location, single=kind is ContainerKind.NONE, limits=limits)
        self._records: list[MemberRecord] = []
        self._anomalies: list[Anomaly] = []
        self._own_depth = len(target.location)
        self._own_bytes = 0
        self._digests = digests

    def read(self, events: Events) -> None:
        """Take everything a reader yields."""
        for event in events:
            if isinstance(event, Member):
                self._member(event)
            elif isinstance(event, Anomaly):
                self._anomalies.append(event)
                if event.kind is AnomalyKind.TRUNCATED:
                    # What was cut off was not examined, whatever the rules make of the cut itself.
                    why = f"it is cut off ({event.detail}): what is missing was not examined. Build or fetch it again."
                    self.gaps.append(Gap(kind=GapKind.UNREADABLE, location=event.location, why=why))
            else:
                self.gaps.append(event)

    def artifact(self, *, sha256: str, packed_bytes: int | None) -> Artifact:
        """Return the artifact after its last member; ``packed_bytes`` None means the sum of its files."""
        records = tuple(self._records)
        recognition = self._recogniser.conclude(records)
        self.recognition = recognition
        self.gaps.extend(recognition.gaps)
        self.gaps.extend(self._shelf.gaps())
        if not records and not self.gaps:
            why = "nothing is inside: there was nothing to examine"
            self.gaps.append(Gap(kind=GapKind.EMPTY, location=self.target.location, why=why))
        return Artifact(
            target=self.target.text,
            location=self.target.location,
            format=recognition.format,
            ecosystem=recognition.ecosystem,
            claims=recognition.claims,
            sha256=sha256,
            listing=self.target.listing,
            packed_bytes=self._own_bytes if packed_bytes is None else packed_bytes,
            unpacked_bytes=self._own_bytes,
            members=records,
            anomalies=(*self._anomalies, *recognition.anomalies),
            documents=self._shelf.documents(),
            atlas=self._surveyor.conclude(records, recognition.claims.name),
        )

    def needs_met(self, artifact: Artifact) -> frozenset[Need]:
        """Return what this artifact offers a detector."""
        met = set()
        if artifact.files:
            met.add(Need.MEMBERS)
        if self._kind not in (ContainerKind.DIRECTORY, ContainerKind.NONE):
            met.add(Need.PACKED)
        if artifact.claims.ecosystem is not None:
            met.add(Need.MANIFEST)
            met.add(Need.NPM_MANIFEST if artifact.claims.ecosystem is Ecosystem.NPM else Need.CORE_METADATA)
        if artifact.format is Format.WHEEL:
            met.add(Need.WHEEL)
        if artifact.documents:
            met.add(Need.DEPENDENCIES)
        if artifact.ship_list is not None:
            met.add(Need.PROJECT)
        return frozenset(met)

    def _member(self, member: Member) -> None:
        content = member.content
        key, digest = None, ""
        if content is not None:
            key = text_key(content)
            marks = self._searcher.scan(content)
            self._surveyor.visit(member, marks)
            self._recogniser.visit(member)
            self._shelf.visit(member)
            for check in self._visiting:
                check.visit(member, marks)
            self.examined += 1
            if self._digests:
                digest = hashlib.sha256(content).hexdigest()
        size = min(member.size, _LARGEST_SIZE)
        if member.kind is MemberKind.FILE and len(member.container) == self._own_depth:
            self._own_bytes = min(self._own_bytes + size, _LARGEST_SIZE)
        self._records.append(
            MemberRecord(location=member.location, kind=member.kind, size=size, text_key=key, sha256=digest)
        )

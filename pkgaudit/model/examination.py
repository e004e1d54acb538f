"""What examining one artifact yields; this is what the child process sends back."""

from __future__ import annotations

from msgspec import Struct, field

from pkgaudit.model.finding import Finding
from pkgaudit.model.gap import Gap, Location
from pkgaudit.model.grades import Ecosystem, Format, Listing
from pkgaudit.model.source_map import SourceMapTotals


class VisibilityEvidence(Struct, frozen=True, kw_only=True):
    """What speaks for open source code, found inside the artifact.

    Attributes:
        osi_license: The licence expression, when every licence in it is OSI approved.
        public_repository: The repository URL, when it is on a public host.
        against: What speaks against (``"license": "UNLICENSED"``...), empty when nothing does.
    """

    osi_license: str | None = None
    public_repository: str | None = None
    against: str = ""


class PackedBy(Struct, frozen=True, kw_only=True):
    """How an artifact came from its project.

    Attributes:
        packer: ``npm``, ``pnpm``, ``yarn-classic``, ``yarn-berry``, ``bun``, or the build backend's name.
        version: As the packer says; empty when it is not known.
        notes: What a reader of the report should know: scripts that did not run...
    """

    packer: str
    version: str
    notes: tuple[str, ...]


class ArtifactSummary(Struct, frozen=True, kw_only=True):
    """The part of an artifact that reports need.

    Attributes are those of `Artifact`; ``members`` is the number of files, and ``evidence`` is what ``auto`` visibility
    is decided from. ``packed_by`` is None when the artifact existed already. ``locked`` is how many packages its
    lockfiles pin, all together.
    """

    target: str
    location: Location
    format: Format
    ecosystem: Ecosystem | None
    name: str | None
    version: str | None
    sha256: str
    listing: Listing
    members: int
    packed_bytes: int
    unpacked_bytes: int
    source_maps: SourceMapTotals
    evidence: VisibilityEvidence
    packed_by: PackedBy | None = None
    locked: int = 0


class Coverage(Struct, frozen=True, kw_only=True):
    """How much of what was there was examined, in files."""

    members: int = 0
    examined: int = 0
    not_examined: int = 0


class Examination(Struct, frozen=True, kw_only=True):
    """Everything learned about one artifact.

    Attributes:
        artifact: Its summary, None when it could not even be opened.
        findings: In no particular order.
        gaps: What was not examined.
        coverage: Files seen, examined and not.
        not_applicable: Rules whose needs the artifact did not meet.
    """

    artifact: ArtifactSummary | None
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    not_applicable: tuple[str, ...] = ()

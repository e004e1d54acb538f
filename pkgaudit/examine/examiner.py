"""Read an artifact once, show every byte to everything that wants it, and collect what came of it."""

from __future__ import annotations

import hashlib
import os
import stat
from importlib import import_module
from pathlib import Path

from msgspec.structs import replace

from pkgaudit.containers.budget import Budget
from pkgaudit.containers.directory import read_directory
from pkgaudit.containers.events import ContainerKind, Events
from pkgaudit.containers.reading import read_container
from pkgaudit.containers.sniff import sniff
from pkgaudit.containers.source import BytesSource, FileSource, Source
from pkgaudit.examine.checks import FencedCheck, group_by_detector, prepare_checks
from pkgaudit.examine.lone_document import as_document, is_lone_document, read_lone_document
from pkgaudit.examine.reading_pass import ReadingPass, marked_patterns
from pkgaudit.examine.summary import summarise
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.examination import Examination
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.rule import RuleBook
from pkgaudit.model.ship_list import Origin, ShipList
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.search.searcher import Searcher

_HASH_CHUNK = 1 << 20

_OFTEN_NEEDED = (
    "pkgaudit.containers.tar",
    "pkgaudit.containers.zip_reader",
    "pkgaudit.formats.npm_tarball",
    "pkgaudit.formats.wheel",
    "pkgaudit.manifests.core_metadata",
    "pkgaudit.manifests.package_json",
    "pkgaudit.sourcemaps.finder",
    "pkgaudit.sourcemaps.measure",
    "pkgaudit.sourcemaps.novelty",
)


class Examiner:
    """Everything that can be made ready before the first artifact is opened.

    Made once, before children are forked, so that they share the compiled patterns and the loaded modules.

    Args:
        rulebook: The rules in force.
        limits: The ceilings in force.
        digests: Whether findings carry the SHA-256 of their member.

    Raises:
        PatternError: The rules ask for a pattern that the search engine refuses.
    """

    def __init__(self, rulebook: RuleBook, limits: Limits, *, digests: bool = False) -> None:
        self._rules = rulebook.rules
        self._limits = limits
        self._digests = digests
        self._groups = group_by_detector(rulebook)
        self._searcher = Searcher(marked_patterns(self._checks(), limits))

    def warm_up(self) -> None:
        """Load what most artifacts need and a plain one does not, so that children that are forked later share it."""
        for name in _OFTEN_NEEDED:
            import_module(name)

    def examine(self, target: Target) -> Examination:
        """Examine a file or directory on disk; what cannot be read is a gap, never an exception."""
        try:
            if target.kind is TargetKind.DIRECTORY:
                return self._examine_directory(target)
            return self._examine_file(target)
        except OSError as error:
            why = f"cannot be read: {error.strerror or type(error).__name__}"
            return Examination(artifact=None, gaps=(Gap(kind=GapKind.UNREADABLE, location=target.location, why=why),))

    def examine_bytes(self, content: bytes, target: Target, ship_list: ShipList | None = None) -> Examination:
        """Examine an artifact held in memory: a rule's example.

        Args:
            content: Its bytes.
            target: What it is called; with an origin it was packed from a project.
            ship_list: What is told of that project, in place of what its configuration says.
        """
        source = BytesSource(content)
        budget = Budget(self._limits, source.size)
        digest = hashlib.sha256(content).hexdigest()
        return self._examine_source(source, target, budget, digest, ship_list)

    def _examine_file(self, target: Target) -> Examination:
        descriptor = os.open(target.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise OSError(0, "it is not a regular file")
            if before.st_size > self._limits.artifact_bytes:
                return self._too_large(target, before.st_size)
            source = FileSource(descriptor)
            examination = self._examine_source(source, target, Budget(self._limits, source.size), _sha256(source))
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            why = "it changed while it was being read: build it first, then scan it"
            changed = Gap(kind=GapKind.UNREADABLE, location=target.location, why=why)
            return replace(examination, gaps=(*examination.gaps, changed))
        return examination

    def _examine_source(
        self, source: Source, target: Target, budget: Budget, sha256: str, ship_list: ShipList | None = None
    ) -> Examination:
        kind = sniff(source)
        lone = is_lone_document(target, kind)
        events = (
            read_lone_document(source, target, budget)
            if lone
            else read_container(source, target.location, budget, kind)
        )
        return self._run(events, target, kind, sha256=sha256, packed_bytes=source.size, ship_list=ship_list)

    def _examine_directory(self, target: Target) -> Examination:
        budget = Budget(replace(self._limits, ratio=self._limits.inflated_bytes), 1)
        events = read_directory(Path(target.path), target.location, budget, target.files)
        return self._run(events, target, ContainerKind.DIRECTORY, sha256="", packed_bytes=None)

    def _run(
        self,
        events: Events,
        target: Target,
        kind: ContainerKind,
        *,
        sha256: str,
        packed_bytes: int | None,
        ship_list: ShipList | None = None,
    ) -> Examination:
        reading = ReadingPass(target, kind, self._limits, self._searcher, self._checks(), digests=self._digests)
        reading.read(events)
        artifact = reading.artifact(sha256=sha256, packed_bytes=packed_bytes)
        if is_lone_document(target, kind):
            artifact = as_document(artifact)
        if ship_list is not None:
            artifact = replace(artifact, origin=target.origin, ship_list=ship_list)
        elif target.origin is not None:
            artifact = _explained(artifact, target.origin, reading.gaps)
        return summarise(reading, artifact, self._rules)

    def _checks(self) -> list[FencedCheck]:
        return prepare_checks(self._groups, self._limits)

    def _too_large(self, target: Target, size: int) -> Examination:
        ceiling = self._limits.artifact_bytes
        why = f"artifact_bytes: {size:,} bytes is over the limit of {ceiling:,}. Raise [limits] artifact_bytes."
        return Examination(artifact=None, gaps=(Gap(kind=GapKind.LIMIT, location=target.location, why=why),))


def _explained(artifact: Artifact, origin: Origin, gaps: list[Gap]) -> Artifact:
    """Return the artifact with the reasons why its files are in; where there are none, that is a gap."""
    from pkgaudit.targets.ship_list.explain import explain  # noqa: PLC0415 -- only for what was packed from a project

    try:
        return replace(artifact, origin=origin, ship_list=explain(origin, artifact.own_files))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 -- a fault in the reasons costs the rules about them and nothing else
        cause = error.strerror if isinstance(error, OSError) else type(error).__name__
        why = f"why its files are in could not be told ({cause}); the rules about packing were not judged"
        gaps.append(Gap(kind=GapKind.RULE, location=artifact.location, why=why))
        return replace(artifact, origin=origin)


def _sha256(source: Source) -> str:
    digest = hashlib.sha256()
    for offset in range(0, source.size, _HASH_CHUNK):
        digest.update(source.read_at(offset, _HASH_CHUNK))
    return digest.hexdigest()

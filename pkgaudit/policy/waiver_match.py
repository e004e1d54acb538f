"""Whether a waiver is about a finding; every glob of all waivers is held against a path at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pkgaudit.model.examination import ArtifactSummary
from pkgaudit.model.finding import Finding
from pkgaudit.model.gap import Location
from pkgaudit.policy.waiver import Waiver
from pkgaudit.search.glob import glob_expression
from pkgaudit.search.pattern import Pattern
from pkgaudit.search.searcher import Searcher


class WaiverMatcher:
    """Holds findings against waivers.

    A path is the one inside the artifact; an archive in it counts as a folder. A finding about a folder is matched when
    the glob matches every member that it stands for, or everything below the folder.

    Args:
        waivers: All that will be asked about.

    Raises:
        GlobError: A glob of one of them means nothing.
    """

    def __init__(self, waivers: Sequence[Waiver]) -> None:
        self._paths = _Globs(waiver.path for waiver in waivers)
        self._artifacts = _Globs(waiver.artifact for waiver in waivers)

    def matches(self, waiver: Waiver, finding: Finding, artifact: ArtifactSummary | None) -> bool:
        """Return whether everything that the waiver gives is so."""
        if waiver.rule not in {finding.rule, finding.family}:
            return False
        if waiver.fingerprint is not None and waiver.fingerprint != finding.fingerprint:
            return False
        if waiver.sha256 is not None and waiver.sha256 not in _digests(finding, artifact):
            return False
        own = finding.location[:1] if artifact is None else artifact.location
        if not self._is_for(waiver, own, None if artifact is None else artifact.name):
            return False
        return waiver.path is None or self._covers(waiver.path, finding, len(own))

    def is_for(self, waiver: Waiver, artifact: ArtifactSummary) -> bool:
        """Return whether the waiver is for this artifact."""
        return self._is_for(waiver, artifact.location, artifact.name)

    def _is_for(self, waiver: Waiver, location: Location, name: str | None) -> bool:
        if waiver.artifact is None:
            return True
        called = {*location, "/".join(location)}
        # A name without its scope is another package's.
        if name and ("/" in name) == ("/" in waiver.artifact):
            called.add(name)
        return any(waiver.artifact in self._artifacts.matching(each) for each in called)

    def _covers(self, glob: str, finding: Finding, depth: int) -> bool:
        if finding.places:
            return all(self._matches(glob, place[depth:]) for place in finding.places)
        if finding.in_folder:
            everything_below = glob.endswith("/") or glob.rpartition("/")[2] == "**"
            return everything_below and self._matches(glob, (*finding.location[depth:], "x"))
        return self._matches(glob, finding.location[depth:])

    def _matches(self, glob: str, inside: Location) -> bool:
        return glob in self._paths.matching("/".join(inside))


class _Globs:
    def __init__(self, globs: Iterable[str | None]) -> None:
        given = sorted({glob for glob in globs if glob is not None})
        self._searcher = Searcher([Pattern(name=glob, expression=glob_expression(glob)) for glob in given])
        self._known: dict[str, frozenset[str]] = {}

    def matching(self, path: str) -> frozenset[str]:
        """Return the globs that match."""
        if path not in self._known:
            self._known[path] = frozenset(self._searcher.scan(path.encode("utf-8", "surrogatepass")))
        return self._known[path]


def _digests(finding: Finding, artifact: ArtifactSummary | None) -> frozenset[str]:
    of_artifact = "" if artifact is None else artifact.sha256
    return frozenset(digest for digest in (finding.sha256, of_artifact) if digest)

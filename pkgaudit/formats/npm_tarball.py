"""An npm tarball: what is left after npm strips one leading component, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pkgaudit.containers.events import ContainerKind
from pkgaudit.containers.names import NameLedger
from pkgaudit.formats.evidence import visibility_evidence
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import ManifestKind, Sightings
from pkgaudit.model.claims import ClaimProblem
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.member import Anomaly, AnomalyKind, MemberKind

_KINDS = (ContainerKind.TAR, ContainerKind.TAR_GZIP)
_NAMED = 3
_REPORTED = 1000


def recognise(seen: Sightings) -> Recognition | None:
    """Return what it is when npm would find a package.json in it; the last one in archive order is the one kept."""
    if seen.kind not in _KINDS:
        return None
    manifests = seen.of(ManifestKind.PACKAGE_JSON)
    manifest = manifests[-1] if manifests else seen.misplaced
    if manifest is None:
        return None
    what = ""
    if not manifests:
        what = "its name begins with ./ or /, which is all that npm strips: npm finds no package.json and refuses it"
    elif len(manifests) > 1:
        others = ", ".join(other.location[-1] for other in manifests[:-1][:_NAMED])
        what = f"npm installs this package.json over {len(manifests) - 1} other ({others})"
    more = (ClaimProblem(location=manifest.location, problem=what),) if what else ()
    claims = replace(manifest.claims, problems=(*manifest.claims.problems, *more))
    return Recognition(
        format=Format.NPM_TARBALL,
        ecosystem=Ecosystem.NPM,
        claims=claims,
        anomalies=() if seen.dotted else tuple(_anomalies(seen)),
        gaps=(manifest.gap,) if manifest.gap else (),
        evidence=visibility_evidence(claims),
    )


def _anomalies(seen: Sightings) -> Iterator[Anomaly]:
    tops = seen.tops()
    loose = [member for member in seen.own if "/" not in member.path and member.kind is not MemberKind.DIRECTORY]
    if loose:
        shown = ", ".join(member.path for member in loose[:_NAMED])
        what = f"{len(loose):,} members lie outside every folder ({shown}): npm does not install them"
        yield _anomaly(AnomalyKind.SEVERAL_TOP_FOLDERS, loose[0].location, what)
    if len(tops) > 1:
        shown = ", ".join(list(tops)[:_NAMED])
        what = f"{len(tops):,} top folders ({shown}), which npm strips and installs into one"
        yield _anomaly(AnomalyKind.SEVERAL_TOP_FOLDERS, seen.location, what)
        yield from _collisions(seen)


def _collisions(seen: Sightings) -> Iterator[Anomaly]:
    """Yield entries of different top folders that land on one installed path."""
    ledger = NameLedger()
    owners: dict[str, str] = {}
    reported = 0
    for member in seen.own:
        top, slash, installed = member.path.partition("/")
        if not slash or member.kind not in (MemberKind.FILE, MemberKind.DIRECTORY):
            continue
        problems = ledger.check(installed, member.kind)
        owner = owners.setdefault(installed, top)
        for kind, detail in problems:
            if owner == top and kind is AnomalyKind.DUPLICATE_NAME:
                continue  # one name twice: the reader of the archive has said so
            reported += 1
            if reported <= _REPORTED:
                yield _anomaly(kind, member.location, f"npm installs it as {installed[:200]}: {detail}")


def _anomaly(kind: AnomalyKind, location: Location, detail: str) -> Anomaly:
    return Anomaly(kind=kind, location=location, offset=None, detail=detail)

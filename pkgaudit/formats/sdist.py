"""A Python source distribution: one folder, ``{name}-{version}``, with PKG-INFO in it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.evidence import visibility_evidence
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import Manifest, ManifestKind, Sightings
from pkgaudit.manifests.python_names import same_name, same_version
from pkgaudit.model.claims import ClaimProblem
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.member import Anomaly, AnomalyKind, MemberKind

_KINDS = (ContainerKind.TAR, ContainerKind.TAR_GZIP, ContainerKind.ZIP)
_NPM_FOLDER = "package"
_NAMED = 3


def recognise(seen: Sightings) -> Recognition | None:
    """Return what it is when a top folder holds PKG-INFO, unless npm's package.json has the better claim.

    A source distribution may hold a package.json (Jupyter extensions do), and an npm package a PKG-INFO: the folder
    called as PKG-INFO's name and version say decides, then npm's usual folder ``package``.
    """
    candidates = seen.of(ManifestKind.PKG_INFO)
    if seen.kind not in _KINDS or not candidates:
        return None
    named = [manifest for manifest in candidates if _names_its_folder(manifest)]
    manifest = named[0] if named else candidates[0]
    rivals = () if seen.kind is ContainerKind.ZIP else seen.of(ManifestKind.PACKAGE_JSON)
    npm_folder = any(rival.top == _NPM_FOLDER for rival in rivals)
    if npm_folder and not named:
        return None
    problems = list(manifest.claims.problems)
    if npm_folder or (rivals and not named):
        rival = rivals[-1].location[-1]
        what = f"a package.json lies at {rival} as well: it is read as a source distribution, npm would install it too"
        problems.append(ClaimProblem(location=manifest.location, problem=what))
    if len(candidates) > 1:
        others = ", ".join(other.location[-1] for other in candidates if other is not manifest)[:200]
        what = f"there are {len(candidates)} PKG-INFO at the top of folders ({others} as well)"
        problems.append(ClaimProblem(location=manifest.location, problem=what))
    claims = replace(manifest.claims, problems=tuple(problems))
    return Recognition(
        format=Format.SDIST,
        ecosystem=Ecosystem.PYPI,
        claims=claims,
        anomalies=tuple(_anomalies(seen)),
        gaps=(manifest.gap,) if manifest.gap else (),
        evidence=visibility_evidence(claims),
    )


def _names_its_folder(manifest: Manifest) -> bool:
    name, dash, version = manifest.top.rpartition("-")
    claims = manifest.claims
    if not dash or claims.name is None or claims.version is None:
        return False
    return same_name(name, claims.name) and same_version(version, claims.version)


def _anomalies(seen: Sightings) -> Iterator[Anomaly]:
    tops = list(seen.tops())
    loose = [member.path for member in seen.own if "/" not in member.path and member.kind is not MemberKind.DIRECTORY]
    entries = [*tops, *loose]
    if len(entries) > 1:
        shown = ", ".join(entries[:_NAMED])
        what = f"{len(entries):,} entries at the top ({shown}): the index allows one folder"
        yield Anomaly(kind=AnomalyKind.SEVERAL_TOP_FOLDERS, location=seen.location, offset=None, detail=what)

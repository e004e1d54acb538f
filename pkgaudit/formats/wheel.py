"""A wheel: a zip with one ``.dist-info`` folder that holds WHEEL and METADATA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.evidence import visibility_evidence
from pkgaudit.formats.recognition import Recognition
from pkgaudit.formats.sightings import Manifest, ManifestKind, Sightings
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.manifests.python_names import same_name, same_version
from pkgaudit.model.claims import ClaimProblem, Claims
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.member import Anomaly, AnomalyKind

_SUFFIX = ".dist-info"
_NAMED = 3
_FILE_NAME_PARTS = range(5, 7)  # name, version, (build,) python, abi, platform


def recognise(seen: Sightings) -> Recognition | None:
    """Return what it is when a ``.dist-info`` folder at the top holds WHEEL or METADATA."""
    wheels = seen.of(ManifestKind.WHEEL)
    metadata = seen.of(ManifestKind.CORE_METADATA)
    if seen.kind is not ContainerKind.ZIP or not (wheels or metadata):
        return None
    folders = sorted(top for top in seen.tops() if top.endswith(_SUFFIX))
    chosen = _choose(seen, metadata)
    claims = chosen.claims if chosen else Claims(ecosystem=Ecosystem.PYPI)
    problems = [*claims.problems, *_problems(seen, folders, chosen)]
    claims = replace(claims, problems=tuple(problems))
    anomalies: tuple[Anomaly, ...] = ()
    if len(folders) > 1:
        what = f"{len(folders):,} .dist-info folders ({', '.join(folders[:_NAMED])}): a wheel has one"
        several = AnomalyKind.SEVERAL_TOP_FOLDERS
        anomalies = (Anomaly(kind=several, location=seen.location, offset=None, detail=what),)
    return Recognition(
        format=Format.WHEEL,
        ecosystem=Ecosystem.PYPI,
        claims=claims,
        anomalies=anomalies,
        gaps=(chosen.gap,) if chosen and chosen.gap else (),
        evidence=visibility_evidence(claims),
    )


def _choose(seen: Sightings, metadata: Sequence[Manifest]) -> Manifest | None:
    """Return the METADATA whose folder the file name agrees with, else the first; of duplicates the last counts."""
    if not metadata:
        return None
    named = _file_name_parts(seen.location)
    if named:
        for manifest in reversed(metadata):
            name, _, version = manifest.top.removesuffix(_SUFFIX).partition("-")
            if same_name(name, named[0]) and same_version(version, named[1]):
                return manifest
    first = metadata[0].top
    return [manifest for manifest in metadata if manifest.top == first][-1]


def _problems(seen: Sightings, folders: Sequence[str], chosen: Manifest | None) -> Iterator[ClaimProblem]:
    if len(folders) > 1:
        shown = ", ".join(folders[:_NAMED])
        yield _problem(seen.location, f"it has {len(folders)} .dist-info folders ({shown}): pip refuses it")
    folder = chosen.top if chosen else (folders[0] if folders else "")
    inside = {member.path.rpartition("/")[2] for member in seen.own if member.path.rpartition("/")[0] == folder}
    for name in ("METADATA", "WHEEL", "RECORD"):
        if name not in inside:
            yield _problem(seen.location, f"{folder} has no {name}: pip and the index refuse it")
    if chosen is None:
        return
    name, dash, version = folder.removesuffix(_SUFFIX).partition("-")
    if dash:
        yield from _disagreements(chosen, name, version, f"the folder {quoted(folder)}")
    else:
        yield _problem(chosen.location, f"the folder {quoted(folder)} does not name a package and a version")
    named = _file_name_parts(seen.location)
    if named:
        yield from _disagreements(chosen, named[0], named[1], f"the file name {quoted(_base(seen.location))}")


def _disagreements(manifest: Manifest, name: str, version: str, where: str) -> Iterator[ClaimProblem]:
    claims = manifest.claims
    if claims.name is not None and not same_name(claims.name, name):
        yield _problem(manifest.location, f"its Name is {quoted(claims.name)}, but {where} says otherwise")
    if claims.version is not None and not same_version(claims.version, version):
        yield _problem(manifest.location, f"its Version is {quoted(claims.version)}, but {where} says otherwise")


def _file_name_parts(location: Location) -> list[str] | None:
    base = _base(location)
    parts = base[: -len(".whl")].split("-")
    return parts if base.lower().endswith(".whl") and len(parts) in _FILE_NAME_PARTS else None


def _base(location: Location) -> str:
    return location[-1].rpartition("/")[2]


def _problem(location: Location, problem: str) -> ClaimProblem:
    return ClaimProblem(location=location, problem=problem)
